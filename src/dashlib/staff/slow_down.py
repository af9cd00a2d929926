"""Slows down whoever guesses passwords: each failure doubles the wait, for a name and for an address."""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass, field

# As many names and addresses are remembered at most: some 40 MB at the very most.
KEPT = 20_000
FORGOTTEN_SECONDS = 3600


@dataclass
class SlowDown:
    """Failures by key. The first `free` cost nothing, then the wait doubles up to `longest` seconds."""

    free: int
    longest: float
    failures: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)

    def wait(self, key: str, now: float) -> float:
        """How many seconds are left to wait."""
        count, since = self._failures(key, now)
        return max(0.0, since + self._pause(count) - now)

    def count(self, key: str, now: float) -> None:
        """Note a failure; a guess is one until it proved right, so that many at once are no way round."""
        self.failures[key] = (self._failures(key, now)[0] + 1, now)
        self.failures.move_to_end(key)
        while len(self.failures) > KEPT:
            self.failures.popitem(last=False)

    def forget(self, key: str) -> None:
        """The guess was right."""
        self.failures.pop(key, None)

    def _failures(self, key: str, now: float) -> tuple[int, float]:
        count, since = self.failures.get(key, (0, now))
        return (0, now) if now - since > FORGOTTEN_SECONDS else (count, min(since, now))

    def _pause(self, count: int) -> float:
        return min(2.0 ** min(count - self.free, 30), self.longest) if count >= self.free else 0.0


def neighbourhood(address: str) -> str:
    """An address as guesses are counted: of IPv6 the first half, since one connection has all of the rest."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address
