"""The limit of posts to a channel, as Slack documents it."""

import pytest

from bot.sandbox.ratelimits import Bucket


@pytest.mark.parametrize(("pace", "are_all_taken"), [(1.0, True), (0.95, False), (0.5, False)])
def test_a_message_a_second_is_taken_for_ever_and_a_quicker_one_for_a_while(
    pace: float, *, are_all_taken: bool
) -> None:
    bucket = Bucket(0.0)

    waits = [bucket.take(number * pace) for number in range(100)]

    assert (max(waits) == 0) is are_all_taken
    assert waits[:2] == [0, 0]


def test_a_burst_of_two_is_taken_once_it_grew_back() -> None:
    bucket = Bucket(0.0)

    assert [bucket.take(at) for at in (0, 0, 0.25, 3, 3, 3.5)] == [0, 0, 0.75, 0, 0, 0.5]
