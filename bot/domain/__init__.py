"""The pure rules of Knowhow: frozen dataclasses and functions, no I/O, no clock, no Slack."""
