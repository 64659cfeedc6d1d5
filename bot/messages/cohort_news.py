"""The words for facilitators: what they have to know of their cohort, and what those who asked anonymously decide."""

from datetime import date

from bot.domain.cohorts import Cohort
from bot.domain.news import News, What
from bot.domain.requests import PromptRequest
from bot.domain.rules import ENGLISH
from bot.messages import kit, refusals
from bot.messages.days import day

_DAYS_SHOWN = 5
_QUOTED = 600


def news(told: News, cohort: Cohort, language: str = ENGLISH) -> kit.Message:
    """One piece of news, with what to do about it."""
    name, id_ = f"*{kit.escape(cohort.name)}*", str(cohort.id)
    match told.what:
        case What.MISSED:
            return _said(_missed(told, name, language), kit.button("Next dates", "cohort.dates", id_))
        case What.RUNNING_LOW:
            when = day(date.fromisoformat(told.details["day"]), language)
            text = f":warning: {name} has no prompt left for {when}. Add some, or bring back one that was retired."
            return _said(text, kit.button("Add prompts", "cohort.bank", id_, style="primary"))
        case What.EMPTY:
            text = (
                f":warning: {name} had no prompt left today, so nothing was posted. It goes on as soon as you add some."
            )
            return _said(text, kit.button("Add prompts", "cohort.bank", id_, style="primary"))
        case What.STOPPED:
            why = refusals.why_not_posted(str(told.details["error"]))
            text = (
                f":warning: {name} stands still: I can't post in {kit.channel(cohort.channel)}, since {why}. "
                "Mend that, or choose another channel in its settings, and then press *Resume*. No prompt is lost."
            )
            resume = kit.button("Resume", "cohort.resume", id_, style="primary")
            return _said(text, resume, kit.button("Settings", "cohort.settings", id_))
        case What.AGREED:
            text = (
                f":white_check_mark: Who asked this agrees that {name} discusses it. It is among its own prompts now:"
            )
            return _quoting(text, str(told.details["text"]))
        case What.DECLINED:
            text = f"Who asked this would rather not have it discussed in {name}. Thank you for asking first:"
            return _quoting(text, str(told.details["text"]))


def request(told: PromptRequest, cohort: Cohort) -> kit.Message:
    """Asks somebody who asked anonymously whether a cohort may discuss it."""
    opening = (
        f"A facilitator would like to discuss a question that you asked anonymously, in *{kit.escape(cohort.name)}*"
    )
    where = f"{opening} ({kit.channel(cohort.channel)}). Nobody is told that it is yours."
    quoted = kit.section(kit.quote(kit.cut(kit.escape(told.text), _QUOTED)))
    if told.is_agreed is not None:
        done = "You agreed. Thank you!" if told.is_agreed else "You would rather not, and so it isn't discussed."
        return kit.Message(f"{where}\n{done}", (kit.section(where), quoted, kit.context(done)))
    buttons = kit.actions(
        kit.button("That is fine", "prompt_request.agree", str(told.id), style="primary"),
        kit.button("Please don't", "prompt_request.decline", str(told.id)),
    )
    return kit.Message(where, (kit.section(where), quoted, buttons))


def _missed(told: News, name: str, language: str) -> str:
    days = [day(date.fromisoformat(each), language) for each in told.details["days"]]
    listed = ", ".join(days[:_DAYS_SHOWN]) + (f" and {len(days) - _DAYS_SHOWN} more" if len(days) > _DAYS_SHOWN else "")
    return f":warning: I could not post in {name} in time on {listed}, so I left that out. No prompt is lost."


def _said(text: str, *buttons: kit.Block) -> kit.Message:
    return kit.Message(text, (kit.section(text), kit.actions(*buttons)))


def _quoting(text: str, words: str) -> kit.Message:
    return kit.Message(text, (kit.section(text), kit.section(kit.quote(kit.cut(kit.escape(words), _QUOTED)))))
