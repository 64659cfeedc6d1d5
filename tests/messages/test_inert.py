"""Nothing that people write comes to life in a message, and no message is refused by Slack for it."""

import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from inspect import getmembers, isfunction
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.messages
from bot.domain import learning_record as mine
from bot.domain.answers import Answer, Source
from bot.domain.cadence import QuietHours
from bot.domain.comments import Comment
from bot.domain.comments import Source as CommentSource
from bot.domain.deflections import Deflected
from bot.domain.expertise import Standing
from bot.domain.freshness import WHY_LIMIT, Report, Review, Verdict
from bot.domain.ids import (
    AnswerId,
    ChannelId,
    CommentId,
    InvitationId,
    MessageTs,
    PersonId,
    PromptId,
    PromptSetId,
    QuestionId,
    ReviewId,
    TipId,
    TopicId,
)
from bot.domain.invitations import Invitation
from bot.domain.invitations import State as InvitationState
from bot.domain.knowledge import Answered, Found
from bot.domain.marks import About, Item
from bot.domain.people import Preferences
from bot.domain.places import Place, Spot
from bot.domain.prompts import Prompt
from bot.domain.questions import DETAILS_LIMIT, TEXT_LIMITS, Question, State
from bot.domain.refusals import InvalidInput, Reason, Refused
from bot.domain.search import analysis
from bot.domain.tips import LINK_LIMIT, Tip
from bot.domain.topics import Topic, label, normalise
from bot.messages import (
    answers,
    asking,
    belongings,
    choices,
    comments,
    dates,
    experts,
    export,
    freshness,
    home,
    invitations,
    kit,
    knowledge,
    moderation,
    my_data,
    pages,
    questions,
    refusals,
    settings,
    tips,
    topics,
    usage,
    welcome,
)
from bot.sandbox.blocks import problems
from handlers.surfaces import _with_words
from tests.messages.of_cohorts import a_cohort, a_draft, at_homes, of_borrowing, of_cohorts, of_prompts, of_runs
from tests.messages.of_settings import of_settings

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LINK = "https://knowhow.test/archives/C0HELP/p1772463600000100"
HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<!subteam^S0ALL>",
    "<!everyone|@everyone>",
    "@everyone",
    "<mailto:a@evil.test|a>",
    "\N{ZERO WIDTH NO-BREAK SPACE}<!he\N{ZERO WIDTH SPACE}re>",
    "<@U0MALLORY>",
    "<#C0SECRET>",
    "<https://evil.test|https://bank.test>",
    "https://evil.test",
    "@here",
    "@channel",
    "#general",
    "&lt;!channel&gt;",
    "<!date^0^{date}|now>",
    "*bold* _it_ ~out~ `code` ```",
    "> quoted\n>>> more",
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}" * 3,
    "\n\n\n",
    "|",
    "<",
    "&",
)
words = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), max_size=8).map(" ".join)
at_length = st.integers(1, 3000).flatmap(lambda size: words.map(lambda text: ((text or "<") * size)[:size]))
"""People's words: short and mixed, or one thing over and over up to the limits."""
anything = words | at_length | st.sampled_from(["<!channel>" * 300, "&" * 3000, " ", "\N{ZERO WIDTH SPACE}"])


def a_question(text: str, **other: Any) -> Question:
    """A question with these words everywhere."""
    told: dict[str, Any] = {
        "id": QuestionId(1),
        "asker": PersonId("U0ADA"),
        "text": text[: TEXT_LIMITS[1]],
        "details": text[:DETAILS_LIMIT],
        "is_anonymous": False,
        "channel": ChannelId("C0HELP"),
        "first": None,
        "state": State.ANSWERED,
        "wave": 1,
        "extra_waves": 0,
        "asked_at": NOW,
        "active_at": NOW,
        "due_at": None,
        "first_answer_at": NOW,
        "nudged_at": None,
        "accepted": None,
        "card_ts": MessageTs("1772463600.000100"),
        "card_trouble": None,
    }
    return Question(**told | other)


def an_answer(text: str, id_: int = 1, **other: Any) -> Answer:
    """An answer in these words."""
    told: dict[str, Any] = {
        "id": AnswerId(id_),
        "question": QuestionId(1),
        "author": PersonId("U0GRACE"),
        "text": text,
        "source": Source.THREAD,
        "channel": None,
        "ts": None,
        "given_at": NOW,
        "edited_at": None,
        "is_deleted": False,
        "useful": 2,
        "fresh_at": NOW,
    }
    return Answer(**told | other)


def a_topic(text: str) -> Topic:
    """A topic as it could be kept of these words."""
    return Topic(TopicId(1), normalise(text) or "x", label(text) or "x")


def an_invitation(text: str, **other: Any) -> Invitation:
    """An invitation for evidence on a topic in these words."""
    told: dict[str, Any] = {
        "id": InvitationId(1),
        "question": QuestionId(1),
        "person": PersonId("U0GRACE"),
        "wave": 1,
        "state": InvitationState.OPEN,
        "why": (
            Standing(a_topic(text).label, 3.0, is_declared=True, answered=3, accepted=1, useful=2, shared=2, last=NOW),
        ),
        "suggested_by": None,
        "is_advocate": False,
        "pass_reason": text,
        "invited_at": NOW,
        "sent_from": NOW,
        "expires_at": NOW,
    }
    return Invitation(**told | other)


def a_line(text: str) -> experts.Line:
    """Somebody found for a topic in these words."""
    standing = Standing(a_topic(text).label, 1.0, is_declared=True, suggested=1, last=NOW)
    return experts.Line(PersonId("U0GRACE"), (standing,), None, is_quiet=True)


def told_of(text: str, state: State, **other: Any) -> questions.Told:
    """A question with five answers, all in these words."""
    lines = tuple(questions.Line(an_answer(text, number), LINK if number % 2 else "") for number in range(1, 6))
    accepted = AnswerId(1) if state is State.ACCEPTED else None
    return questions.Told(
        question=a_question(text, state=state, accepted=accepted, **other),
        topics=tuple([a_topic(text).label] * 10),
        answers=lines,
        invited=2,
        invited_in_all=3,
        asked_from=NOW,
        waiting_until=NOW,
        asks_advocates=False,
        is_exhausted=False,
        link=LINK,
    )


def a_home(text: str) -> home.Shown:
    """An App Home full of these words."""
    each = [a_question(text, id=QuestionId(number), state=State.WAITING) for number in range(5)]
    return home.Shown(
        is_new=True,
        is_moderator=True,
        has_belongings=True,
        waiting=[(InvitationId(number), question) for number, question in enumerate(each)],
        waiting_count=5,
        asked=each,
        asked_count=5,
        topics=[a_topic(text).label] * 30,
        cohorts=at_homes(text),
        url="https://knowhow.test",
        unanswered=each,
        unanswered_count=5,
        links={QuestionId(1): LINK},
        page=0,
        pages=2,
    )


def of_questions(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said about a question."""
    place = Place(ChannelId("C0HELP"), text[:80] or "x")
    for state in State:
        for trouble in (None, text[:100]):
            told = told_of(text, state, card_trouble=trouble)
            yield from (questions.card(told), questions.status(told), questions.helped_check(told))
    yield asking.ask_form(text=text, details=text, topics=[a_topic(text).label], here=place, first=PersonId("U0ADA"))
    yield asking.publish_form(a_question(text))


def of_answers(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said about an answer."""
    question, long = a_question(text), an_answer(text * 20)
    for answer in (an_answer(text), long, an_answer(text, is_deleted=True)):
        yield answers.in_thread(answer, question)
        yield answers.to_asker(answer, question, LINK)
        yield answers.to_asker(answer, question, "")
    yield answers.answer_form(question, metadata="1")
    yield answers.edit_form(long)
    yield answers.delete_form(long)
    yield answers.save_form(text, "U0GRACE", [question], metadata="{}")
    yield answers.not_passed_on(a_question(text, state=State.WITHDRAWN))
    yield answers.not_passed_on(question)
    yield from (answers.nothing_to_save_to(), answers.saved(), answers.accepted(1), answers.taken_back())
    for item in (Item(About.ANSWER, 1), Item(About.TIP, 1)):
        yield from (answers.marked(item, is_new=True), answers.marked(item, is_new=False))


def a_tip(text: str, **other: Any) -> Tip:
    """A tip in these words."""
    told: dict[str, Any] = {
        "id": TipId(1),
        "author": PersonId("U0ADA"),
        "text": text,
        "link": LINK,
        "channel": ChannelId("C0HELP"),
        "shared_at": NOW,
        "edited_at": None,
        "is_deleted": False,
        "useful": 2,
        "fresh_at": NOW,
        "card_ts": MessageTs("1772463600.000100"),
    }
    return Tip(**told | other)


def a_comment(text: str, **other: Any) -> Comment:
    """A comment in these words."""
    told: dict[str, Any] = {
        "id": CommentId(1),
        "tip": TipId(1),
        "author": PersonId("U0GRACE"),
        "text": text or "x",  # no form takes an empty one
        "source": CommentSource.BUTTON,
        "channel": None,
        "ts": None,
        "given_at": NOW,
        "edited_at": None,
        "is_deleted": False,
    }
    return Comment(**told | other)


def of_tips(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said about a tip and about a comment on it."""
    labels, place = [a_topic(text).label] * 10, Place(ChannelId("C0HELP"), text[:80] or "x")
    filled = tips.Filled(text, text[:LINK_LIMIT], labels[:1], place)
    tip = a_tip(text)
    yield from (
        tips.card(tip, labels),
        tips.card(a_tip(text, link=""), ()),
        tips.card(a_tip(text, is_deleted=True), ()),
    )
    yield tips.share_form(filled, note=tips.saving_note(PersonId("U0GRACE")))
    for by in (PersonId("U0ADA"), PersonId("U0GRACE")):
        yield tips.twin_form(tip, "https://knowhow.test", by, filled, offered=labels)
    yield from (tips.edit_form(tip, labels[:1]), tips.delete_form(tip), tips.not_posted(tip, text[:100]))
    for comment in (a_comment(text), a_comment(text * 20), a_comment(text, is_deleted=True)):
        yield from (comments.in_thread(comment, tip), comments.not_posted(comment, tip, "is_archived"))
    long = a_comment(text * 20)
    yield from (comments.give_form(tip, text=text), comments.edit_form(long), comments.delete_form(long))


def of_knowledge(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said to somebody who looks before they ask."""
    spot, url = Spot(ChannelId("C0HELP"), MessageTs("1772463600.000100")), "https://knowhow.test"
    ada, other = PersonId("U0ADA"), Answered(a_question(text, id=QuestionId(2)), (an_answer(text),))
    answered = Answered(a_question(text, accepted=AnswerId(1)), (an_answer(text), an_answer(text * 20, 2)))
    quoted, matched = tuple(filter(None, (text, text[:100]))), frozenset(analysis.terms(text))
    found = [Found(answered, spot, quoted, matched), Found(other, None, quoted), Found(a_tip(text), spot, quoted)]
    for page, these in ((1, found), (2, found), (1, []), (2, [])):
        for is_guest in (True, False):
            yield knowledge.results(these, typed=text, page=page, has_more=True, is_guest=is_guest, reader=ada, url=url)
    yield knowledge.results_form(
        knowledge.results(found, typed=text, page=1, has_more=False, is_guest=False, reader=ada, url=url)
    )
    yield knowledge.suggesting(asking.ask_form(text=text, details=text), found, url)
    for each in found:
        yield from (knowledge.whole(each), knowledge.thanks(each, ada, url))
        yield knowledge.whole_before_asking(each, text[: TEXT_LIMITS[1]])
    yield knowledge.find_form()


def of_invitations(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said to somebody invited."""
    for state in InvitationState:
        invited = an_invitation(text, state=state)
        yield invitations.invitation(invited, a_question(text, is_anonymous=True), LINK, own=an_answer(text))
        yield invitations.invitation(invited, a_question(text, channel=None), "")
    yield invitations.pass_form(InvitationId(1))
    yield invitations.suggest_form(InvitationId(1))


def of_people(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said to somebody who looks for people, or says what they know."""
    topic = a_topic(text)
    for people in ([], [a_line(text)] * 7):
        found = experts.found([topic.label], [topic.label], people, typed=text[:150], page=1)
        yield from (found, home.results(found))
    yield topics.declared([topic] * 30)
    yield topics.form(
        [topic],
        [topic],
        weekly_cap=3,
        most=20,
        most_topics=30,
        quiet_hours=QuietHours(),
        zone="Europe/London",
        preferences=Preferences(away_until=date(2026, 3, 6), is_advocate=True),
    )
    yield topics.saved([topic] * 30, weekly_cap=0, quiet_hours=QuietHours(), preferences=Preferences())


def of_the_rest(text: str) -> Iterator[kit.Message | kit.View]:
    """App Home, and why something is not done."""
    yield home.view(a_home(text))
    yield home.find_form()
    yield from of_borrowing(a_question(text, is_anonymous=True), text)
    for reason in Reason:
        said = refusals.message(Refused(reason, field="x", limit=10, detail=f"“{text}”"))
        yield from (said, home.notice(said))
    yield refusals.message(InvalidInput((Refused(Reason.BAD_QUIET_HOURS, field="x", detail=f"“{text}”"),)))
    yield from (usage.all_commands(), usage.outdated(), usage.usage("/ask-expert"))
    yield welcome.first_steps()
    yield _with_words(refusals.unexpected("346789CD"), text)
    for sentence in refusals.at_fields(Refused(Reason.BAD_QUIET_HOURS, field="x", detail=f"“{text}”")).values():
        assert problems("message", {"text": sentence}) == []
    question, topic = a_question(text), a_topic(text).label
    doubts = [Report(PersonId("U0GRACE"), text[:WHY_LIMIT])] * 5
    doubtful = [moderation.Doubtful(an_answer(text), text or "x", LINK, doubts)] * 9
    doubtful.append(moderation.Doubtful(a_tip(text), "", "", ()))
    yield from (belongings.listed([question], [an_answer(text)]), belongings.listed([], []))
    yield moderation.page(
        [(topic, 3)],
        [(question, LINK)],
        unanswered_count=1,
        reported=doubtful,
        reported_count=20,
        old=doubtful,
        deflected=Deflected(1, 2, 3),
        note=moderation.merged(topic, topic),
    )
    yield moderation.page(
        [], [], unanswered_count=0, reported=(), reported_count=0, old=(), deflected=Deflected(0, 0, 0)
    )


def of_freshness(text: str) -> Iterator[kit.Message | kit.View]:
    """All that is said around whether something is still true."""
    reports = [Report(PersonId("U0GRACE"), text[:WHY_LIMIT])] * 7
    for is_own in (True, False):
        yield freshness.report_form(Item(About.TIP, 1), text, is_own=is_own)
    yield from (freshness.reported(), freshness.retired())
    for verdict in (None, *Verdict):
        review = Review(ReviewId(1), Item(About.TIP, 1), PersonId("U0ADA"), NOW, verdict, PersonId("U0ADA"), NOW)
        answer = an_answer(text, outdated_at=NOW)
        told = freshness.Told(review, answer, text or "x", is_accepted=True, link=LINK, reports=reports)
        yield freshness.still_true(told)
        yield freshness.still_true(replace(told, found=a_tip(text), title="", link="", reports=()))
    yield answers.in_thread(an_answer(text, outdated_at=NOW), a_question(text))
    yield tips.card(a_tip(text, outdated_at=NOW), [])


def of_my_data(text: str) -> Iterator[kit.Message | kit.View]:
    """What is said about what is kept of a person; the file itself is read outside of Slack."""
    question, answer = a_question(text, accepted=AnswerId(1)), an_answer(text)
    record = mine.Record(
        mine.Counts(1, 2, 1, 3, 1, 1, 1, 1, 1),
        (question, a_question(text, channel=None, card_ts=None)),
        (mine.Answered(answer, question), mine.Answered(answer, None)),
        (a_tip(text), a_tip(text, useful=2)),
        (a_cohort(text),),
        "https://knowhow.test",
    )
    yield my_data.record(record)
    yield my_data.record(mine.Record(mine.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0), (), (), (), (), ""))
    yield my_data.forget_form()
    yield from (my_data.exporting(is_new=is_new) for is_new in (True, False))
    yield my_data.exported()
    yield from (my_data.export_not_sent(error) for error in ("", "missing_scope", text))
    yield my_data.forgetting()
    yield from (my_data.forgotten(takes_words=takes) for takes in (True, False))


BUILDERS = (
    of_my_data,
    of_questions,
    of_answers,
    of_tips,
    of_knowledge,
    of_invitations,
    of_people,
    of_the_rest,
    of_freshness,
    of_cohorts,
    of_prompts,
    of_runs,
    of_settings,
)
OURS = re.compile(
    r"<@U0(?:ADA|GRACE)>"
    r"|<#C0HELP>"
    rf"|<{re.escape(LINK)}(?:\|[^<>]*)?>"
    r"|<!date\^1772463600\^[^<>|]*\|2026-03-02 15:00 UTC>"
)
"""What is live in our messages: the people we name, our links, and dates."""


def mrkdwn(blocks: Any) -> Iterator[str]:
    """Every text of blocks that Slack would read as markup; each must be verbatim."""
    if isinstance(blocks, dict):
        if blocks.get("type") == "mrkdwn":
            assert blocks["verbatim"] is True
            yield blocks["text"]
        for value in blocks.values():
            yield from mrkdwn(value)
    elif isinstance(blocks, list | tuple):
        for each in blocks:
            yield from mrkdwn(each)


@pytest.mark.parametrize("said", BUILDERS)
@given(text=anything)
def test_nothing_that_people_write_comes_to_life(
    said: Callable[[str], Iterator[kit.Message | kit.View]], text: str
) -> None:
    for message in said(text):
        payload: dict[str, Any]
        if isinstance(message, kit.Message):
            surface, payload = "message", {"text": message.text, "blocks": list(message.blocks)}
            live = [message.text, *mrkdwn(payload["blocks"])]
        else:
            payload = message.as_dict()
            surface, live = str(payload["type"]), list(mrkdwn(payload["blocks"]))
        assert problems(surface, payload) == []
        for each in live:
            rest = OURS.sub("", each)
            assert "<" not in rest, each
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", each), each


def of_choices(text: str) -> Iterator[list[kit.Block]]:
    """All that is offered in menus, by words of people."""
    found = [a_topic(text)]
    yield choices.topics(found, text)
    yield choices.known_topics(found)
    yield choices.places([Place(ChannelId("C0HELP"), text)], with_experts=True)
    yield settings.channels([choices.place(Place(ChannelId("C0HELP"), text))])
    yield [dates.choice(Prompt(PromptId(1), PromptSetId(1), a_draft(text)))]


@given(text=anything)
def test_choices_hold_whatever_topic_or_channel_there_is(text: str) -> None:
    for options in of_choices(text):
        assert problems("options", {"options": options}) == []


NO_WORDS = {
    ("choices", "channel_of"),  # reads what was chosen
    ("knowledge", "key_of"),  # reads what was pressed
    *(("days", name) for name in ("day", "month", "name", "whole_day")),  # the words of a calendar
    ("export", "readme"),  # Markdown, with a test of its own below
    ("export", "told"),
    ("pages", "install"),  # pages of the web, with a test of their own below
    ("pages", "installed"),
    ("pages", "not_installed"),
    ("starter_prompts", "starter"),  # words of our own, kept as prompts and shown as these
}
"""What shows nobody anything."""


@given(text=anything)
def test_a_page_shows_a_workspaces_name_as_words(text: str) -> None:
    page = pages.installed(text, "https://know.slack.com/?a=<b>")
    assert page.count("<") == pages.installed("x", "https://know.slack.com/?a=<b>").count("<")
    assert "<b>" not in page


@given(text=anything)
def test_an_export_shows_words_as_words(text: str) -> None:
    row: dict[str, Any] = {
        "text": text,
        "question_text": text,
        "details": text,
        "link": "",
        "topic": text,
        "words": text,
        "state": "x",
    }
    row |= {"tip_text": text, "prompt_text": text, "useful": 1, "deleted_at": None}
    row |= dict.fromkeys(("asked_at", "given_at", "shared_at", "at"), NOW)
    all_of_it = mine.Export(PersonId("U0ADA"), NOW, {part: [row] for part in export.PARTS})
    told, readme = export.told(all_of_it), export.readme(all_of_it)

    assert not re.search(r"(?<!\\)[<\[`]", told)
    assert [name for name in export.PARTS if f"`{name}`" not in readme] == []


def test_nothing_is_said_that_is_not_tried_here() -> None:
    """Every public function of the messages is called by the builders above: a new one has to be added to them."""
    called = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    sys.setprofile(note)
    for said in (*BUILDERS, of_choices):
        list(said("How do <!channel> we *do* this? " * 20))
    sys.setprofile(None)

    public = {
        (module.name, name): function.__code__
        for module in pkgutil.iter_modules(bot.messages.__path__)
        if not module.ispkg
        for name, function in getmembers(import_module(f"bot.messages.{module.name}"), isfunction)
        if function.__module__ == f"bot.messages.{module.name}" and not name.startswith("_")
    }
    assert sorted(name for name, code in public.items() if code not in called and name not in NO_WORDS) == []
    assert public.keys() >= NO_WORDS


def test_the_property_would_tell() -> None:
    """A live word of somebody's is found, and a refused message is."""
    assert OURS.sub("", "<!channel>") == "<!channel>"
    assert OURS.sub("", "<@U0MALLORY>")
    assert problems("message", {"text": "x", "blocks": [{"type": "section"}]})
    assert list(mrkdwn([{"type": "section", "text": {"type": "mrkdwn", "text": "a", "verbatim": True}}])) == ["a"]
