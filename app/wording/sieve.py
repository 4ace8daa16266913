"""Which patterns a text can match at all, and where: all chains are followed at once, one bit a link.

This is Shift-And: for each token, the links that it can be, if the link before it was met close enough before. Time is
linear in the text, whatever it says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.wording.chain import Chain
from app.wording.vocabulary import MARKS, Vocabulary

SKIPPED = frozenset((MARKS[","], MARKS[";"]))
STOPS = frozenset(MARKS[mark] for mark in (".", "!", "?", "??"))
NEAR = 3  # gaps up to this are kept exactly, wider ones up to twice the widest
Meeting = tuple[int, int]


class Window(NamedTuple):
    """A pattern may match within the tokens `start` to `end`; it is asked about the stretch from `first` to `last`."""

    pattern: int
    start: int
    end: int
    first: int
    last: int


class Sieve:
    """The chains of all patterns. Those that are `across` may reach from one sentence into another."""

    def __init__(self, vocabulary: Vocabulary, patterns: Sequence[tuple[Chain, bool]]) -> None:
        chains, across = [chain for chain, _ in patterns], [reaches for _, reaches in patterns]
        self._chains, self._across = chains, across
        self._unchained = [number for number, chain in enumerate(chains) if not chain.links]
        self._pattern_of = [number for number, chain in enumerate(chains) for _ in chain.links]
        gaps = [link.gap if place else 0 for chain in chains for place, link in enumerate(chain.links)]
        self._widest = max(gaps, default=0) + 1
        self._starts = _bits(not place for chain in chains for place in range(len(chain.links)))
        self._finals = _bits(place + 1 == len(chain.links) for chain in chains for place in range(len(chain.links)))
        self._crossing = _bits(across[number] for number in self._pattern_of)
        self._near = [_bits(gap >= distance for gap in gaps) for distance in range(1, NEAR + 1)]
        self._far = _bits(gap > NEAR for gap in gaps)
        self._links = _links_by_token(vocabulary, chains)

    def windows(self, code: str) -> Iterator[Window]:
        """Every pattern that may match, and where a match would lie."""
        counted = [place for place, token in enumerate(code) if token not in SKIPPED]
        edges = [0, *(place for place in counted if code[place] in STOPS), len(code)]
        met: dict[tuple[int, int], Meeting] = {}
        sentence = 0
        for number, finals in self._meetings([code[place] for place in counted]):
            while edges[sentence + 1] < counted[number]:
                sentence += 1
            for pattern in self._patterns(finals):
                key = (pattern, -1 if self._across[pattern] else sentence)
                met[key] = (met[key][0] if key in met else number, number)
        for (pattern, within), meeting in met.items():
            first, last = (0, len(code)) if within < 0 else (edges[within], min(edges[within + 1] + 1, len(code)))
            yield self._window(pattern, meeting, counted, first, last)
        for pattern in self._unchained:
            yield from self._everywhere(pattern, edges)

    def _window(self, pattern: int, meeting: Meeting, counted: Sequence[int], first: int, last: int) -> Window:
        chain = self._chains[pattern]
        before, after = meeting[0] - chain.reach, meeting[1] + chain.rest + 1
        start = max(first, counted[before] + 1) if before >= 0 else first
        end = min(last, counted[after]) if after < len(counted) else last
        return Window(pattern, start, end, first, last)

    def _everywhere(self, pattern: int, edges: Sequence[int]) -> Iterator[Window]:
        """What nothing can be said about is tried on every sentence."""
        length = edges[-1]
        for start, stop in [(0, length)] if self._across[pattern] else pairwise(edges):
            end = min(stop + 1, length)
            if end - start > (start > 0):
                yield Window(pattern, start, end, start, end)

    def _patterns(self, finals: int) -> Iterator[int]:
        while finals:
            bit = finals.bit_length() - 1
            finals ^= 1 << bit
            yield self._pattern_of[bit]

    def _meetings(self, tokens: Sequence[str]) -> Iterator[Meeting]:
        """The last links of chains that were met whole, by the number of the token."""
        links, starts, finals, crossing, far = self._links, self._starts, self._finals, self._crossing, self._far
        near1, near2, near3 = self._near
        ago0 = ago1 = ago2 = ago3 = young = old = 0  # links that may follow the last tokens
        for number, token in enumerate(tokens):
            if number % self._widest == 0:
                young, old = 0, young
            ready = starts | ago0 | ago1 & near1 | ago2 & near2 | ago3 & near3 | young | old
            met = links.get(token, 0) & ready
            if ended := met & finals:
                yield number, ended
            ago0, ago1, ago2, ago3 = met << 1, ago0, ago1, ago2
            young |= ago0 & far
            if token in STOPS:
                ago0, ago1, ago2 = ago0 & crossing, ago1 & crossing, ago2 & crossing
                ago3, young, old = ago3 & crossing, young & crossing, old & crossing


def _bits(flags: Iterable[bool]) -> int:
    """A number whose bit n says whether the flag n is set."""
    return int("".join(["01"[flag] for flag in flags])[::-1] or "0", 2)


def _links_by_token(vocabulary: Vocabulary, chains: Sequence[Chain]) -> dict[str, int]:
    table = vocabulary.stem_table()
    codes: dict[frozenset[str], set[str]] = {}
    links: dict[str, int] = defaultdict(int)
    for number, words in enumerate(link.words for chain in chains for link in chain.links):
        if words not in codes:
            codes[words] = set("".join([MARKS.get(word) or vocabulary.code(word).translate(table) for word in words]))
        for code in codes[words]:
            links[code] |= 1 << number
    return dict(links)
