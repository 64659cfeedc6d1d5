"""Why Knowhow doesn't do what a person asked: a value without words, which bot.messages turns into a sentence."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons, each with its sentence in bot/messages/refusals.py."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_MANY_TOPICS = "too_many_topics"
    UNUSABLE_TOPIC = "unusable_topic"
    NO_TOPICS = "no_topics"
    TOPIC_IN_BOTH = "topic_in_both"
    NOT_IN_CHANNEL = "not_in_channel"
    UNKNOWN_TOPIC = "unknown_topic"
    SAME_TOPIC = "same_topic"
    NOT_A_MODERATOR = "not_a_moderator"
    UNKNOWN_QUESTION = "unknown_question"
    UNKNOWN_ANSWER = "unknown_answer"
    UNKNOWN_INVITATION = "unknown_invitation"
    NOT_YOUR_QUESTION = "not_your_question"
    NOT_YOUR_ANSWER = "not_your_answer"
    NOT_YOUR_INVITATION = "not_your_invitation"
    OWN_QUESTION = "own_question"
    OWN_ANSWER = "own_answer"
    NOT_OPEN = "not_open"
    ALREADY_OPEN = "already_open"
    INVITATION_OVER = "invitation_over"
    CANNOT_BE_INVITED = "cannot_be_invited"
    ALREADY_INVITED = "already_invited"
    ALREADY_POSTED = "already_posted"
    ALREADY_SAVED = "already_saved"
    NOT_SAVABLE = "not_savable"
    NOT_A_COLLEAGUE = "not_a_colleague"
    CAP_OUT_OF_RANGE = "cap_out_of_range"
    BAD_QUIET_HOURS = "bad_quiet_hours"
    DATE_PASSED = "date_passed"
    NO_TEXT = "no_text"
    BAD_LINK = "bad_link"
    UNKNOWN_TIP = "unknown_tip"
    NOT_YOUR_TIP = "not_your_tip"
    OWN_TIP = "own_tip"
    UNKNOWN_COMMENT = "unknown_comment"
    NOT_REPORTABLE = "not_reportable"
    ALREADY_OUTDATED = "already_outdated"
    NOT_YOUR_COMMENT = "not_your_comment"
    UNKNOWN_COHORT = "unknown_cohort"
    COHORT_OVER = "cohort_over"
    NOT_A_FACILITATOR = "not_a_facilitator"
    NAME_TAKEN = "name_taken"
    NAME_RESERVED = "name_reserved"
    NO_FACILITATOR = "no_facilitator"
    NOT_A_PERSON = "not_a_person"
    TOO_MANY_PEOPLE = "too_many_people"
    NO_DAYS = "no_days"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    NO_DATE = "no_date"
    NO_DATE_LEFT = "no_date_left"
    UNKNOWN_ZONE = "unknown_zone"
    UNKNOWN_COUNTRY = "unknown_country"
    BAD_DATES = "bad_dates"
    UNKNOWN_SET = "unknown_set"
    NOT_YOUR_SET = "not_your_set"
    UNKNOWN_PROMPT = "unknown_prompt"
    SET_FULL = "set_full"
    UNKNOWN_THEME = "unknown_theme"
    NOTHING_TO_POST = "nothing_to_post"
    NOT_PLANNED = "not_planned"
    UNKNOWN_RUN = "unknown_run"
    UNKNOWN_RUN_ANSWER = "unknown_run_answer"
    NOT_YOUR_RUN_ANSWER = "not_your_run_answer"
    OWN_RUN_ANSWER = "own_run_answer"
    NOT_A_RUN_ANSWER = "not_a_run_answer"
    NOT_SEEN_THERE = "not_seen_there"
    ALREADY_REQUESTED = "already_requested"
    NOT_YOUR_REQUEST = "not_your_request"
    NOT_AN_ADMIN = "not_an_admin"
    BAD_NUMBER = "bad_number"
    BAD_DURATION = "bad_duration"
    KEPT_TOO_SHORT = "kept_too_short"
    BAD_EMOJI = "bad_emoji"
    TOO_MANY_EMOJI = "too_many_emoji"
    EMOJI_IN_BOTH = "emoji_in_both"
    NOT_PUBLIC = "not_public"
    UNKNOWN_LANGUAGE = "unknown_language"
    CANNOT_MODERATE = "cannot_moderate"


class Refused(Exception):  # noqa: N818 - it is an answer to a person, not an error of the program
    """A use case was refused; nothing was changed.

    ``field`` names the input at which the reason stands, ``limit`` the number it was measured against,
    ``detail`` what a rule said about the input.
    """

    def __init__(
        self, reason: Reason, *, field: str | None = None, limit: int | None = None, detail: str | None = None
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.field = field
        self.limit = limit
        self.detail = detail


class InvalidInput(Refused):
    """Several inputs were refused at once, each at its field."""

    def __init__(self, problems: tuple[Refused, ...]) -> None:
        super().__init__(problems[0].reason, field=problems[0].field, limit=problems[0].limit)
        self.problems = problems


def check_length(text: str, field: str, *, at_least: int, at_most: int) -> Refused | None:
    """Measure what a person typed, blank ends apart, in characters."""
    length = len(text.strip())
    if length < at_least:
        return Refused(Reason.TOO_SHORT, field=field, limit=at_least)
    if length > at_most:
        return Refused(Reason.TOO_LONG, field=field, limit=at_most)
    return None


def raise_all(*problems: Refused | None) -> None:
    """Raise what is wrong with an input, all of it together."""
    found = tuple(problem for problem in problems if problem is not None)
    if found:
        raise InvalidInput(found)
