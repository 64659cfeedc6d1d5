"""Why Knowhow doesn't do what was asked: what happened, and what to do next."""

from bot.domain.refusals import InvalidInput, Reason, Refused
from bot.messages import kit

WORDS = {
    Reason.TOO_SHORT: "A little more, please: at least {characters}.",
    Reason.TOO_LONG: "That is too long: {characters} at most.",
    Reason.TOO_MANY_TOPICS: "Choose at most {limit} topics.",
    Reason.UNUSABLE_TOPIC: "“{detail}” has no letters or digits. Write a topic such as terraform.",
    Reason.NO_TOPICS: "Name at least one topic, such as terraform.",
    Reason.TOPIC_IN_BOTH: "{detail} stands above too. Keep it in one of the two.",
    Reason.NOT_IN_CHANNEL: "I can't post there. Invite me first with /invite @knowhow, or choose another channel.",
    Reason.UNKNOWN_TOPIC: "There is no such topic. Choose one of those offered.",
    Reason.SAME_TOPIC: "That is the same topic already. Choose another one.",
    Reason.NOT_A_MODERATOR: "Only moderators can do that: admins of the workspace, and those they named.",
    Reason.UNKNOWN_QUESTION: "I can't find that question for you. Open App Home to see what you can answer.",
    Reason.UNKNOWN_ANSWER: "That answer is no longer there.",
    Reason.UNKNOWN_INVITATION: "That invitation is no longer there.",
    Reason.NOT_YOUR_QUESTION: "Only the person who asked, or a moderator, can do that.",
    Reason.NOT_YOUR_ANSWER: "Only the person who wrote that answer can change it.",
    Reason.NOT_YOUR_INVITATION: "That invitation was for somebody else.",
    Reason.OWN_QUESTION: "The person who asked can't answer this one. Add what you found out in the thread.",
    Reason.OWN_ANSWER: "That is your own answer. What others think of it counts.",
    Reason.NOT_OPEN: "That question is no longer open. Whoever asked can reopen it from App Home.",
    Reason.ALREADY_OPEN: "That question is open already, and I am looking for people to answer it.",
    Reason.INVITATION_OVER: "There is nothing left to do: you passed it on, or it is settled by now. Thank you!",
    Reason.CANNOT_BE_INVITED: "They can't be asked this right now. Suggest somebody else.",
    Reason.ALREADY_INVITED: "They were asked already. Suggest somebody else.",
    Reason.ALREADY_POSTED: "That question stands in a channel already.",
    Reason.ALREADY_SAVED: "That message is kept as an answer already.",
    Reason.NOT_SAVABLE: "That message can't be kept as an answer to this question, or it is kept already.",
    Reason.NOT_A_COLLEAGUE: "Only what a colleague wrote can be kept as an answer.",
    Reason.CAP_OUT_OF_RANGE: "Choose a number from 0 to {limit}.",
    Reason.BAD_QUIET_HOURS: "{detail}",
    Reason.DATE_PASSED: "That day is over. Choose today or a later day, or leave it empty.",
    Reason.NO_TEXT: "That message has no text to keep.",
    Reason.BAD_LINK: "That is no web address I can show. Write it whole, such as https://wiki.example.com/page.",
    Reason.UNKNOWN_TIP: "That tip is no longer there.",
    Reason.NOT_YOUR_TIP: "Only the person who shared that tip can change it.",
    Reason.OWN_TIP: "That is your own tip. What others think of it counts.",
    Reason.UNKNOWN_COMMENT: "That is no longer there.",
    Reason.NOT_REPORTABLE: "That is no answer or tip that I keep, so there is nothing to report.",
    Reason.ALREADY_OUTDATED: "That is marked as outdated already, so it is found no longer.",
    Reason.NOT_YOUR_COMMENT: "Only the person who wrote that can change it.",
    Reason.UNKNOWN_COHORT: "I know no cohort of that name that you can see. /cohort shows those there are.",
    Reason.COHORT_OVER: "That cohort is over, so nobody can join it any more.",
    Reason.NOT_A_FACILITATOR: "Only facilitators of the cohort, or moderators, can do that.",
    Reason.NAME_TAKEN: "There is one of that name already. Choose another name.",
    Reason.NAME_RESERVED: "“{detail}” is a word of the command itself. Begin the name with another one.",
    Reason.NO_FACILITATOR: "Name at least one person who facilitates.",
    Reason.NOT_A_PERSON: "An app or somebody who has left can't facilitate. Choose people who are here.",
    Reason.TOO_MANY_PEOPLE: "Choose at most {limit} people.",
    Reason.NO_DAYS: "Choose at least one day.",
    Reason.ENDS_BEFORE_IT_BEGINS: "The last day is before the first one.",
    Reason.NO_DATE: "Choose one.",
    Reason.NO_DATE_LEFT: "No day is left on which something would be asked. Look at the days and the free days.",
    Reason.UNKNOWN_ZONE: "I don't know that time zone. Choose one of those offered.",
    Reason.UNKNOWN_COUNTRY: "I don't know the holidays of that country. Choose one of those offered.",
    Reason.BAD_DATES: "I can't read {detail}. Write days such as 2026-12-24, or 2026-12-28 to 2027-01-03.",
    Reason.UNKNOWN_SET: "That set of prompts is no longer there. Choose another one.",
    Reason.NOT_YOUR_SET: "Only the person who made this set, or a moderator, can change it. Make one of your own.",
    Reason.UNKNOWN_PROMPT: "That prompt is no longer there. Choose another one.",
    Reason.SET_FULL: "A set takes at most {limit} prompts. Make another set.",
    Reason.UNKNOWN_THEME: "I don't know that theme. Choose one of those offered.",
    Reason.NOTHING_TO_POST: "There is nothing to post: no prompt is left, or the cohort does not go on.",
    Reason.NOT_PLANNED: "That date is no longer among the next ones. Look at them again.",
    Reason.UNKNOWN_RUN: "I can't find that question for you.",
    Reason.UNKNOWN_RUN_ANSWER: "That answer is no longer there.",
    Reason.NOT_YOUR_RUN_ANSWER: "Only the person who wrote that answer can do that.",
    Reason.OWN_RUN_ANSWER: "That is your own answer. What others think of it counts.",
    Reason.NOT_A_RUN_ANSWER: "That is no answer to a cohort's question, so it can't be a highlight.",
    Reason.NOT_SEEN_THERE: "It was asked in a private channel, and none of your cohorts is there. So it stays there.",
    Reason.ALREADY_REQUESTED: "Whoever asked it was asked already. You are told what they say.",
    Reason.NOT_YOUR_REQUEST: "Only whoever asked that question can say so.",
    Reason.NOT_AN_ADMIN: "Only admins of the workspace can say who moderates.",
    Reason.BAD_NUMBER: "Write a whole number from {detail}.",
    Reason.BAD_DURATION: "{detail}",
    Reason.KEPT_TOO_SHORT: "That is too short to work with: keep it at least {limit}d.",
    Reason.BAD_EMOJI: "“{detail}” is no name of an emoji. Write names such as +1 or :bulb:, separated by commas.",
    Reason.TOO_MANY_EMOJI: "Choose at most {limit} emoji.",
    Reason.EMOJI_IN_BOTH: "{detail} says that something is useful. Keep each emoji in one of the two.",
    Reason.NOT_PUBLIC: "Choose a public channel that I am in: everybody is to see where their question goes.",
    Reason.UNKNOWN_LANGUAGE: "I can't write dates in that language. Choose one of those offered.",
    Reason.CANNOT_MODERATE: "An app, a guest or somebody who has left can't moderate. Choose colleagues who are here.",
}

_NOT_POSTED = {
    "is_archived": "the channel is archived",
    "not_in_channel": "I am not in that channel; invite me with /invite @knowhow",
    "channel_not_found": "I can't see that channel; invite me with /invite @knowhow",
    "restricted_action": "posting in that channel is restricted",
}


def words(refused: Refused) -> str:
    """The sentence for a refusal, as plain text."""
    characters = f"{refused.limit} character{'' if refused.limit == 1 else 's'}"
    return WORDS[refused.reason].format(limit=refused.limit, characters=characters, detail=refused.detail)


def message(refused: Refused) -> kit.Message:
    """The sentence for a refusal, as a message for the one who asked."""
    said = kit.escape(words(refused))
    return kit.Message(said, (kit.section(said),))


def at_fields(refused: Refused) -> dict[str, str]:
    """The sentences by field; empty when the refusal is about no field."""
    problems = refused.problems if isinstance(refused, InvalidInput) else (refused,)
    return {problem.field: words(problem) for problem in problems if problem.field is not None}


def why_not_posted(error: str) -> str:
    """Why Slack refuses a message in a channel, as part of a sentence."""
    return _NOT_POSTED.get(error, "Slack does not let me")


def unexpected(reference: str) -> str:
    """What is said when something broke on our side."""
    return (
        f"Something went wrong on our side, and nothing was changed. "
        f"Please try again; if it happens again, tell your administrator the reference {reference}."
    )
