"""What can go wrong, drawn once. No HTTP here: `web/problems.py` maps each leaf to an answer.

FessUpError
├── BadDataFile        a rule, message or advice file is broken: the service refuses to start
├── BadSettings        the environment asks for something that can't be
├── UnusableWords      the sender's own words can't stand in a message
└── UnknownHook        a hook of a kind that no message knows
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


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
class WordProblem:
    """One objection to the sender's own words. Offsets are code points within that field."""

    pointer: str
    message: str
    rule: str
    category: str
    severity: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int
    reason: str
    instead: str


class UnusableWords(FessUpError):
    """The sender's own words (`hook.detail`, `mistake`) are themselves flagged; never repeats them."""

    def __init__(self, problems: Sequence[WordProblem]) -> None:
        super().__init__(f"{len(problems)} objection(s) to the sender's own words")
        self.problems = tuple(problems)


class UnknownHook(FessUpError):
    """A hook of a kind that is not in templates/hooks.yaml; carries the kinds that are."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__("unknown hook kind")
        self.known = tuple(sorted(known))
