"""What can go wrong, drawn once. No HTTP here: `web/problems.py` maps what a request can raise to an answer.

FessUpError
├── BadDataFile        a rule, message or advice file is broken: the service refuses to start
├── BadSettings        the environment asks for something that can't be
├── UnusableWords      the sender's own words can't stand in a message
└── UnknownHook        a hook of a kind that no message knows
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.findings import SupportLine


class FessUpError(Exception):
    """Everything this project raises on purpose."""


class BadDataFile(FessUpError):
    """A data file that a writer has to mend: where, what is wrong, and how to put it right."""

    def __init__(self, path: Path, line: int, problem: str, mend: str) -> None:
        super().__init__(f"{path}, line {line}: {problem} {mend}")
        self.path, self.line, self.problem, self.mend = path, line, problem, mend


class BadSettings(FessUpError):
    """A `FESSUP_` variable with a value that can't be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One objection to a field of a request.

    The fields from `rule` on are there where the sender's own words are flagged; offsets within that field, in code
    points and UTF-16 units.
    """

    pointer: str
    message: str
    rule: str | None = None
    category: str | None = None
    severity: str | None = None
    start: int | None = None
    end: int | None = None
    start_utf16: int | None = None
    end_utf16: int | None = None
    reason: str | None = None
    instead: str | None = None


class UnusableWords(FessUpError):
    """The sender's own words (`hook.detail`, `mistake`) are themselves flagged; never repeats them.

    `support` are the lines of help that those words call for.
    """

    def __init__(self, errors: Sequence[FieldError], support: Sequence[SupportLine] = ()) -> None:
        super().__init__("; ".join(f"{error.pointer}: {error.message}" for error in errors))
        self.errors, self.support = tuple(errors), tuple(support)


class UnknownHook(FessUpError):
    """A hook of a kind that is not in templates/hooks.yaml; carries the kinds that are."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__(f"/hook/kind: there is no such kind of hook; known are {', '.join(sorted(known))}")
        self.known = tuple(sorted(known))
