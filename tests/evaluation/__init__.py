"""How good the ranking that ships is, on real questions: ``python -m tests.evaluation``."""
