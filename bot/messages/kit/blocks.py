"""Blocks: the lines of a message, a modal or the App Home."""

from collections.abc import Iterable

from bot.messages.kit import limits
from bot.messages.kit.objects import Block, fit, given, mrkdwn, plain, plain_or_none
from bot.messages.kit.text import clean


def section(text: str, accessory: Block | None = None) -> Block:
    """Show a paragraph of mrkdwn, with at most one element beside it."""
    return given(type="section", text=mrkdwn(text, limits.SECTION_TEXT), accessory=accessory)


def fields(*texts: str) -> Block:
    """Show short pieces of mrkdwn, ten at most, in two columns."""
    fit("A section's fields", texts, limits.FIELDS, least=1)
    return {"type": "section", "fields": [mrkdwn(text, limits.FIELD_TEXT) for text in texts]}


def passage(pieces: Iterable[tuple[str, bool]]) -> Block:
    """Quote words as they are, with some pieces of them in bold. Nothing in it is live, so nothing is escaped."""
    texts = [(clean(words), is_bold) for words, is_bold in pieces if clean(words)]
    elements = [given(type="text", text=words, style={"bold": True} if bold else None) for words, bold in texts]
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": elements}]}


def named(block: Block, block_id: str) -> Block:
    """Give a block an id by which it is known in what Slack sends back."""
    return block | {"block_id": fit("A block_id", block_id, limits.ID, least=1)}


def header(text: str) -> Block:
    """Show a heading in plain text, so people's words as they are."""
    return {"type": "header", "text": plain(text, limits.HEADER_TEXT)}


def context(*parts: str | Block) -> Block:
    """Show small print: at most ten pieces of mrkdwn, or images."""
    fit("A context's elements", parts, limits.CONTEXT_ELEMENTS, least=1)
    elements = [mrkdwn(part, limits.SECTION_TEXT) if isinstance(part, str) else part for part in parts]
    return {"type": "context", "elements": elements}


def divider() -> Block:
    """Draw a line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Offer at most 25 elements side by side; Slack wants their action_ids to differ."""
    fit("A block's actions", elements, limits.ACTIONS, least=1)
    if len({element["action_id"] for element in elements}) < len(elements):
        raise ValueError("Two elements of one block have the same action_id.")
    return given(type="actions", elements=list(elements), block_id=_block_id(block_id))


def image(url: str, alt: str, title: str | None = None) -> Block:
    """Show a picture, described in `alt`. Without a title it also is an element for a section or context."""
    return given(
        type="image",
        image_url=fit("An image's address", url, limits.IMAGE_URL, least=1),
        alt_text=plain(alt, limits.IMAGE_TEXT)["text"],
        title=plain_or_none(title, limits.IMAGE_TEXT),
    )


def input_block(
    label: str,
    element: Block,
    block_id: str,
    *,
    optional: bool = False,
    hint: str | None = None,
    dispatch: bool = False,
) -> Block:
    """Ask for one thing. The label may hold people's words; `dispatch` reports each change at once."""
    fit("A hint", hint or "", limits.HINT)
    return given(
        type="input",
        block_id=_block_id(block_id),
        label=plain(label, limits.LABEL),
        element=element,
        optional=optional,
        hint=plain_or_none(hint, limits.HINT),
        dispatch_action=dispatch,
    )


def _block_id(block_id: str | None) -> str | None:
    return None if block_id is None else fit("A block_id", block_id, limits.ID, least=1)
