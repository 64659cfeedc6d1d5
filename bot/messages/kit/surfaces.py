"""Where blocks are shown: messages, modals and the App Home."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.messages.kit import limits
from bot.messages.kit.objects import Block, fit, given, plain
from bot.messages.kit.text import cut


@dataclass(frozen=True, slots=True)
class Message:
    """Something to post: blocks, and mrkdwn that stands alone in notifications and for screen readers.

    The text is cut at 4,000; when all blocks together hold more than Slack takes, the longest of their
    texts are cut alike. Raises ValueError for no text, or too many blocks.
    """

    text: str
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("A message needs a text that stands alone.")
        _check_blocks(self.blocks, limits.MESSAGE_BLOCKS)
        object.__setattr__(self, "text", cut(self.text, limits.MESSAGE_TEXT))
        object.__setattr__(self, "blocks", _fit_together(self.blocks))


@dataclass(frozen=True, slots=True)
class View:
    """A modal or App Home, made by `modal` and `home`. Raises ValueError for what Slack would refuse."""

    type: Literal["modal", "home"]
    blocks: tuple[Block, ...]
    title: str = ""
    submit: str | None = None
    close: str | None = None
    callback_id: str = ""
    private_metadata: str = ""
    notify_on_close: bool = False

    def __post_init__(self) -> None:
        _check_blocks(self.blocks, limits.VIEW_BLOCKS)
        fit("A modal's title", self.title, limits.VIEW_TITLE, least=self.type == "modal")
        fit("A modal's submit button", self.submit or "", limits.VIEW_BUTTON)
        fit("A modal's close button", self.close or "", limits.VIEW_BUTTON)
        fit("A callback_id", self.callback_id, limits.ID)
        fit("Private metadata", self.private_metadata, limits.METADATA)
        asks = any(block["type"] == "input" for block in self.blocks)
        if self.type == "modal" and asks and not self.submit:
            raise ValueError("A modal that asks needs a submit button.")

    def as_dict(self) -> dict[str, Any]:
        """Return the view as Slack takes it."""
        return {"type": self.type, "blocks": list(self.blocks)} | given(
            title=plain(self.title, limits.VIEW_TITLE) if self.title else None,
            submit=plain(self.submit, limits.VIEW_BUTTON) if self.submit else None,
            close=plain(self.close, limits.VIEW_BUTTON) if self.close else None,
            callback_id=self.callback_id,
            private_metadata=self.private_metadata,
            notify_on_close=self.notify_on_close,
        )


@dataclass(frozen=True, slots=True)
class ViewRef:
    """A view on somebody's screen; the hash names the state it is in, and so guards an update against a newer one."""

    id: str
    hash: str


def modal(
    title: str,
    blocks: Iterable[Block],
    callback_id: str,
    *,
    submit: str | None = None,
    close: str = "Cancel",
    metadata: str = "",
) -> View:
    """Make a modal of at most 100 blocks. `metadata` passes through the client: it holds ids, no secrets."""
    return View(
        "modal",
        tuple(blocks),
        title=title,
        submit=submit,
        close=close,
        callback_id=callback_id,
        private_metadata=metadata,
    )


def home(blocks: Iterable[Block]) -> View:
    """Make a person's App Home of at most 100 blocks."""
    return View("home", tuple(blocks))


def _check_blocks(blocks: tuple[Block, ...], most: int) -> None:
    fit("Blocks", blocks, most)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) < len(ids):
        raise ValueError("Two blocks have the same block_id.")


def _fit_together(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Cut the longest mrkdwn texts to the one length at which all texts together are what Slack takes."""
    texts = list(_texts(blocks))
    lengths = [len(text["text"]) for text in texts if text["type"] == "mrkdwn"]
    fixed = sum(len(text["text"]) for text in texts if text["type"] != "mrkdwn")

    def total(share: int) -> int:
        return fixed + sum(min(length, share) for length in lengths)

    if total(limits.SECTION_TEXT) <= limits.MESSAGE_BLOCK_TEXT:
        return blocks
    share = bisect_right(range(limits.SECTION_TEXT), limits.MESSAGE_BLOCK_TEXT, key=total) - 1
    if share < 1:
        raise ValueError("A message's labels alone are longer than Slack takes.")
    return tuple(_shortened(block, share) for block in blocks)


def _texts(part: Any) -> Iterator[Block]:
    """Find the text objects anywhere inside a block."""
    if isinstance(part, dict):
        if part.get("type") in ("mrkdwn", "plain_text"):
            yield part
        part = part.values()
    elif not isinstance(part, (list, tuple)):
        return
    for inner in part:
        yield from _texts(inner)


def _shortened(part: Any, share: int) -> Any:
    """Copy a block with every mrkdwn text in it cut to its share."""
    if isinstance(part, list):
        return [_shortened(inner, share) for inner in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") == "mrkdwn":
        return part | {"text": cut(part["text"], share)}
    return {name: _shortened(inner, share) for name, inner in part.items()}
