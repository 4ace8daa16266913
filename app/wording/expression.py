"""A pattern's tree as RE2 runs it, over one character a token, and the words without which it can't match.

RE2 matches in linear time, whatever a rule or a text says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import re2  # linear-time matching, whatever a rule or a text says

from app.wording import chain
from app.wording.chain import Chain
from app.wording.pattern import (
    Class,
    Edge,
    Either,
    Flagged,
    Gap,
    Mark,
    Maybe,
    Node,
    PatternError,
    Row,
    Words,
    read,
)
from app.wording.vocabulary import ANY_WORD, MARKS, NOT_I_YOU_WE, Vocabulary

PAUSE = f"[{MARKS[',']}{MARKS[';']}]?"
ENDS = f"[{MARKS['.']}{MARKS['!']}{MARKS['?']}{MARKS['??']}{MARKS[';']}]"
ANY_MARK = f"[{''.join(MARKS.values())}]"
EDGES = {
    "start": f"(?:^|{ENDS})",
    "end": f"(?:{ENDS}|$)",
    "pause": f"(?:{ANY_MARK}|$)",
    "text_start": "^",
    "text_end": f"{ANY_MARK}?$",
    "word": PAUSE + ANY_WORD,
    "other": PAUSE + NOT_I_YOU_WE,
}
FIRST, LAST = (Edge("start"), Edge("text_start")), (Edge("end"), Edge("pause"))
QUESTION = f"[{MARKS['?']}{MARKS['??']}]"


@dataclass(frozen=True, slots=True)
class Expression:
    """A pattern as RE2 reads it, its stems standing for themselves yet.

    `chain`: what every match holds. `ends`: it names the end of a sentence somewhere. `across`: more than that, a
    match may reach into another sentence.
    """

    regex: str
    chain: Chain
    ends: bool = False
    across: bool = False


class Lexis:
    """Turns patterns into expressions: holds the word classes and the vocabulary, both of which grow while loading."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.classes: dict[str, Expression] = {}
        self.trees: dict[str, list[Node]] = {}

    def add_class(self, name: str, alternatives: Iterable[str]) -> None:
        """Learn a word class; it may use those before it. Raises PatternError."""
        try:
            trees = [node for source in alternatives for node in read(source)]
            self.classes[name] = either([self._express(node) for node in trees])
            self.trees[name] = trees
        except PatternError as error:
            raise PatternError(f"class {{{name}}}: {error}") from None

    def express(self, source: str) -> list[Expression]:
        """The alternatives of one pattern. Raises PatternError."""
        expressions = ((node, self._express(node)) for node in read(source))
        return [replace(found, across=found.ends and self._reaches(node)) for node, found in expressions]

    def _reaches(self, node: Node) -> bool:
        """Whether the end of a sentence stands anywhere but as the plain first or last item of a pattern."""
        items = node.items if isinstance(node, Row) else (node,)
        inner = items[items[0] in FIRST : len(items) - (isinstance(items[-1], Mark) or items[-1] in LAST)]
        return any(self._express(item).ends for item in inner)

    def _express(self, node: Node) -> Expression:
        match node:
            case Words(words):
                codes = "".join([self.vocabulary.code(word) for word in words])
                return Expression(f"{PAUSE}[{codes}]", chain.one_of(words))
            case Row(items):
                return _in_a_row([self._express(item) for item in items])
            case Maybe(item):
                inner = self._express(item)
                return Expression(f"(?:{inner.regex})?", chain.maybe(inner.chain), inner.ends)
            case Either(options):
                return either([self._express(option) for option in options])
            case Flagged(item):
                inner = self._express(item)
                return Expression(f"({inner.regex})", inner.chain, inner.ends)
            case Class(name):
                if name not in self.classes:
                    raise PatternError(f"there is no class {{{name}}}")
                return self.classes[name]
            case Edge(name):
                return Expression(EDGES[name], Chain((), 1), name not in ("word", "other"))
            case Gap(most):
                return Expression(f"(?:{PAUSE}{ANY_WORD}){{0,{most}}}", Chain((), most))
            case Mark(mark):
                return _mark(mark)


class Lazy:
    """An expression that is compiled on first use: most patterns never meet a text that needs them."""

    def __init__(self, vocabulary: Vocabulary, expression: Expression, frame: str = "%s") -> None:
        self._vocabulary, self._regex = vocabulary, frame % expression.regex
        self._compiled: Any = None
        self._version = 0

    def compiled(self) -> Any:
        """The expression as RE2 runs it, over the vocabulary as it is now."""
        if self._version != self._vocabulary.version:
            options = re2.Options()
            options.log_errors = False
            regex = self._regex.translate(self._vocabulary.stem_table())
            self._compiled, self._version = re2.compile(regex.encode(), options), self._vocabulary.version
        return self._compiled


def either(options: Sequence[Expression]) -> Expression:
    """One expression that matches what any of several matches."""
    if len(options) == 1:
        return options[0]
    return Expression(
        f"(?:{'|'.join(option.regex for option in options)})",
        chain.either([option.chain for option in options]),
        any(option.ends for option in options),
    )


def _in_a_row(items: Sequence[Expression]) -> Expression:
    regex = "".join([item.regex for item in items])
    return Expression(regex, chain.in_a_row([item.chain for item in items]), any(item.ends for item in items))


def _mark(mark: str) -> Expression:
    if mark == ",":
        return Expression(MARKS[mark], Chain())
    if mark == "?":
        return Expression(QUESTION, chain.one_of(("?", "??")), ends=True)
    return Expression(MARKS[mark], chain.one_of((mark,)), ends=True)
