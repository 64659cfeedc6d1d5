"""The Web API: one handler per method."""
