"""The tests, by layer."""

from slipcover import pytest_plugin as counting

if counting._slipcover_instance is not None:
    counting._slipcover_instance.immediate = True  # a line that was met is asked about no more, from then on
