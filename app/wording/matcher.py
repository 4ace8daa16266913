"""Text x rules -> hits. A pattern is tried only where the text holds the words that every match of it needs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.situation import Stage
from app.wording.expression import Expression, Lazy
from app.wording.normalise import Normalised, Normaliser
from app.wording.rules import Compilable, CompilableGuard, Lexicon, Objection, Rule
from app.wording.vocabulary import BYTES_A_TOKEN, MARKS, Vocabulary

SENTENCE_ENDS = frozenset(MARKS[mark] for mark in (";", ".", "!", "?", "??"))
ALL_MARKS = frozenset(MARKS.values())
MASKED_NEEDS = 3
FULL_STOPS = "".join(MARKS[mark] for mark in (".", "!", "?", "??"))  # a pattern's words may stand in two bubbles
SENTENCE = re.compile(f"[^{FULL_STOPS}]+[{FULL_STOPS}]?")
QUOTED = re.compile(r'"[^"\n]{2,}"|\u201c[^\u201d\n]{2,}\u201d|(?<!\w)[\u2018\'][^\u2019\'\n]*[\u2019\'](?!\w)')


@dataclass(frozen=True, slots=True)
class Hit:
    """What a reader objects to: the tokens from `start` up to `end`, no mark at either edge."""

    rule: Objection
    start: int
    end: int

    def overlaps(self, other: "Hit") -> bool:
        """Whether the two share a token."""
        return self.start < other.end and other.start < self.end


class Trial(NamedTuple):
    """A pattern, by its number in a rule, to be tried on the stretch of a text that begins with the token `start`."""

    pattern: int
    start: int
    raw: bytes


class Phrases:
    """A list of patterns with its innocent readings left out."""

    def __init__(self, vocabulary: Vocabulary, patterns: list[Expression], unless: Expression | None) -> None:
        self.expressions = patterns
        self._patterns = [Lazy(vocabulary, expression) for expression in patterns]
        self._unless = Lazy(vocabulary, unless) if unless else None

    def spans(self, text: Normalised, trials: Iterable[Trial] | None = None) -> list[tuple[int, int]]:
        """Which tokens they match, in order; of two that overlap the first and longer counts.

        `trials` narrows it to some of the patterns, each on a stretch of the text.
        """
        raw = text.code.encode()
        if trials is None:
            trials = [Trial(number, 0, raw) for number in range(len(self._patterns))]
        found = {
            _narrow(match, trial.start, text.code)
            for trial in trials
            for match in self._patterns[trial.pattern].compiled().finditer(trial.raw)
        }
        if not found:
            return []
        innocent = [_tokens(match.span()) for match in self._unless.compiled().finditer(raw)] if self._unless else []
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            if start < end and not _overlaps(start, end, innocent) and not _overlaps(start, end, kept[-1:]):
                kept.append((start, end))
        return kept


class Acquittal:
    """A guard ready to run."""

    def __init__(self, vocabulary: Vocabulary, guard: CompilableGuard) -> None:
        self._before = Lazy(vocabulary, guard.before, "(?:%s)$") if guard.before else None
        self._nearby = Lazy(vocabulary, guard.nearby) if guard.nearby else None
        self._but = vocabulary.code("but")
        self._edge = MARKS[","] if guard.guard.scope == "clause" else self._but

    def acquits(self, before: str, sentence: str) -> bool:
        """Whether the words right before a match, or anywhere in its sentence, make it innocent."""
        if self._before:
            reach = before.rpartition(self._but)[2].rpartition(self._edge)[2]
            if self._before.compiled().search(reach.encode()):
                return True
        return bool(self._nearby and self._nearby.compiled().search(sentence.encode()))


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule ready to run."""

    rule: Rule
    phrases: Phrases
    unless_nearby: Lazy | None
    guards: list[Acquittal]


class Index:
    """Which patterns a stretch of text can match at all, by the words it holds: one bit a pattern.

    A need is a set of words of which every match of a pattern holds one. The first few needs of each pattern are
    masks, one for each word; what these leave is held against the other needs one by one.
    """

    def __init__(self, vocabulary: Vocabulary, patterns: Sequence[tuple[frozenset[str], ...]]) -> None:
        table = vocabulary.stem_table()
        masks: dict[str, list[int]] = defaultdict(lambda: [0] * MASKED_NEEDS)
        self._free = [0] * MASKED_NEEDS
        self._others: list[list[frozenset[str]]] = []
        for number, needs in enumerate(patterns):
            codes = [frozenset("".join([vocabulary.code(word).translate(table) for word in words])) for words in needs]
            for level in range(MASKED_NEEDS):
                if level >= len(codes):
                    self._free[level] |= 1 << number
                for code in codes[level] if level < len(codes) else ():
                    masks[code][level] |= 1 << number
            self._others.append(codes[MASKED_NEEDS:])
        self._masks = {code: tuple(levels) for code, levels in masks.items()}

    def candidates(self, code: str) -> Iterator[int]:
        """The numbers of the patterns whose every need is met, in order."""
        tokens = set(code)
        first, second, third = self._free
        for masks in map(self._masks.get, tokens):
            if masks:
                first |= masks[0]
                second |= masks[1]
                third |= masks[2]
        held = first & second & third
        while held:
            lowest = held & -held
            held ^= lowest
            number = lowest.bit_length() - 1
            if not any(needed.isdisjoint(tokens) for needed in self._others[number]):
                yield number


class Part:
    """The patterns of all rules that are tried on the same stretches, and their index."""

    def __init__(self, vocabulary: Vocabulary, rules: Sequence[Ready], *, across: bool) -> None:
        chosen = [
            (rule, number, expression)
            for rule, ready in enumerate(rules)
            for number, expression in enumerate(ready.phrases.expressions)
            if expression.across is across
        ]
        self._places = [(rule, number) for rule, number, _ in chosen]
        self._index = Index(vocabulary, [expression.needs for _, _, expression in chosen])

    def trials(self, code: str, start: int, end: int) -> Iterator[tuple[int, Trial]]:
        """What to try on the tokens from `start` up to `end`: the number of a rule, and the trial."""
        stretch = code[start:end]
        raw = stretch.encode()
        for place in self._index.candidates(stretch):
            rule, number = self._places[place]
            yield rule, Trial(number, start, raw)


class Matcher:
    """All rules, ready to run; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, rules: list[Compilable]) -> None:
        self._vocabulary = lexicon.lexis.vocabulary
        self.normaliser = Normaliser(lexicon.spelling, lexicon.look_alikes, self._vocabulary)
        self.guards = {name: Acquittal(self._vocabulary, guard) for name, guard in lexicon.guards.items()}
        self._ready = [self._prepare(entry) for entry in rules]
        self._parts: tuple[Part, Part] | None = None
        self._version = 0

    def _prepare(self, entry: Compilable) -> Ready:
        return Ready(
            entry.rule,
            Phrases(self._vocabulary, entry.patterns, entry.unless),
            Lazy(self._vocabulary, entry.unless_nearby) if entry.unless_nearby else None,
            [self.guards[name] for name in entry.rule.guards if name != "quoted"],
        )

    def normalise(self, text: str) -> Normalised:
        """The text as rules read it."""
        return self.normaliser.normalise(text)

    def hits(self, text: Normalised, stage: Stage) -> list[Hit]:
        """Every match that no guard acquits, in the order of the rules."""
        found: list[Hit] = []
        for index, trials in sorted(self._trials(text).items()):
            ready = self._ready[index]
            if stage in ready.rule.stages:
                found.extend(_matches(ready, text, trials))
        return found

    def hits_of(self, rule: Rule, text: Normalised) -> list[Hit]:
        """Every match of one rule, whatever the stage."""
        found = ((self._ready[index], trials) for index, trials in self._trials(text).items())
        return [hit for ready, trials in found if ready.rule is rule for hit in _matches(ready, text, trials)]

    def parts(self) -> tuple[Part, Part]:
        """The patterns within a sentence and those across, indexed over the vocabulary as it is now.

        Asked for once when all is loaded, so that no first text waits for it.
        """
        if self._parts is None or self._version != self._vocabulary.version:
            within, across = (Part(self._vocabulary, self._ready, across=across) for across in (False, True))
            self._parts, self._version = (within, across), self._vocabulary.version
        return self._parts

    def _trials(self, text: Normalised) -> dict[int, list[Trial]]:
        """What can match at all, by the number of the rule."""
        within, across = self.parts()
        found: dict[int, list[Trial]] = defaultdict(list)
        for rule, trial in across.trials(text.code, 0, len(text.code)):
            found[rule].append(trial)
        for match in SENTENCE.finditer(text.code):
            # The mark before it goes along, so that a pattern sees where the sentence begins.
            for rule, trial in within.trials(text.code, max(match.start() - 1, 0), match.end()):
                found[rule].append(trial)
        return found


def _matches(ready: Ready, text: Normalised, trials: Iterable[Trial]) -> Iterator[Hit]:
    count = 0
    for start, end in ready.phrases.spans(text, trials):
        if not _acquitted(ready, text, start, end):
            count += 1
            if ready.rule.kind == "phrase" or count >= ready.rule.at_least:
                yield Hit(ready.rule, start, end)


def _tokens(span: tuple[int, int]) -> tuple[int, int]:
    return span[0] // BYTES_A_TOKEN, span[1] // BYTES_A_TOKEN


def _narrow(match: "re.Match[bytes]", offset: int, code: str) -> tuple[int, int]:
    """The bracketed part of a match, or the whole, without marks at its edges."""
    groups = (match.span(group) for group in range(1, match.re.groups + 1))
    start, end = _tokens(next((span for span in groups if span != (-1, -1)), match.span()))
    start, end = start + offset, end + offset
    while start < end and code[start] in ALL_MARKS:
        start += 1
    while start < end and code[end - 1] in ALL_MARKS:
        end -= 1
    return start, end


def _overlaps(start: int, end: int, others: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in others)


def _acquitted(ready: Ready, text: Normalised, start: int, end: int) -> bool:
    first, last = sentence_around(text.code, start, end)
    before, sentence = text.code[first:start], text.code[first:last]
    if any(guard.acquits(before, sentence) for guard in ready.guards):
        return True
    if ready.unless_nearby and ready.unless_nearby.compiled().search(sentence.encode()):
        return True
    return "quoted" in ready.rule.guards and _quoted(text, start, end)


def sentence_around(code: str, start: int, end: int) -> tuple[int, int]:
    """The tokens of the sentence or bubble in which a match stands, its closing mark left out."""
    while start > 0 and code[start - 1] not in SENTENCE_ENDS:
        start -= 1
    while end < len(code) and code[end] not in SENTENCE_ENDS:
        end += 1
    return start, end


def _quoted(text: Normalised, start: int, end: int) -> bool:
    first, last = text.original_span(start, end)
    return any(
        match.start() <= first and last <= match.end() and match.end() - match.start() < len(text.original)
        for match in QUOTED.finditer(text.original)
    )
