"""Caches with a bound in bytes: what a visitor asks for or types must not fill the memory that all visitors share."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values asked for last, for several threads: no more than `entries`, and no more than `most` bytes."""

    def __init__(self, entries: int, most: int) -> None:
        """Keep nothing yet."""
        self.entries, self.most, self.bytes = entries, most, 0
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value that was kept under this key."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def keep(self, key: Hashable, value: Value, size: int) -> Value:
        """Keep a value of so many bytes, its key included; what was asked for longest ago goes for it."""
        with self._lock:
            self.bytes += size - self._kept.pop(key, (value, 0))[1]
            self._kept[key] = (value, size)
            while len(self._kept) > self.entries or self.bytes > self.most:
                self.bytes -= self._kept.popitem(last=False)[1][1]
        return value

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)


def for_short(entries: int, longest: int) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Keep the answers of a function of texts, but for texts of more than `longest` letters, which repeat nowhere."""

    def around(answer: Callable[..., Value]) -> Callable[..., Value]:
        kept = lru_cache(entries)(answer)

        @wraps(answer)
        def answered(*texts: str) -> Value:
            return kept(*texts) if sum(map(len, texts)) <= longest else answer(*texts)

        return answered

    return around
