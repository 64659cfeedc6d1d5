"""The tour is complete: whatever the app handles it comes by."""

from dataclasses import fields

import pytest

from handlers.table import Table
from tests.safety.replay import table_of, touched
from tests.safety.tour import Tour


@pytest.mark.parametrize("engine", ["sqlite"])  # what it comes by is the same on any
async def test_the_tour_comes_by_everything_that_is_handled(tour: Tour) -> None:
    await tour.go()
    await tour.part()

    table = table_of(tour.ws)
    missed = {
        surface.name: sorted(set(getattr(table, surface.name)) - touched(tour.carried, surface.name))
        for surface in fields(Table)
        if surface.name != "ignored"
    }
    assert {surface: names for surface, names in missed.items() if names} == {}
