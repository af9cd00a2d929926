"""Whose password is checked next when many sign in at once: nobody waits behind a flood of guesses at another name."""

from bisect import insort
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from dashlib.errors import BusyError


@dataclass(order=True)
class Waiting:
    """One attempt in the line: first browsers that signed in before, then names of which few others wait."""

    rank: tuple[bool, int, int]
    called: anyio.Event = field(compare=False, default_factory=anyio.Event)
    has_turn: bool = field(compare=False, default=False)


@dataclass
class Turns:
    """`at_once` checks run at a time, `most` attempts wait, none longer than `longest` seconds."""

    at_once: int
    most: int
    longest: float
    running: int = 0
    line: list[Waiting] = field(default_factory=list)
    waiting_of: Counter[str] = field(default_factory=Counter)
    came: int = 0

    @asynccontextmanager
    async def turn(self, name: str, is_known: bool) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises BusyError if others go first for too long, or too many wait."""
        if self.running < self.at_once:
            self.running += 1
        else:
            await self._wait(name, is_known)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, name: str, is_known: bool) -> None:
        self.came += 1
        mine = Waiting((not is_known, self.waiting_of[name], self.came))
        insort(self.line, mine)
        self.waiting_of[name] += 1
        try:
            if len(self.line) > self.most:
                self.line.pop().called.set()
            with anyio.move_on_after(self.longest):
                await mine.called.wait()
        except BaseException:
            # The visitor left: the turn goes to the next.
            if mine.has_turn:
                self._pass_on()
            raise
        finally:
            if mine in self.line:
                self.line.remove(mine)
            self.waiting_of -= Counter([name])
        if not mine.has_turn:
            raise BusyError("Too many people sign in at this moment.")

    def _pass_on(self) -> None:
        if not self.line:
            self.running -= 1
            return
        following = self.line.pop(0)
        following.has_turn = True
        following.called.set()


@dataclass
class Room:
    """Where a refusal waits, so that its time does not tell whether a name exists; when it is full, the first one goes."""

    most: int
    staying: deque[anyio.Event] = field(default_factory=deque)

    async def stay(self, seconds: float) -> None:
        """Wait so long, or until too many others came."""
        leave = anyio.Event()
        self.staying.append(leave)
        if len(self.staying) > self.most:
            self.staying.popleft().set()
        try:
            with anyio.move_on_after(seconds):
                await leave.wait()
        finally:
            if leave in self.staying:
                self.staying.remove(leave)
