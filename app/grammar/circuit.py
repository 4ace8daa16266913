"""Whether it is worth asking LanguageTool now."""

import time
from collections.abc import Callable
from enum import StrEnum
from threading import Lock, Thread

FAILURES_TO_OPEN = 3
RETRY_SECONDS = 2


class Trouble(StrEnum):
    """Why LanguageTool didn't answer, worded to stand after its name. Never what it said: that may hold a text."""

    WARMING = "is not warm yet"
    NO_ANSWER = "can't be reached"
    TOO_SLOW = "is too slow"
    UNUSABLE = "gives no usable answer"
    BUSY = "has too much to do"


class Circuit:
    """Open (nobody is made to wait) from the start, and after some failures in a row, until a probe goes well.

    The probe, None where it goes well, runs in a thread of its own, one at a time, and again after RETRY_SECONDS.
    """

    def __init__(self, probe: Callable[[], Trouble | None]) -> None:
        self._probe, self._lock = probe, Lock()
        self._failures = 0
        self._trouble: Trouble | None = None
        self._open(Trouble.WARMING)

    @property
    def trouble(self) -> Trouble | None:
        """Why it is open; None where it is closed."""
        return self._trouble

    def note(self, trouble: Trouble | None) -> None:
        """Count how a question ended; too many at once says nothing about the server."""
        with self._lock:
            if self._trouble is not None or trouble is Trouble.BUSY:
                return
            self._failures = 0 if trouble is None else self._failures + 1
            if trouble is not None and self._failures >= FAILURES_TO_OPEN:
                self._open(trouble)

    def _open(self, trouble: Trouble) -> None:
        self._trouble = trouble
        try:
            Thread(target=self._until_it_goes_well, daemon=True).start()
        except RuntimeError:  # the process may have no more threads; the next failure tries again
            self._trouble = None

    def _until_it_goes_well(self) -> None:
        while (trouble := self._probe()) is not None:
            self._trouble = trouble
            time.sleep(RETRY_SECONDS)
        with self._lock:
            self._failures, self._trouble = 0, None
