"""Every Web API method of the sandbox: its handler, scope, rate tier and token."""

from bot.sandbox.methods import auth, chat, conversations, files, reactions, users, views
from bot.sandbox.methods.request import Method

SPECIAL = 5

METHODS = {
    "api.test": Method(auth.api_test, tier=4, token=None),
    "auth.test": Method(auth.auth_test, tier=SPECIAL, token="any"),  # noqa: S106 -- a kind of token
    "chat.delete": Method(chat.delete, "chat:write", tier=3),
    "chat.getPermalink": Method(chat.get_permalink, tier=SPECIAL),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write", tier=4),
    "chat.postMessage": Method(chat.post_message, "chat:write", tier=SPECIAL),
    "chat.update": Method(chat.update, "chat:write", tier=3),
    "conversations.history": Method(conversations.history, tier=3),
    "conversations.info": Method(conversations.info, tier=3),
    "conversations.list": Method(conversations.list_conversations, tier=2),
    "conversations.members": Method(conversations.members, tier=4),
    "conversations.open": Method(conversations.open_conversation, "im:write", tier=3),
    "conversations.replies": Method(conversations.replies, tier=3),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write", tier=4),
    "files.getUploadURLExternal": Method(files.get_upload_url, "files:write", tier=4),
    "reactions.add": Method(reactions.add, "reactions:write", tier=3),
    "reactions.get": Method(reactions.get, "reactions:read", tier=3),
    "reactions.remove": Method(reactions.remove, "reactions:write", tier=2),
    "team.info": Method(users.team_info, "team:read", tier=3),
    "users.conversations": Method(conversations.of_user, tier=2),
    "users.info": Method(users.info, "users:read", tier=4),
    "users.list": Method(users.list_users, "users:read", tier=2),
    "views.open": Method(views.open_view, tier=4),
    "views.publish": Method(views.publish, tier=4),
    "views.push": Method(views.push, tier=4),
    "views.update": Method(views.update, tier=4),
}
