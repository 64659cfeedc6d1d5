"""The words of what a cohort's questions brought: about prompts, never about people."""

from bot.domain.cohort_shown import Outcome, Outcomes
from bot.messages import kit
from bot.messages.days import day
from bot.messages.links import permalink

_SHOWN = 300


def page(told: Outcomes) -> kit.View:
    """A page of posted questions, the latest or the best first."""
    id_, order = told.cohort.id, "best" if told.by_merit else "latest"
    blocks = [kit.header(told.cohort.name)]
    if not told.count:
        blocks.append(kit.section("Nothing was posted yet."))
    else:
        first = "those that worked best first" if told.by_merit else "the latest first"
        blocks.append(
            kit.context(f"{kit.plural(told.count, 'question')} so far, {first}. It is about prompts: nobody is ranked.")
        )
    blocks += [_line(each, told) for each in told.shown]
    buttons = [kit.button("Back", "cohort.open", str(id_))]
    if told.page > 0:
        buttons.append(kit.button("Previous", "cohort.results.previous", f"{id_}:{told.page - 1}:{order}"))
    if told.page + 1 < told.pages:
        buttons.append(kit.button("Next", "cohort.results.next", f"{id_}:{told.page + 1}:{order}"))
    if told.count > 1:
        label, other = ("Latest first", "latest") if told.by_merit else ("Best first", "best")
        buttons.append(kit.button(label, "cohort.results.order", f"{id_}:0:{other}"))
    blocks.append(kit.actions(*buttons))
    return kit.modal("How it went", blocks, "cohort.results", close="Close")


def _line(outcome: Outcome, told: Outcomes) -> kit.Block:
    run, tally = outcome.run, outcome.tally
    link = permalink(told.url, run.channel, run.card_ts) if run.card_ts else ""
    title = kit.link(link, f"Question {run.number}") if link else f"Question {run.number}"
    share = f" · {round(100 * tally.members / told.members)} % of the members" if told.members else ""
    counts = f"{kit.plural(tally.answers, 'answer')} by {kit.plural(tally.people, 'person', 'people')}{share}"
    useful = f" · {kit.plural(tally.useful, 'useful mark')}" if tally.useful else ""
    text = f"*{title}*, {day(run.day, told.language)}\n{kit.cut(kit.escape(run.said.text), _SHOWN)}\n_{counts}{useful}_"
    return kit.section(text, _retire(outcome, told))


def _retire(outcome: Outcome, told: Outcomes) -> kit.Block | None:
    """What to do with its prompt: one that is retired comes no more in this cohort."""
    if outcome.is_retired is None:
        return None
    order = "best" if told.by_merit else "latest"
    label, what = ("Bring it back", "restore") if outcome.is_retired else ("Retire", "retire")
    return kit.button(label, "outcome.retire", f"{what}:{outcome.run.prompt}:{told.cohort.id}:{told.page}:{order}")
