"""Knowhow, a Slack app for social learning: the program."""
