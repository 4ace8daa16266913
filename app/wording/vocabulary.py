"""Every word that rules name, as one character each: patterns are matched on words, not on letters.

A text becomes a string with one character a token. Each takes three bytes in UTF-8, so that a place in the bytes is
three times a place in the tokens.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

BYTES_A_TOKEN = 3
MARKS = {mark: chr(0x0800 + number) for number, mark in enumerate((",", ";", ".", "!", "?", "??"))}
UNKNOWN_WORD = "\u0810"
I_YOU_WE = {"i": "\u0811", "you": "\u0812", "we": "\u0813"}
FIRST_FREE = 0x0814
LAST = 0xFFFF
SURROGATES = range(0xD800, 0xE000)
ANY_WORD = f"[{UNKNOWN_WORD}-{chr(LAST)}]"
NOT_I_YOU_WE = f"[{UNKNOWN_WORD}{chr(FIRST_FREE)}-{chr(LAST)}]"
ENDING = re.compile("[a-z']*")


class Vocabulary:
    """The characters of words and of stems (`apolog*`, any ending). It only grows, and only while data is loaded."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {**MARKS, **I_YOU_WE}
        self._stems: dict[str, str] = {}
        self._next = FIRST_FREE
        self._lengths: list[int] = []
        self._table: dict[int, str] = {}
        self._table_version = 0

    @property
    def version(self) -> int:
        """Changes whenever a word or stem was added."""
        return self._next

    def code(self, word: str) -> str:
        """The character of a word or stem, a new one where it has none yet."""
        known = self._stems if word.endswith("*") else self.codes
        key = word.rstrip("*")
        if key not in known:
            known[key] = chr(self._next)
            self._next = SURROGATES.stop if self._next + 1 == SURROGATES.start else self._next + 1
            self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        return known[key]

    def encode(self, tokens: Iterable[str]) -> str:
        """One character a token: its own, or that of the longest stem it begins with, or UNKNOWN_WORD."""
        get, unnamed = self.codes.get, self._unnamed
        return "".join([get(token) or unnamed(token) for token in tokens])

    def stem_table(self) -> dict[int, str]:
        """For `str.translate`: each stem's character, and what it stands for (the known words and stems it covers)."""
        if self._table_version != self.version:
            names = sorted([*self.codes.items(), *self._stems.items()])
            starts = [name for name, _ in names]
            self._table = {ord(code): "".join(_covered(stem, names, starts)) for stem, code in self._stems.items()}
            self._table_version = self.version
        return self._table

    def _unnamed(self, word: str) -> str:
        stem, apostrophe, _ = word.partition("'")
        if apostrophe and stem in self.codes:
            return self.codes[stem]
        for length in self._lengths:
            if (code := self._stems.get(word[:length])) and covers(word[:length], word):
                return code
        return UNKNOWN_WORD


def covers(stem: str, word: str) -> bool:
    """Whether a word is a stem with any ending; digits are no ending."""
    return word.startswith(stem) and ENDING.fullmatch(word, len(stem)) is not None


def _covered(stem: str, names: Sequence[tuple[str, str]], starts: Sequence[str]) -> Iterator[str]:
    for name, code in names[bisect_left(starts, stem) :]:
        if not name.startswith(stem):
            return
        if covers(stem, name):
            yield code
