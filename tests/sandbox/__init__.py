"""The sandbox's own tests: real Slack clients against it."""
