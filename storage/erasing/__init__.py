"""Erasing for good: a person, a workspace, what is over."""
