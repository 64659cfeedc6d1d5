"""Slack speaks, we listen: one module per feature, each filling a table of handlers by id."""
