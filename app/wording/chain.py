"""What every match of a pattern holds: sets of words in this order, each so close behind the one before.

A pattern is tried only where a text has its whole chain (app.wording.sieve). Commas and new bubbles are not counted:
they may stand anywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Words so common that asking for one of them rules out next to nothing.
EVERYDAY = frozenset(
    ["a", "all", "am", "an", "and", "are", "at", "be", "been", "but", "can", "do", "for", "get", "go", "good", "got"]
).union(
    ["had", "have", "i", "if", "in", "is", "it", "just", "know", "like", "me", "my", "no", "not", "now", "of", "on"],
    ["one", "or", "out", "so", "that", "the", "this", "to", "up", "was", "we", "what", "when", "will", "with", "you"],
    ["your"],
)
EVERYDAY_COST = 50


class Link(NamedTuple):
    """One word of a set (or mark, or stem), with at most `gap` tokens between it and what stands before it."""

    words: frozenset[str]
    gap: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of a pattern, and how many tokens may follow the last one."""

    links: tuple[Link, ...] = ()
    rest: int = 0

    @property
    def longest(self) -> int:
        """The most tokens that a match can hold."""
        return self.reach + self.rest

    @property
    def reach(self) -> int:
        """The most tokens up to the last link, and with it."""
        return sum(link.gap + 1 for link in self.links)


def one_of(words: Iterable[str]) -> Chain:
    """The chain of a single token."""
    return Chain((Link(frozenset(words), 0),))


def maybe(chain: Chain) -> Chain:
    """The chain of something that may be absent."""
    return Chain((), chain.longest)


def in_a_row(chains: Iterable[Chain]) -> Chain:
    """The chain of one thing after the other."""
    links: list[Link] = []
    rest = 0
    for chain in chains:
        if chain.links:
            first, *others = chain.links
            links += (Link(first.words, first.gap + rest), *others)
            rest = chain.rest
        else:
            rest += chain.rest
    return Chain(tuple(links), rest)


def either(chains: Sequence[Chain]) -> Chain:
    """The chain of one of several things: their first and last links, or of each the rarest."""
    if len(chains) == 1:
        return chains[0]
    fewest = min(len(chain.links) for chain in chains)
    if fewest == 0:
        return Chain((), max(chain.longest for chain in chains))
    return _joined([_ends(chain) if fewest > 1 else _rarest(chain) for chain in chains])


def _ends(chain: Chain) -> Chain:
    first, *between, last = chain.links
    return Chain((first, Link(last.words, last.gap + sum(link.gap + 1 for link in between))), chain.rest)


def _rarest(chain: Chain) -> Chain:
    place = min(range(len(chain.links)), key=lambda place: _cost(chain.links[place].words))
    before = Chain(chain.links[: place + 1]).reach
    return Chain((Link(chain.links[place].words, before - 1),), chain.longest - before)


def _joined(chains: Sequence[Chain]) -> Chain:
    """One chain for several of equal length."""
    columns = zip(*(chain.links for chain in chains), strict=True)
    links = (
        Link(frozenset().union(*(link.words for link in column)), max(link.gap for link in column))
        for column in columns
    )
    return Chain(tuple(links), max(chain.rest for chain in chains))


def _cost(words: frozenset[str]) -> int:
    return len(words) + EVERYDAY_COST * len(words & EVERYDAY)
