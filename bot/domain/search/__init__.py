"""The ranking: what text means to it, how documents and people are scored, and why."""
