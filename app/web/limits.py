"""How much one process takes on; what is more is turned away at once, not piled up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio  # time limits that never take work in a thread for ended before the thread ends
from starlette.exceptions import HTTPException

AT_WORK = 4  # threads share one interpreter: more of them would mostly wait for each other
RETRY_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator allows: bytes, seconds, and how many requests may be `waiting`, those at work included.

    Whose turn hasn't come within `turn_seconds` would be answered late, and is told so instead.
    """

    body_bytes: int
    body_seconds: float
    waiting: int
    turn_seconds: float
    deadline_seconds: float


class Queue:
    """The requests at work and those that wait for their turn."""

    def __init__(self, limits: Limits) -> None:
        self._room, self._turn_seconds = limits.waiting, limits.turn_seconds
        self._turns = anyio.CapacityLimiter(AT_WORK)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises the 503 where there is no room, or the turn doesn't come in time."""
        if self._room == 0:
            raise overloaded()
        self._room -= 1
        try:
            if self._turns.available_tokens:
                self._turns.acquire_nowait()
            else:
                with anyio.move_on_after(self._turn_seconds) as waited:
                    await self._turns.acquire()
                if waited.cancelled_caught:
                    raise overloaded()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._room += 1


def overloaded() -> HTTPException:
    """The 503 that says when to try again."""
    return HTTPException(503, headers={"Retry-After": str(RETRY_SECONDS)})
