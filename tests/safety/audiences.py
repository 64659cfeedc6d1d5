"""Who may do what, as the tests understand it: written by hand, and apart from the code that checks it."""

from enum import Enum, auto

from bot.sandbox.envelopes import Envelope
from tests.safety.replay import choice, target


class Audience(Enum):
    """Who may do something that was shown to somebody."""

    ANYBODY = auto()
    """It is about the person themselves, or shows what everybody may see."""
    SEES = auto()
    """Whoever is in the channel, and where that is public every colleague."""
    OWN = auto()
    """Only the one who asked, answered, shared or was invited."""
    LEADS = auto()
    """Facilitators and moderators."""


_ANYBODY = """
    belongings.open belongings.remove belongings.remove_all cohort.list.next cohort.list.previous cohort.new
    expert.ask expert.ask_all expert.declare expert.find expert.page.next expert.page.previous home.ask home.cohorts
    home.find home.find_answer home.page.next home.page.previous home.share home.welcomed knowledge.ask knowledge.find
    knowledge.page.next knowledge.page.previous prompts.add prompts.new_set prompts.paste prompts.sets question
    my_data.ask_forget my_data.export my_data.forget my_data.open similar.done topics.edit topics.save
    question.ask tip.share
"""
_SEES = """
    answer.give answer.save answer.useful answer.useless cohort.join cohort.leave cohort.open comment.give item.doubt
    item.report knowledge.show question.answer run.answer run_answer.useful run_answer.useless similar.read
    similar.solve tip.comment tip.comment_instead tip.useful tip.useless
"""
_OWN = """
    answer.accept answer.delete answer.edit answer.own answer.unaccept answer.update comment.delete comment.edit
    comment.own invitation.answer invitation.pass invitation.suggest item.outdated item.true prompt_request.agree
    prompt_request.decline question.helped question.publish question.reopen question.stuck question.withdraw
    run_answer.delete run_answer.edit run_answer.own tip.delete tip.edit tip.own tip.share_again tip.update
"""
_LEADS = """
    cohort.bank cohort.date cohort.date_edit cohort.date_swap cohort.dates cohort.end cohort.pause cohort.post_now
    cohort.results cohort.results.next cohort.results.order cohort.results.previous cohort.resume cohort.settings
    moderation.judge moderation.merge moderation.open outcome.retire prompts.back prompts.open prompts.open.next
    prompts.open.previous prompts.own prompts.save prompts.set question.more question.prompt
    cohort.save settings.change settings.history settings.history.next settings.history.previous settings.open
    settings.save
"""
AUDIENCES = {
    name: audience
    for audience, names in (
        (Audience.ANYBODY, _ANYBODY),
        (Audience.SEES, _SEES),
        (Audience.OWN, _OWN),
        (Audience.LEADS, _LEADS),
    )
    for name in names.split()
}


def audience(envelope: Envelope) -> Audience:
    """Who may do what a delivery asks for; some buttons and forms do several things."""
    surface, name = target(envelope)
    told = envelope.payload
    if surface == "forms" and name in {"question.ask", "tip.share"}:
        return Audience.ANYBODY if '"experts"' in str(told["view"]["state"]).replace("'", '"') else Audience.SEES
    if surface == "forms" and name == "prompts.paste":
        return Audience.LEADS
    if surface == "forms" and name == "cohort.save" and '"cohort": null' in told["view"]["private_metadata"]:
        return Audience.SEES
    if surface == "actions" and name.endswith(".own"):
        if choice(envelope) == "doubt":
            return Audience.SEES
        if choice(envelope) == "highlight" or name == "prompts.own":
            return Audience.LEADS
    return AUDIENCES[name]
