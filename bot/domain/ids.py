"""The identifiers of Knowhow, kept apart by type."""

from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
"""Slack's team id (``T…``): the tenant to which every row belongs."""
PersonId = NewType("PersonId", str)
"""Slack's user id (``U…`` or ``W…``)."""
ChannelId = NewType("ChannelId", str)
"""Slack's conversation id (``C…``, ``G…`` or ``D…``)."""
MessageTs = NewType("MessageTs", str)
"""Slack's message timestamp: with its channel the identity of a message."""

TopicId = NewType("TopicId", int)
QuestionId = NewType("QuestionId", int)
AnswerId = NewType("AnswerId", int)
TipId = NewType("TipId", int)
CommentId = NewType("CommentId", int)
ReviewId = NewType("ReviewId", int)
CohortId = NewType("CohortId", int)
PromptSetId = NewType("PromptSetId", int)
PromptId = NewType("PromptId", int)
RunId = NewType("RunId", int)
RunAnswerId = NewType("RunAnswerId", int)
NewsId = NewType("NewsId", int)
PromptRequestId = NewType("PromptRequestId", int)
InvitationId = NewType("InvitationId", int)
NoticeId = NewType("NoticeId", int)
