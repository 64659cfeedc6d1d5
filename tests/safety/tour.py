"""A tour of everything that people can do: every command, button, form, shortcut and menu, with telling words.

What people write on it carries a mark, so that one can look for it where it must not be. Each delivery to the app is
kept, to be made again by somebody else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, select
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.ids import WorkspaceId
from bot.domain.questions import OPEN
from bot.sandbox import Container, Fault, Message
from bot.sandbox.courier import Carrier
from bot.sandbox.envelopes import Envelope, Receipt
from storage import schema
from storage.unit_of_work import UnitOfWork
from tests.exports import message, write_export
from tests.safety import hand
from tests.safety.cast import KEN, LOBBY, OTHER, PUBLIC
from tests.workspace import Member, Seen, Workspace

MARK = "kwxmark"
"""Stands in all that people write on the tour in its channel and to each other, and nowhere else."""
SAID = "kwxsaid"
"""Stands in what they tell the whole workspace by their own choice: declared topics, names, sets of prompts."""
COHORT = f"Analysts {MARK}"
TOPIC = f"rotation{SAID}"
SOON: dict[str, Any] = {
    "first_day": "2026-03-03",
    "days": ["0", "1", "2", "3", "4", "5", "6"],
    "time": "09:00",
    "zone": "Europe/London",
    "sets": [],
    "order": "listed",
}


Ahead = Callable[[Envelope], Awaitable[None]]


async def _nothing(_envelope: Envelope) -> None:
    return


@dataclass
class Recording:
    """A carrier that keeps what it carried."""

    carrier: Carrier
    carried: list[Envelope] = field(default_factory=list)
    ahead: Ahead = _nothing
    """Done just before each delivery, while what it is about stands as it stood before the person."""

    async def carry(self, envelope: Envelope) -> Receipt:
        """Deliver it and wait for the acknowledgement."""
        await self.ahead(envelope)
        self.carried.append(envelope)
        return await self.carrier.carry(envelope)


class Tour:
    """One tour, in one channel."""

    def __init__(self, ws: Workspace, database_url: str, folder: Path, channel: str = PUBLIC) -> None:
        self.ws = ws
        self.channel = channel
        self._database_url = database_url
        self._folder = folder
        self.ada, self.grace, self.alan, self.katherine, self.mae = ws.ada, ws.grace, ws.alan, ws.katherine, ws.mae
        self.ken = Member(ws, KEN)
        self._courier = ws.sandbox._backstage.courier
        self.recording = Recording(self._courier.carrier)
        self._courier.carrier = self.recording

    @property
    def carried(self) -> list[Envelope]:
        """Every delivery so far."""
        return self.recording.carried

    @property
    def is_public(self) -> bool:
        """Whether everybody may see the channel."""
        return self.channel == PUBLIC

    async def go(self) -> None:
        """Go all the way."""
        for part in (
            self.introduce,
            self.ask,
            self.answer,
            self.settle_questions,
            self.share,
            self.doubt,
            self.look,
            self.look_before_asking,
            self.convene,
            self.discuss,
            self.prepare,
            self.borrow,
            self.look_at_home,
            self.own,
            self.bring_in,
            self.govern,
            self.change_places,
        ):
            await part()

    async def press(self, who: Member, action: str, value: str = "") -> None:
        """Press what this person sees, by its id."""
        await hand.press(who, action, value, channels=(self.channel, OTHER))

    async def fill(self, who: Member, **fields: Any) -> None:
        """Fill the open form and send it."""
        outcome = await who.fills(**fields)
        assert outcome.ok, (who.form.callback_id, outcome.errors or outcome.failure)

    async def command(self, who: Member, name: str, text: str = "") -> None:
        """Type a command in the channel."""
        outcome = await who.command(name, text, channel=self.channel)
        assert outcome.ok, outcome.failure

    async def asks(self, who: Member, question: str, **fields: Any) -> Seen | None:
        """Ask in the channel, or where the fields say."""
        await self.command(who, "/ask-expert", f"{question} {MARK}")
        await self.fill(who, **{"channel": self.channel} | fields)
        return None if fields.get("channel") == "experts" else who.sees(question, self.channel)

    # What people are, and what they know

    async def introduce(self) -> None:
        """Say hello: App Home, topics, and who knows what."""
        for who in (self.ada, self.grace, self.alan, self.katherine, self.mae):
            await who.opens_home()
        await self.press(self.ada, "home.welcomed")
        await self.command(self.grace, "/my-topics", TOPIC)
        await self.press(self.grace, "topics.edit")
        await self.grace.types("topics", "ro")
        await self.grace.types("hidden", "ro")
        await self.fill(self.grace, topics=[TOPIC, "keys"], hidden=[f"hidden{SAID}"])
        await hand.close_all(self.grace)
        await self.command(self.ada, "/find-expert", f"nobody{SAID}")
        await self.press(self.ada, "expert.ask_all")
        await hand.close_all(self.ada)
        await self.command(self.alan, "/find-expert", f"declared{SAID}")
        await self.press(self.alan, "expert.declare")
        await self.command(self.ada, "/find-expert", TOPIC)
        await self.press(self.ada, "expert.ask")
        await hand.close_all(self.ada)
        await self.press(self.ada, "home.find")
        await self.fill(self.ada, topics=TOPIC)
        await hand.close_all(self.ada)
        await self.command(self.ada, "/my-topics", "help")

    # Questions and answers

    async def ask(self) -> None:
        """Ask in every way."""
        await self.ws.sandbox.shortcut(self.ada.id, "question.ask")
        await hand.close_all(self.ada)
        said = await self.alan.says(self.channel, f"Does anybody know about this? {MARK}")
        await self.ada.shortcut("question.ask_about", replace(said, who=self.ada))
        await self.ada.types("channel", "h")
        await hand.close_all(self.ada)
        await self.press(self.ada, "home.ask")
        await hand.close_all(self.ada)
        await self.asks(self.ada, "How do we rotate the signing keys?", topics=[TOPIC], details=f"Details {MARK}")
        await self.asks(self.ada, "How do we pass on things?", topics=[TOPIC])
        await self.press(self.grace, "invitation.pass")
        await self.fill(self.grace, reason=f"Only read about it {MARK}")
        await self.asks(self.ada, "Whom would you suggest for this?", topics=["keys"])
        await self.press(self.grace, "invitation.suggest")
        await self.fill(self.grace, person=self.katherine.id)
        await self.asks(self.ada, "What is for the experts alone?", topics=["keys"], channel="experts")
        await self.press(self.grace, "invitation.answer")
        await self.fill(self.grace, answer=f"A private answer {MARK}")
        await self.press(self.ada, "question.publish")
        await self.fill(self.ada, channel=self.channel)
        await self.ws.tick(days=7)
        await self.asks(self.ada, "Who settles payroll at midnight?", topics=["keys"], channel="experts")
        await self.press(self.grace, "invitation.answer")
        await self.fill(self.grace, answer=f"The night shift {MARK}")

    async def answer(self) -> None:
        """Answer in every way, and mark answers."""
        await self.grace.answers("rotate the signing keys", f"Run the rotate workflow {MARK}", self.channel)
        await self.alan.answers("rotate the signing keys", f"Turn the wheel {MARK}", self.channel)
        await self.alan.answers("rotate the signing keys", f"A third way {MARK}", self.channel)
        answer = self.ada.sees("Run the rotate workflow", self.channel)
        for action in ("answer.useful", "answer.useless", "answer.useful", "answer.accept", "answer.unaccept"):
            await self.press(self.ada, action, self._id_of(answer) if action.endswith(("useful", "accept")) else "")
        await self.press(self.alan, "answer.own", "edit:")
        await self.fill(self.alan, answer=f"Turn the wheel twice {MARK}")
        await self.press(self.alan, "answer.own", "delete:")
        await self.fill(self.alan)
        card = self.ada.sees("rotate the signing keys", self.channel)
        reply = await replace(card, who=self.alan).replies(f"In the thread {MARK}")
        await self.ws.sandbox.edit(self.alan.id, self.channel, reply.ts, f"In the thread, edited {MARK}")
        await replace(reply, who=self.ada).reacts("+1")
        await replace(reply, who=self.ada).unreacts("+1")
        await self.ws.sandbox.delete(self.alan.id, self.channel, reply.ts)
        said = await self.grace.says(self.channel, f"By the way, keys rotate nightly {MARK}")
        await self.ada.shortcut("answer.save", replace(said, who=self.ada))
        await self.fill(self.ada, question=self._options(self.ada, "question")[0])

    async def settle_questions(self) -> None:
        """Withdraw, reopen, be stuck, be helped."""
        await self.asks(self.ada, "Shall I withdraw this again?")
        await self.press(self.ada, "question.withdraw")
        await self.press(self.ada, "question.reopen")
        await self.ws.tick(hours=25)
        await self.press(self.ada, "question.stuck")
        await self.grace.answers("Shall I withdraw", f"No need to {MARK}", self.channel)
        await self.ws.tick(hours=25)
        await self.press(self.ada, "question.helped")

    # Tips

    async def share(self) -> None:
        """Share, comment, and do both once more."""
        tip = f"Rotate keys with the workflow rather than by hand, it is safer {MARK}"
        await self.ws.sandbox.shortcut(self.ada.id, "tip.share")
        await hand.close_all(self.ada)
        await self.press(self.ada, "home.share")
        await hand.close_all(self.ada)
        await self.shares(self.ada, tip)
        for action in ("tip.useful", "tip.useless", "tip.comment"):
            await self.press(self.grace, action)
        await self.fill(self.grace, take=f"My take {MARK}")
        await self.press(self.grace, "comment.own", "edit:")
        await self.fill(self.grace, take=f"My other take {MARK}")
        await self.press(self.grace, "comment.own", "delete:")
        await self.fill(self.grace)
        await self.command(self.alan, "/share-tip", f"{tip}!")
        await self.fill(self.alan, channel=self.channel)
        await self.press(self.alan, "tip.comment_instead")
        await self.fill(self.alan, take=f"Me too {MARK}")
        await self.press(self.ada, "tip.own", "edit:")
        await self.fill(self.ada, tip=f"{tip}, and quicker", link="https://tips.test/rotate")
        said = await self.grace.says(self.channel, f"Restart the gateway after each change {MARK}")
        await self.grace.shortcut("tip.save", said)
        await self.grace.types("channel", "h")
        await self.fill(self.grace, channel=self.channel)
        await self.press(self.grace, "tip.own", "delete:")
        await self.fill(self.grace)
        self.ws.sandbox.faults.add(Fault.error("chat.postMessage", "restricted_action"))
        await self.shares(self.alan, f"A tip that Slack refuses to post {MARK}")
        await self.press(self.alan, "tip.share_again")
        await hand.close_all(self.alan)

    async def shares(self, who: Member, tip: str) -> None:
        """Share a tip in the channel."""
        await self.command(who, "/share-tip", tip)
        await self.fill(who, channel=self.channel)

    # Whether it is still true

    async def doubt(self) -> None:
        """Report what is outdated, in every way, and decide."""
        answer = self.alan.sees("Run the rotate workflow", self.channel)
        await self.alan.shortcut("item.doubt", answer)
        await self.fill(self.alan, why=f"Not any more {MARK}")
        await hand.close_all(self.alan)
        await self.press(self.grace, "answer.update")
        await hand.close_all(self.grace)
        for action in ("item.outdated", "item.true"):
            await self.press(self.grace, action)
        await self.press(self.grace, "tip.own", "doubt:")
        await self.fill(self.grace, why=f"Nor this {MARK}")
        await hand.close_all(self.grace)
        await self.press(self.ada, "tip.update")
        await hand.close_all(self.ada)
        await self.katherine.opens_home()
        await self.press(self.katherine, "moderation.open")
        await self.katherine.types("topic", "ro")
        await self.katherine.types("into", "ke")
        if self.is_public:
            await self.press(self.katherine, "moderation.judge", "true:")
        await hand.close_all(self.katherine)
        await self.command(self.alan, "/my-topics", f"spare{SAID}")
        await self.press(self.katherine, "moderation.open")
        await self.fill(self.katherine, topic=f"spare{SAID}", into="keys")
        await hand.close_all(self.katherine)

    # Looking

    async def look(self) -> None:
        """Look for answers, through all pages."""
        for number in range(6):
            await self.shares(self.grace, f"Wisdom {'abcdef'[number] * 9} {'uvwxyz'[number] * 12} about willow {MARK}")
        await self.ws.sandbox.shortcut(self.alan.id, "knowledge.find")
        await self.fill(self.alan, words="willow")
        await hand.close_all(self.alan)
        await self.press(self.alan, "home.find_answer")
        await hand.close_all(self.alan)
        await self.command(self.alan, "/find-answer", "willow")
        await self.press(self.alan, "item.doubt")
        await hand.close_all(self.alan)
        await self.press(self.alan, "knowledge.page.next")
        await self.press(self.alan, "knowledge.page.previous")
        await self.command(self.alan, "/find-answer", f"zebra{MARK}")
        await self.press(self.alan, "knowledge.ask")
        await hand.close_all(self.alan)
        await self.command(self.ada, "/find-answer", "payroll midnight")
        await self.press(self.ada, "knowledge.show")
        await hand.close_all(self.ada)
        for who in (self.ada, self.alan, self.katherine, self.mae, self.ken):
            await self.command(who, "/my-topics", TOPIC)
        await self.command(self.ada, "/find-expert", TOPIC)
        await self.press(self.ada, "expert.page.next")
        await self.press(self.ada, "expert.page.previous")

    async def look_before_asking(self) -> None:
        """Be shown what may answer a question."""
        words = "How do we rotate the signing keys?"
        await self.command(self.alan, "/ask-expert", words)
        form = Container(view_id=self.alan.form.id)
        await self.alan.press(form, "question", "question", f"How do we rotate the signing keys {MARK}?")
        await self.press(self.alan, "similar.read")
        await self.fill(self.alan)
        await self.fill(self.alan)
        await self.command(self.alan, "/ask-expert", words)
        await self.press(self.alan, "similar.solve")
        await hand.close_all(self.alan)

    # Cohorts

    async def convene(self) -> None:
        """Set a cohort up and take part."""
        await self.command(self.mae, "/cohort", "new")
        await self.mae.types("channel", "h")
        await self.mae.types("zone", "London")
        await self.mae.types("countries", "Cz")
        await self.mae.types("sets", "Qu")
        await self.fill(self.mae, **SOON | {"name": COHORT, "channel": self.channel, "first_day": self._day(1)})
        await self.press(self.mae, "cohort.bank")
        await self.press(self.mae, "prompts.open")
        await self.press(self.mae, "prompts.paste")
        lines = "\n".join(f"- What did you learn on day {day} of {MARK}?" for day in range(1, 21))
        await self.fill(self.mae, lines=lines)
        await self.press(self.mae, "prompts.open.next")
        await self.press(self.mae, "prompts.open.previous")
        await self.press(self.mae, "prompts.own", "down:")
        await self.press(self.mae, "prompts.own", "edit:")
        await self.fill(self.mae, text=f"What do you know about it today? {MARK}", lesson_title=f"Lesson {MARK}")
        await self.press(self.mae, "prompts.own", "retire:")
        for _ in range(2):
            await self.press(self.mae, "prompts.open.next")
        await self.press(self.mae, "prompts.own", "restore:")
        await self.press(self.mae, "prompts.add")
        await self.fill(self.mae, text=f"One more thing to ask you {MARK}?")
        await self.press(self.mae, "prompts.back")
        await self.press(self.mae, "prompts.new_set")
        await self.fill(self.mae, name=f"Set {SAID}")
        await hand.close_all(self.mae)
        await self.press(self.grace, "cohort.join")
        await self.command(self.ada, "/cohort", f"join {COHORT}")
        await self.command(self.alan, "/cohort", f"join {COHORT}")
        await self.press(self.alan, "cohort.open")
        await self.press(self.alan, "cohort.leave")
        await hand.close_all(self.alan)
        await self.press(self.alan, "home.cohorts")
        await hand.close_all(self.alan)
        for number in range(11):
            await self.command(self.mae, "/cohort", "new")
            told = {"name": f"Later {number} {MARK}", "channel": self.channel, "first_day": "2027-03-02"}
            await self.fill(self.mae, **SOON | told)
            await hand.close_all(self.mae)
        await self.command(self.mae, "/cohort")
        await self.press(self.mae, "cohort.list.next")
        await self.press(self.mae, "cohort.list.previous")
        await self.press(self.mae, "cohort.new")
        await hand.close_all(self.mae)
        await self.press(self.mae, "prompts.sets")
        await hand.close_all(self.mae)

    async def discuss(self) -> None:
        """Answer a cohort's question, in every way."""
        await self.ws.tick(days=1)
        await self.press(self.grace, "run.answer")
        await self.fill(self.grace, answer=f"It is a cross join {MARK}")
        await self.press(self.ada, "run_answer.useful")
        await self.press(self.ada, "run_answer.useless")
        await self.press(self.grace, "run_answer.own", "edit:")
        await self.fill(self.grace, answer=f"It is a self join {MARK}")
        await self.press(self.grace, "run_answer.own", "tip:")
        await hand.close_all(self.grace)
        await self.press(self.mae, "run_answer.own", "highlight:")
        post = self.ada.sees("question 1", self.channel)
        reply = await replace(post, who=self.ada).replies(f"Said in the thread {MARK}")
        await self.mae.shortcut("run_answer.highlight", replace(reply, who=self.mae))
        await self.press(self.ada, "run.answer")
        await self.fill(self.ada, answer=f"Soon deleted {MARK}")
        await self.press(self.ada, "run_answer.own", "delete:")
        await self.fill(self.ada)

    async def prepare(self) -> None:
        """Change what is to come, and look at what was."""
        await self.ws.tick(days=7)
        await self.command(self.mae, "/cohort", COHORT)
        await self.press(self.mae, "cohort.results")
        for action in ("order", "next", "previous"):
            await self.press(self.mae, f"cohort.results.{action}")
        for what in ("retire:", "restore:"):
            await self.press(self.mae, "outcome.retire", what)
        await self.command(self.mae, "/cohort", COHORT)
        await self.press(self.mae, "cohort.dates")
        await self.press(self.mae, "cohort.date", "skip:")
        await self.press(self.mae, "cohort.date", "unskip:")
        await self.press(self.mae, "cohort.date", "edit:")
        await self.fill(self.mae, text=f"Words for this one date {MARK}?", lesson_title=f"Day {MARK}")
        await self.press(self.mae, "cohort.date", "restore:")
        await self.press(self.mae, "cohort.date", "swap:")
        offered = await self.mae.types("prompt", "day 20")
        await self.fill(self.mae, prompt=offered[0])
        await self.press(self.mae, "cohort.post_now")
        await self.press(self.mae, "cohort.pause")
        await self.fill(self.mae, until=self._day(3))
        await self.press(self.mae, "cohort.resume")
        await hand.close_all(self.mae)
        await self.command(self.mae, "/cohort", COHORT)
        await self.press(self.mae, "cohort.settings")
        await self.fill(self.mae, name=COHORT)
        await hand.close_all(self.mae)
        await self.command(self.mae, "/cohort", f"Later 0 {MARK}")
        await self.press(self.mae, "cohort.end")
        await hand.close_all(self.mae)

    async def borrow(self) -> None:
        """Let questions become prompts."""
        await self.asks(self.alan, "Which index do you add first?")
        await self._borrow("Which index")
        for number, action in enumerate(("prompt_request.agree", "prompt_request.decline")):
            await self.asks(self.alan, f"Which secret number {number} is yours?", ask_as="anonymous")
            await self._borrow(f"secret number {number}")
            await self.press(self.alan, action)

    async def _borrow(self, words: str) -> None:
        await self.mae.sees(words, self.channel).chooses("prompt:")
        await self.fill(self.mae, cohort=self._option_named(self.mae, "cohort", COHORT))
        await hand.close_all(self.mae)

    # At home

    async def look_at_home(self) -> None:
        """Turn the pages of App Home."""
        await self.asks(self.ada, "What is the sixth of my questions?")
        await self.ada.opens_home()
        await self.press(self.ada, "home.page.next")
        await self.press(self.ada, "home.page.previous")

    # What was before, and what changes around it

    async def bring_in(self) -> None:
        """Bring in what was said before, and remove it."""
        ts = ("1764583200.000100", "1764586800.000200", "1764586900.000200", "1764586950.000200")
        said = [
            message(ts[0], self.ada.id, f"How did we do it in the old days? {MARK}"),
            message(ts[1], self.grace.id, f"By hand, with a screwdriver {MARK}", thread=ts[0]),
            message(ts[2], self.ada.id, f"And how did we do the other thing? {MARK}"),
            message(ts[3], self.grace.id, f"By hand, with a hammer {MARK}", thread=ts[2]),
        ]
        export = write_export(self._folder / "export.zip", {"help": said}, channels={"help": PUBLIC})
        words = ["import", "slack-export", str(export)]
        result = await asyncio.to_thread(
            CliRunner(env={"DATABASE_URL": self._database_url}).invoke, app, words, catch_exceptions=False
        )
        assert result.exit_code == 0, result.output
        await self.grace.opens_home()
        await self.press(self.grace, "belongings.open")
        await self.press(self.grace, "belongings.remove")
        await self.press(self.grace, "belongings.remove_all")
        await hand.close_all(self.grace)
        await self.command(self.alan, "/find-answer", "screwdriver old days")

    async def govern(self) -> None:
        """Change settings of the workspace, often enough for a second page of what was changed."""
        await self.katherine.opens_home()
        await self.press(self.katherine, "settings.open")
        await self.press(self.katherine, "settings.change", "asking")
        await self.katherine.types("question_channel", "h")
        await self.fill(self.katherine)
        for number in range(2, 13):
            await self.press(self.katherine, "settings.change", "asking")
            await self.fill(self.katherine, weekly_cap=str(number))
        for action in ("settings.history", "settings.history.next", "settings.history.previous"):
            await self.press(self.katherine, action)
        await hand.close_all(self.katherine)

    async def change_places(self) -> None:
        """Rename, archive and leave channels, and change people."""
        sandbox = self.ws.sandbox
        for channel in (LOBBY, OTHER):
            await sandbox.rename(
                self.mae.id, channel, f"renamed-{SAID if channel == LOBBY else MARK}-{channel.lower()}"
            )
            await sandbox.archive(self.mae.id, channel)
            await sandbox.unarchive(self.mae.id, channel)
            await sandbox.remove_app(self.mae.id, channel)
            await sandbox.invite_app(self.mae.id, channel)
            await sandbox.leave(self.ken.id, channel)
        await sandbox.change_user(self.ken.id, real_name=f"Ken {SAID}", name=f"ken{SAID}")
        await self.ken.says(self.ken.dm, f"What can you do? {MARK}")
        await self.ws.settle()

    async def end_it_all(self) -> None:
        """Withdraw, delete and end whatever stands."""
        for cohort in await self._standing(schema.cohort, schema.cohort.c.ended_at.is_(None)):
            await self.command(self.mae, "/cohort", cohort["name"])
            await self.press(self.mae, "cohort.end")
            await hand.close_all(self.mae)
        for table, action in ((schema.run_answer, "run_answer.own"), (schema.answer, "answer.own")):
            for each in await self._standing(table, table.c.deleted_at.is_(None), table.c.ts.is_(None)):
                who = Member(self.ws, each["author"])
                await self.press(who, action, f"delete:{each['id']}")
                await self.fill(who)
        for table in (schema.run_answer, schema.answer):
            standing = (table.c.deleted_at.is_(None), table.c.ts.is_not(None))
            for each in await self._standing(table, *standing):
                if each.get("origin") is None:
                    await self.ws.sandbox.delete(each["author"], each["channel"], each["ts"])
        for tip in await self._standing(schema.tip, schema.tip.c.deleted_at.is_(None)):
            who = Member(self.ws, tip["author"])
            await self.press(who, "tip.own", f"delete:{tip['id']}")
            await self.fill(who)
        asked = schema.question
        for question in await self._standing(asked, asked.c.state.in_(OPEN)):
            await self.press(Member(self.ws, question["asker"]), "question.withdraw", str(question["id"]))
        await self.ws.settle()

    async def _standing(self, table: Table, *conditions: ColumnElement[bool]) -> list[RowMapping]:
        def work(uow: UnitOfWork) -> list[RowMapping]:
            return list(uow._connection.execute(select(table).where(*conditions).order_by(table.c.id)).mappings())

        return await self.ws.store.read(WorkspaceId(self.ws.sandbox.team_id), work)

    async def own(self) -> None:
        """Look at one's own record, and take it along."""
        await self.command(self.grace, "/my-learning")
        await self.grace.presses_in_form("Export")
        await self.grace.closes_form()
        await self.grace.opens_home()
        await self.grace.presses_at_home("My learning")
        await self.grace.closes_form()

    async def part(self) -> None:
        """Forget somebody, take the app from the workspace for a while, and uninstall it."""
        await self.command(self.grace, "/my-learning")
        await self.grace.presses_in_form("Forget me")
        await self.fill(self.grace, words="goes")
        await self.ws.sandbox.take_away()
        self.ws.sandbox.give_back()
        await self.ws.sandbox.revoke()
        await self.ws.settle()

    # Finding things

    def _day(self, ahead: int) -> str:
        return (self.ws.clock.now().date() + timedelta(days=ahead)).isoformat()

    def _id_of(self, answer: Seen) -> str:
        blocks: list[dict[str, Any]] = (
            next(each for each in self._all(answer.message.channel) if each.ts == answer.ts).blocks or []
        )
        return next(
            str(element["value"])
            for block in blocks
            for element in block.get("elements", [])
            if element.get("action_id") == "answer.useful"
        )

    def _all(self, channel: str) -> list[Message]:
        return self.ws.sandbox.messages(channel)

    def _options(self, who: Member, field_: str) -> list[str]:
        return [each["value"] for each in self._offers(who, field_)]

    def _option_named(self, who: Member, field_: str, name: str) -> str:
        return next(str(each["value"]) for each in self._offers(who, field_) if each["text"]["text"] == name)

    def _offers(self, who: Member, field_: str) -> Iterator[dict[str, Any]]:
        element = next(element for block, element in who.form.inputs() if block["block_id"] == field_)
        return iter(element["options"])
