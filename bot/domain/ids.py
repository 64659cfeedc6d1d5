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
InvitationId = NewType("InvitationId", int)
NoticeId = NewType("NoticeId", int)
