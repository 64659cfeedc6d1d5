"""The forms of asking."""

import json
from collections.abc import Sequence

from bot.domain.ids import PersonId
from bot.domain.places import Place
from bot.domain.questions import DETAILS_LIMIT, TEXT_LIMITS, Question
from bot.messages import choices, kit

TITLE = "Ask an expert"


def ask_form(
    *,
    text: str = "",
    details: str = "",
    topics: Sequence[str] = (),
    here: Place | None = None,
    first: PersonId | None = None,
) -> kit.View:
    """The form of asking, with what is known already filled in."""
    least, most = TEXT_LIMITS
    where = choices.place(here) if here else choices.experts_only()
    blocks = [
        kit.input_block(
            "Your question",
            kit.text_input(
                "question",
                initial=text.strip()[:most],
                min_length=least,
                max_length=most,
                placeholder="Such as: How do we rotate the database keys?",
                dispatch="on_character_entered",
            ),
            "question",
            dispatch=True,
        ),
        kit.input_block(
            "Details",
            kit.text_input("details", multiline=True, initial=details[:DETAILS_LIMIT], max_length=DETAILS_LIMIT),
            "details",
            optional=True,
            hint="What did you try, what do you need it for?",
        ),
        kit.input_block(
            "Topics",
            kit.multi_external_select(
                "topics", initial=[choices.topic(each) for each in topics], placeholder="Such as terraform", most=10
            ),
            "topics",
            optional=True,
            hint="They help to find the right people. Topics in your words are recognised too.",
        ),
        kit.input_block(
            "Post in",
            kit.external_select("channel", initial=where),
            "channel",
            hint="A channel that I am in, so that others can answer and learn too; or only the experts.",
        ),
        kit.input_block("Ask as", _ask_as(), "ask_as"),
    ]
    if first is not None:
        blocks.insert(0, kit.context(f"{kit.person(first)} is invited first, if they are free."))
    metadata = json.dumps({"first": first, "offered": list(topics)}, ensure_ascii=False)
    return kit.modal(TITLE, blocks, "question.ask", submit="Ask", metadata=metadata)


def publish_form(question: Question) -> kit.View:
    """Where to post a question that so far went only to the experts."""
    field = kit.input_block("Post in", kit.external_select("public_channel", placeholder="Choose a channel"), "channel")
    note = kit.section("Everybody in the channel will see the question and can answer it.")
    return kit.modal("Post your question", [note, field], "question.publish", submit="Post", metadata=str(question.id))


def _ask_as() -> kit.Block:
    named = kit.option("With my name", "named")
    return kit.radio("ask_as", [named, kit.option("Anonymously", "anonymous")], initial="named")
