"""No column that holds a person is forgotten when a person is."""

from sqlalchemy import String, Text
from sqlalchemy.types import JSON

from bot.domain.ids import PersonId
from bot.messages.export import PARTS as TOLD
from storage import schema
from storage.erasing.fates import FATES
from storage.exporting import PARTS, UNTOLD
from storage.schema import metadata
from storage.store import Store
from tests.storage.conftest import HERE, NOW, THERE
from tests.storage.history import ADA, GRACE, happen
from tests.traces import rows_with

WORDS_OF_OURS = {
    "about", "countries", "days", "emoji", "error", "event_ts", "free_days", "kind", "order", "request", "state",
    "source", "theme", "token", "verb", "verdict", "what", "zone", "slot", "weights",
}  # fmt: skip
"""Columns in which only we, Slack or a calendar choose what stands."""
PLACES = {"workspace", "channel", "ts", "card_ts"}
"""Ids of Slack's that are nobody's; a message of one's own is let go of with its author."""
VOCABULARY = {"topic.slug", "topic.label", "topic_alias.alias", "place.id", "place.name", "search_word.word"}
"""What belongs to all: topics that nobody uses any more go, and words with the documents that have them."""
OF_THE_WORKSPACE = {"workspace.id", "workspace.name", "workspace.url", "workspace.bot_user", "workspace.enterprise"}
OF_INSTALLATIONS = {"organisation", "slack_bots", "slack_oauth_states"}
"""Tables in which no person stands: bots are installed, and who installed one for an organisation is taken out when the
app is first used there, before anybody can ask it to be forgotten."""
SAID = {
    "question.text", "question.details", "answer.text", "tip.text", "tip.link", "comment.text", "run_answer.text",
}  # fmt: skip
"""Words that go with their author if they want; see bot/services/releasing.py."""
WITH_ITS_ROW = {
    "person.name", "person.quiet_hours", "report.why", "deflection.words", "invitation.pass_reason", "invitation.why",
    "notice.key", "activity.item", "cohort_news.key", "cohort_news.details", "reaction.emoji",
}  # fmt: skip
"""What stands in a row that goes when its person does."""
OTHERWISE = {
    "evidence.source": "names who marked something, and goes with the mark",
    "failed_event.body": "looked through for the person",
    "failed_event.key": "a hash",
    "delivery.key": "a hash",
    "question.origin": "the key of an import, so that a repeated one does not bring it back",
    "answer.origin": "likewise",
    "question.card_trouble": "Slack's reason",
    "cohort.name": "what a facilitator calls it, for all who are in it",
    "cohort.slug": "likewise",
    "cohort.trouble": "Slack's reason",
    "prompt_set.name": "of the bank",
    "prompt_set.slug": "of the bank",
    "prompt.text": "of the bank",
    "prompt.lesson_title": "of the bank",
    "prompt.lesson_link": "of the bank",
    "plan_change.said": "of the bank",
    "run.text": "of the bank",
    "run.lesson_title": "of the bank",
    "run.lesson_link": "of the bank",
    "prompt_request.text": "goes with its question",
    "search_document.title": "the index follows what it is made of",
    "search_document.body": "likewise",
    "search_document.answers": "likewise",
    "search_document.spelled": "likewise",
    "forgetting.person": "dropped once the person was told",
    "setting.name": "a word of ours",
    "setting.value": "looked through for the person",
    "setting_change.name": "a word of ours",
    "setting_change.was": "looked through for the person",
    "setting_change.became": "looked through for the person",
}


def test_each_column_that_can_hold_a_person_has_a_fate() -> None:
    known = {f"{column.table.name}.{column.name}" for column in FATES}
    known |= VOCABULARY | OF_THE_WORKSPACE | SAID | WITH_ITS_ROW | OTHERWISE.keys()
    texts = [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text | JSON) and table.name not in OF_INSTALLATIONS
    ]

    unknown = [
        f"{column.table.name}.{column.name}"
        for column in texts
        if column.name not in WORDS_OF_OURS | PLACES and f"{column.table.name}.{column.name}" not in known
    ]

    assert unknown == [], "say in storage/erasing/fates.py what becomes of it when the person is forgotten"


def test_all_that_is_kept_of_a_person_is_exported() -> None:
    exported = {part.column for part in PARTS.values()}

    assert FATES.keys() - exported == UNTOLD
    assert exported - FATES.keys() == {schema.setting.c.value, schema.failed_event.c.body}
    assert PARTS.keys() == TOLD.keys(), "and each part is explained in the file"


def test_each_column_of_a_name_that_means_a_person_has_a_fate() -> None:
    names = {
        "person",
        "author",
        "asker",
        "first",
        "recipient",
        "created_by",
        "added_by",
        "asked_by",
        "decided_by",
        "by",
    }
    columns = {column for table in metadata.sorted_tables for column in table.columns if column.name in names}

    assert columns - FATES.keys() == {schema.forgetting.c.person}


async def test_a_sweep_meets_every_fate_and_leaves_others_and_other_workspaces_alone(store: Store) -> None:
    for workspace in (HERE, THERE):
        await store.write(workspace, happen)
        await store.write(workspace, lambda uow: uow.failures.keep("e", "message", {"user": GRACE}, "KeyError", NOW))
    before = await rows_with(store, "U0ADA")

    while await store.write(HERE, lambda uow: uow.erasing.sweep(GRACE)):
        pass

    left = await rows_with(store, GRACE)
    assert [row for row in left if HERE in row] == []
    assert [row for row in left if THERE in row]
    assert [row for row in before if THERE in row] == [row for row in await rows_with(store, "U0ADA") if THERE in row]


async def test_where_a_person_stands_among_others_is_exported_without_them(store: Store) -> None:
    for workspace in (HERE, THERE):
        await store.write(workspace, happen)
        await store.write(workspace, lambda uow: uow.failures.keep("e", "message", {"user": GRACE}, "KeyError", NOW))
        await store.write(workspace, lambda uow: uow.settings.change("moderators", f"U0ADA,{GRACE}", ADA, NOW))

    told = {
        name: await store.read(HERE, lambda uow, name=name: uow.exporting.part(name, GRACE))  # type: ignore[misc]
        for name in ("named_in_settings", "failed_events")
    }

    assert told["named_in_settings"] == [{"name": "moderators"}]
    assert [(row["kind"], row["attempts"], row.get("body")) for row in told["failed_events"]] == [("message", 1, None)]
    assert await store.read(HERE, lambda uow: uow.exporting.part("failed_events", PersonId("U0NOBODY"))) == []


async def test_topics_that_somebody_uses_stay(store: Store) -> None:
    await store.write(HERE, happen)
    await store.write(HERE, lambda uow: uow.topics.ensure({"mine": "Mine"}, {"my": "mine"}, NOW))

    assert await store.write(HERE, lambda uow: uow.erasing.drop_unused_topics()) == 1

    assert await rows_with(store, "'mine'", "'my'") == []
    assert await rows_with(store, "'sql'")
