"""What the app asks to be allowed, each with its reason; app_manifest.yml says the same."""

FILES = "files:write"
REQUIRED = {
    "commands": "/ask-expert, /find-expert, /my-topics, /my-learning and the shortcuts",
    "chat:write": "cards, invitations and answers",
    "im:write": "opens the direct message in which people are invited",
    "reactions:read": "a reaction marks an answer as useful or accepted",
    "users:read": "names, time zones for quiet hours, who is a guest or deactivated",
    "channels:read": "the public channels in which a question can be posted",
    "groups:read": "the private channels in which a question can be posted",
}
OPTIONAL = {
    "channels:history": "replies in a question's thread become answers, in public channels",
    "groups:history": "replies in a question's thread become answers, in private channels",
    FILES: "the file with all that is kept of a person, for that person",
    "im:history": "a reply under an invitation becomes an answer",
}
