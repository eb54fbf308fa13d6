"""What was worked out lately, kept by what it was made from: a message is read again with each that follows it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The newest results of some work. Safe to use from several threads, which may then work at once.

    Args:
        work: Makes the results of several keys, in order.
        most: How many are kept.
    """

    def __init__(self, work: Callable[[Sequence[Key]], Iterable[Value]], most: int) -> None:
        self._work, self._most = work, most
        self._found: OrderedDict[Key, Value] = OrderedDict()
        self._clearings = 0
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._found)

    def of(self, keys: Sequence[Key]) -> list[Value]:
        """The results, kept or made now; those that are missing are made together."""
        with self._turn:
            found, clearings = {key: self._found[key] for key in keys if key in self._found}, self._clearings
        fresh = [key for key in dict.fromkeys(keys) if key not in found]
        found |= zip(fresh, self._work(fresh), strict=True) if fresh else ()
        with self._turn:
            for key in keys if clearings == self._clearings else ():  # else it may be of one who was forgotten
                self._found[key] = found[key]
                self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return [found[key] for key in keys]

    def let_go(self) -> None:
        """Keeps nothing any more, also of what is being made."""
        with self._turn:
            self._found.clear()
            self._clearings += 1
