"""Use cases, one transaction each; they know neither Slack nor words."""
