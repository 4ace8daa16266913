"""How much one process takes on; what is more is turned away at once, not piled up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio  # time limits that never take work in a thread for ended before the thread ends
from starlette.exceptions import HTTPException

AT_WORK = 4  # threads share one interpreter: more of them would mostly wait for each other
TURN_SECONDS = 0.75  # longer than a request waits for a LanguageTool that hangs; later than that is turned away
RETRY_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator allows: bytes, seconds, and how many requests may be `waiting`, those at work included."""

    body_bytes: int
    body_seconds: float
    waiting: int
    deadline_seconds: float


class Queue:
    """The requests at work and those that wait for their turn."""

    def __init__(self, most: int) -> None:
        self._room = most
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
                with anyio.move_on_after(TURN_SECONDS) as waited:
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
