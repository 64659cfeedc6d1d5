"""The words of an invitation: the question put to one person, and why them."""

from bot.domain.answers import Answer
from bot.domain.ids import InvitationId
from bot.domain.invitations import PASS_REASON_LIMIT, Invitation, State
from bot.domain.questions import Question
from bot.domain.questions import State as QuestionState
from bot.domain.rules import ENGLISH
from bot.messages import evidence, kit
from bot.messages.answers import own_menu
from bot.messages.questions import body, title, who_asks


def invitation(
    invited: Invitation, question: Question, link: str, *, own: Answer | None = None, language: str = ENGLISH
) -> kit.Message:
    """The message to one invited person, with its buttons while there is something to do.

    ``own`` is the answer that they gave by the form: it can be changed here, for they may not see it elsewhere.
    """
    blocks = [kit.context(who_asks(question)), *body(question)]
    over = _over(invited, question)
    if over is not None:
        blocks.append(kit.section(over, own_menu(own) if own else None))
    else:
        blocks += [kit.context(f"*Why you:* {why_you(invited, language)}"), *_actions(invited)]
    where = "Only you and others invited see this question." if question.is_private else ""
    if link:
        where = f"It stands {kit.link(link, 'in its channel')}, where the answer will appear."
    if where:
        blocks.append(kit.context(where))
    text = f"{who_asks(question)}: {kit.escape(title(question))}"
    return kit.Message(f"{text}\n{over or 'Can you help?'}", tuple(blocks))


def why_you(invited: Invitation, language: str = ENGLISH) -> str:
    """The evidence for which a person was chosen, told to that person."""
    told = evidence.why(invited.why, is_you=True, language=language)
    if invited.is_advocate:
        return "you offered to help when nobody else does"
    if invited.suggested_by is not None:
        by = f"{kit.person(invited.suggested_by)} suggested you"
        return f"{by}; {told}" if told else by
    return told or "the person who asked named you"


def pass_form(invited: InvitationId) -> kit.View:
    """Declining, with a reason if one likes."""
    reason = kit.text_input("reason", multiline=True, max_length=PASS_REASON_LIMIT)
    blocks = [
        kit.section("No problem: I go on without you, and the person who asked does not learn that you passed."),
        kit.input_block("Reason", reason, "reason", optional=True, hint="Only kept to choose better next time."),
    ]
    return kit.modal("Pass", blocks, "invitation.pass", submit="Pass", metadata=str(invited))


def suggest_form(invited: InvitationId) -> kit.View:
    """Naming somebody better."""
    field = kit.input_block(
        "Who could answer this?",
        kit.users_select("person", placeholder="Choose a colleague"),
        "person",
        hint="They are invited next and see that you suggested them.",
    )
    return kit.modal("Suggest someone", [field], "invitation.suggest", submit="Suggest", metadata=str(invited))


def _over(invited: Invitation, question: Question) -> str | None:
    """Why there is nothing left to do for this person, if so."""
    match invited.state:
        case State.ANSWERED:
            return "You answered it. Thank you!"
        case State.PASSED:
            return "You passed it on. Thank you for looking!"
        case _ if question.state is QuestionState.WITHDRAWN:
            return "Withdrawn by the person who asked; nothing left to do."
        case _ if question.state is QuestionState.ACCEPTED:
            return "Answered and accepted; nothing left to do. Thank you!"
        case _ if not question.is_open or not invited.takes_answer:
            return "Settled; nothing left to do. Thank you!"
        case _:
            return None


def _actions(invited: Invitation) -> list[kit.Block]:
    id_ = str(invited.id)
    answer = kit.button("Answer", "invitation.answer", id_, style="primary")
    if invited.state is State.EXPIRED:
        return [kit.context("It no longer waits for you, but your answer is still welcome."), kit.actions(answer)]
    return [
        kit.actions(
            answer,
            kit.button("Pass", "invitation.pass", id_),
            kit.button("Suggest someone", "invitation.suggest", id_),
        ),
        kit.context("You can also just reply in this message's thread."),
    ]
