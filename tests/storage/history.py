"""The same things happening in any workspace, with the same ids wherever Slack chooses them."""

from dataclasses import dataclass, replace

from bot.domain.answers import Source
from bot.domain.comments import Source as CommentSource
from bot.domain.expertise import Kind as Expertise
from bot.domain.expertise import Standing
from bot.domain.ids import (
    AnswerId,
    ChannelId,
    CommentId,
    InvitationId,
    MessageTs,
    PersonId,
    QuestionId,
    ReviewId,
    TipId,
    TopicId,
)
from bot.domain.imports import PastAnswer, PastQuestion, Said
from bot.domain.marks import About, Item
from bot.domain.marks import Kind as Mark
from bot.domain.marks import Source as MarkSource
from bot.domain.notices import Kind, Owed
from bot.domain.people import Person, Preferences, Profile
from bot.domain.places import Place
from bot.domain.questions import Draft
from bot.domain.routing import Candidate, Choice
from bot.domain.search.documents import Document
from bot.domain.search.documents import Kind as Indexed
from bot.domain.search.experts import Weights
from bot.domain.search.learning import Learned
from bot.domain.tips import Draft as TipDraft
from storage.index import prepared
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import LATER, NOW
from tests.storage.of_cohorts import CohortIds, happen_in_cohorts
from tests.storage.of_erasing import happen_at_the_end

ADA, GRACE = PersonId("U0ADA"), PersonId("U0GRACE")
HELP = ChannelId("C0HELP")
CARD, REPLY = MessageTs("1767225600.000100"), MessageTs("1767225601.000100")
DRAFT = Draft(asker=ADA, text="How do we rotate the keys?", channel=HELP)
TIP_CARD, TAKE = MessageTs("1767225602.000100"), MessageTs("1767225603.000100")
TIP = TipDraft(author=GRACE, text="Use the rotate workflow.", link="https://wiki.test/keys", channel=HELP)
CHOICE = Choice(
    Candidate(
        Person(Profile(id=GRACE, name="Grace", zone="UTC")), why=(Standing("SQL", 2.0, is_declared=True, last=NOW),)
    ),
    sent_from=NOW,
    expires_at=LATER,
)

PAST = PastQuestion(Said(None, None, ADA, "How was it?", NOW, origin="qa:1"), "How was it?", "", ())
PAST_ANSWER = PastAnswer(Said(None, None, GRACE, "So it was.", NOW, origin="qa:1:1"), (), is_accepted=False)


@dataclass(frozen=True, slots=True)
class Ids:
    """What the database numbered."""

    topic: TopicId
    question: QuestionId
    answer: AnswerId
    invitation: InvitationId
    tip: TipId
    comment: CommentId
    review: ReviewId
    cohorts: CohortIds

    @property
    def on_answer(self) -> Item:
        """The answer, to be marked."""
        return Item(About.ANSWER, self.answer)

    @property
    def on_tip(self) -> Item:
        """The tip, to be marked."""
        return Item(About.TIP, self.tip)


def happen(uow: UnitOfWork) -> Ids:
    """Fill every table."""
    uow.deliveries.take("event:1", NOW)
    uow.failures.keep("event:9", "message", {"type": "x"}, "KeyError", NOW)
    for person, name in ((ADA, "Ada"), (GRACE, "Grace")):
        uow.people.read(Profile(id=person, name=name, zone="UTC"), NOW)
    uow.people.meet(PersonId("U0NEW"))
    uow.people.prefer(GRACE, Preferences(is_advocate=True))
    uow.places.add(Place(HELP, "help"))
    uow.places.add(Place(ChannelId("C0NEW"), ""))
    [topic] = uow.topics.ensure({"sql": "SQL"}, {"postgres": "sql"}, NOW)
    uow.topics.hide(ADA, [topic.id], NOW)
    uow.evidence.declare(GRACE, [topic.id], NOW)
    question = uow.questions.add(DRAFT, NOW)
    uow.questions.change(question, card_ts=CARD, wave=9)
    [lonely] = uow.topics.ensure({"lonely": "Lonely"}, {}, NOW)
    uow.topics.tag(question, [topic.id, lonely.id], [])
    invitation = uow.invitations.add(question, CHOICE, wave=1, is_advocate=False, now=NOW)
    answer = uow.answers.add(question, GRACE, "So.", source=Source.THREAD, now=NOW, channel=HELP, ts=REPLY)
    assert invitation is not None
    assert answer is not None
    for source in (f"answer:{answer}", f"answer:{answer}/{ADA}"):
        uow.evidence.add(GRACE, [topic.id], Expertise.ANSWERED, source=source, at=NOW, is_private=False)
    uow.marks.react(HELP, REPLY, ADA, "+1", is_present=True, event_ts="1", now=NOW)
    uow.marks.set(Item(About.ANSWER, answer), ADA, Mark.USEFUL, MarkSource.REACTION, NOW)
    tip = uow.tips.add(TIP, NOW)
    uow.tips.change(tip, card_ts=TIP_CARD)
    uow.topics.tag_tip(tip, [topic.id], [])
    comment = uow.comments.add(tip, ADA, "So.", source=CommentSource.THREAD, now=NOW, channel=HELP, ts=TAKE)
    assert comment is not None
    uow.marks.set(Item(About.TIP, tip), ADA, Mark.USEFUL, MarkSource.BUTTON, NOW)
    uow.reviews.report(Item(About.ANSWER, answer), ADA, "It changed.", NOW)
    uow.answers.change(answer, reports=1)
    review = uow.reviews.begin(Item(About.ANSWER, answer), GRACE, NOW)
    uow.tips.change(tip, useful=1)
    uow.deflections.add(ADA, Item(About.ANSWER, answer), "How are the keys rotated?", NOW)
    uow.notices.owe(Owed(Kind.QUESTION_CARD, question, HELP, NOW))
    uow.notices.owe(Owed(Kind.HOME, 0, ADA, NOW))
    uow.questions.bring_in(PAST)
    uow.answers.bring_in(question, [replace(PAST_ANSWER, said=replace(PAST_ANSWER.said, origin="qa:1:0"))])
    uow.index.put([prepared(Document(Indexed.QUESTION, question, DRAFT.text))])
    uow.practice.keep([GRACE], uow.practice.add_up([GRACE]))
    uow.ranking.keep(Learned(Weights(votes=1.0), 30, 0.5, 0.4), NOW)
    uow.settings.change("waves", "5", ADA, NOW)
    uow.activities.record("asked", f"question:{question}", person=ADA, at=NOW)
    happen_at_the_end(uow)
    return Ids(topic.id, question, answer, invitation, tip, comment, review, happen_in_cohorts(uow, question))
