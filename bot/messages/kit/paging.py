"""Long lists, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.messages.kit.blocks import actions
from bot.messages.kit.elements import button
from bot.messages.kit.objects import Block

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list: those of page `number` of `count`, both counted from 1."""

    items: tuple[T, ...]
    number: int
    count: int

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page comes after this one."""
        return self.number < self.count


def page(items: Sequence[T], number: int, size: int) -> Page[T]:
    """Take page `number`, or the nearest there is: a list may have shrunk since its buttons were shown."""
    count = max(1, -(-len(items) // size))
    number = min(max(number, 1), count)
    return Page(tuple(items[(number - 1) * size : number * size]), number, count)


def pager(shown: Page[T], action_id: str) -> Block | None:
    """Offer the pages before and after, or nothing when there is but one.

    The buttons' values are page numbers. Their action_ids end in ``.previous`` and ``.next``, because
    Slack wants those of one block to differ.
    """
    buttons = [
        _turn("Previous", f"{action_id}.previous", shown.number - 1, shown) if shown.has_previous else None,
        _turn("Next", f"{action_id}.next", shown.number + 1, shown) if shown.has_next else None,
    ]
    offered = [each for each in buttons if each]
    return actions(*offered) if offered else None


def _turn(label: str, action_id: str, number: int, shown: Page[T]) -> Block:
    return button(label, action_id, str(number), accessibility_label=f"{label}: page {number} of {shown.count}")
