"""The little language in which rules are written: a pattern is read into a tree, and a tree becomes an expression.

    please? (give|grant) me {another_chance}     words; `?` after a word or group: it may be absent
    apolog*                                      any ending
    miss <3> you                                 up to three words in between, within one sentence
    i [was wrong] to                             only the part in square brackets is flagged
    {start} hello ?? {end}                       the edges of a sentence or bubble; punctuation stands alone
    {word} {other}                               any one word; any one word but I, you, we

Between two words a comma, a pause or a new bubble may stand; the end of a sentence may not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(
    r"\s*(?:\((?P<choice>[a-z0-9'~]+\*?(?:\|[a-z0-9'~]+\*?)*)\)(?P<o0>\?(?!\?))?"
    r"|(?P<word>[a-z0-9'~]+\*?)(?P<o1>\?(?!\?))?|\{(?P<slot>[a-z_]+)\}(?P<o2>\?(?!\?))?|<(?P<gap>\d)>"
    r"|(?P<open>[(\[])|(?P<close>[)\]])(?P<o3>\?(?!\?))?|(?P<or>\|)|(?P<mark>\?\?|[,.!?]))"
)
EDGES = {"start": ".", "end": ".", "pause": ",", "text_start": "", "text_end": "", "word": " thing", "other": " thing"}


class PatternError(ValueError):
    """A pattern that can't be read; the message says where and what is expected."""


@dataclass(frozen=True, slots=True)
class Words:
    """One word out of one or several; a stem ends with `*`."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Punctuation that must stand there."""

    mark: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One of EDGES, which says what a sample has there."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many words, whatever they are."""

    most: int


@dataclass(frozen=True, slots=True)
class Class:
    """A word class, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """There or not."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class Flagged:
    """The part that is flagged, where it is not the whole."""

    item: "Node"


Node = Words | Mark | Edge | Gap | Class | Row | Either | Maybe | Flagged


def read(source: str) -> list[Node]:
    """The alternatives of one pattern. Raises PatternError."""
    return _Reader(source, len(source.rstrip())).read()


def samples(node: Node, classes: Mapping[str, list[Node]]) -> list[str]:
    """Sentences that a pattern matches, so many that each of its alternatives stands in one; a class by its first."""
    match node:
        case Words(words):
            return [f" {word.rstrip('*')}" for word in words]
        case Mark(mark):
            return [mark]
        case Edge(name):
            return [EDGES[name]]
        case Gap():
            return [""]
        case Class(name):
            return samples(classes[name][0], classes)[:1]
        case Maybe(item):
            return [*samples(item, classes), ""]
        case Flagged(item):
            return samples(item, classes)
        case Either(options):
            return [sample for option in options for sample in samples(option, classes)]
        case Row(items):
            columns = [samples(item, classes) for item in items]
            rows = max(len(column) for column in columns)
            return ["".join(column[row % len(column)] for column in columns) for row in range(rows)]


@dataclass(slots=True)
class _Reader:
    source: str
    end: int
    place: int = 0

    def read(self) -> list[Node]:
        found = self._alternatives(closing=None)
        if self.place < self.end:
            raise PatternError(f"{self.source!r}: a closing bracket without an opening one")
        return found

    def _alternatives(self, closing: str | None) -> list[Node]:
        branches: list[list[Node]] = [[]]
        while self.place < self.end:
            token = TOKEN.match(self.source, self.place)
            if token is None:
                raise PatternError(f"{self.source!r}: can't read {self.source[self.place :].strip()[:12]!r}")
            if token["close"]:
                if token["close"] == closing:
                    self.place = token.end() - len(token["o3"] or "")
                    closing = None
                break
            self.place = token.end()
            if token["or"]:
                branches.append([])
            else:
                branches[-1].append(self._item(token))
        if closing:
            raise PatternError(f"{self.source!r}: {closing!r} is missing")
        if len(branches) > 1 and any(len(items) == 1 and isinstance(items[0], Maybe) for items in branches):
            raise PatternError(f"{self.source!r}: an alternative may be empty; put the ? behind the group")
        return [self._row(items) for items in branches]

    def _row(self, items: list[Node]) -> Node:
        if not items:
            raise PatternError(f"{self.source!r}: an empty alternative")
        return items[0] if len(items) == 1 else Row(tuple(items))

    def _item(self, token: re.Match[str]) -> Node:
        if words := token["choice"] or token["word"]:
            choice = Words(tuple(words.split("|")))
            return Maybe(choice) if token["o0"] or token["o1"] else choice
        if name := token["slot"]:
            slot = Edge(name) if name in EDGES else Class(name)
            return Maybe(slot) if token["o2"] else slot
        if token["gap"]:
            return Gap(int(token["gap"]))
        if token["mark"]:
            if token["mark"] != "??" and self._optional_follows():
                raise PatternError(f"{self.source!r}: write ({token['mark']})? for punctuation that may be absent")
            return Mark(token["mark"])
        return self._group(token["open"])

    def _group(self, opening: str) -> Node:
        options = self._alternatives(closing={"(": ")", "[": "]"}[opening])
        inner = options[0] if len(options) == 1 else Either(tuple(options))
        if opening == "[":
            inner = Flagged(inner)
        if self._optional_follows() and self.source[self.place + 1 : self.place + 2] != "?":
            self.place += 1
            return Maybe(inner)
        return inner

    def _optional_follows(self) -> bool:
        return self.source[self.place : self.place + 1] == "?"
