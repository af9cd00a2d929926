"""Who goes first when many sign in at once."""

from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import loops
import pytest

from dashlib.errors import BusyError
from dashlib.staff.turns import Room, Turns


async def flood(turns: Turns, attempts: list[tuple[str, bool]]) -> list[str]:
    """All of these arrive while one check runs; the names in the order of their turns, those sent away with a `-`."""
    order: list[str] = []

    async def attempt(name: str, is_known: bool) -> None:
        try:
            async with turns.turn(name, is_known):
                order.append(name)
        except BusyError:
            order.append(f"-{name}")

    async with anyio.create_task_group() as group, turns.turn("first", False):
        for name, is_known in attempts:
            group.start_soon(attempt, name, is_known)
        await wait_until(lambda: len(turns.line) + len(order) == len(attempts))
    return order


async def wait_until(holds: Callable[[], bool]) -> None:
    with anyio.fail_after(5):
        while not holds():
            await anyio.sleep(0)


def run(act: Callable[[], Coroutine[Any, Any, object]]) -> object:
    return loops.run(act())


def test_a_flood_at_one_name_does_not_delay_another() -> None:
    turns = Turns(at_once=1, most=100, longest=5)
    order = run(lambda: flood(turns, [("boro", False)] * 50 + [("ana", False), ("cene", False)]))
    assert order[:3] == ["boro", "ana", "cene"]
    assert len(order) == 52
    assert (turns.running, turns.line, dict(turns.waiting_of)) == (0, [], {})


def test_a_browser_that_signed_in_before_goes_first() -> None:
    turns = Turns(at_once=1, most=100, longest=5)
    order = run(lambda: flood(turns, [("boro", False), ("dora", False), ("ana", False), ("ana", True)]))
    assert order[0] == "ana"


def test_no_more_than_so_many_wait_and_the_last_in_rank_is_sent_away() -> None:
    turns = Turns(at_once=1, most=3, longest=5)
    order = run(lambda: flood(turns, [("boro", False)] * 5 + [("ana", False)]))
    assert sorted(order) == ["-boro", "-boro", "-boro", "ana", "boro", "boro"]


def test_nobody_waits_for_longer_than_told() -> None:
    turns = Turns(at_once=0, most=100, longest=0.01)

    async def wait() -> None:
        async with turns.turn("ana", False):
            pass

    with pytest.raises(BusyError):
        run(wait)
    assert not turns.line


def test_who_leaves_while_waiting_holds_up_nobody() -> None:
    turns = Turns(at_once=1, most=100, longest=5)

    async def leave() -> None:
        async with anyio.create_task_group() as group, turns.turn("first", False):
            group.start_soon(wait_in, turns)
            await wait_until(lambda: bool(turns.line))
            group.cancel_scope.cancel()

    run(leave)
    assert (turns.running, turns.line) == (0, [])


async def wait_in(turns: Turns) -> None:
    async with turns.turn("ana", False):
        pass


def test_a_full_room_sends_the_first_away_at_once() -> None:
    room, gone = Room(most=2), []

    async def stay(number: int) -> None:
        await room.stay(60)
        gone.append(number)

    async def come() -> None:
        async with anyio.create_task_group() as group:
            for number in range(4):
                group.start_soon(stay, number)
            await wait_until(lambda: len(gone) == 2)
            group.cancel_scope.cancel()

    run(come)
    assert gone == [0, 1]
    assert not room.staying
