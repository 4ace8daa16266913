"""The little language in which rules are written, and its translation for RE2.

    please? (give|grant) me {another_chance}     words; `?` after a word or group: it may be absent
    apolog*                                      any ending
    miss <3> you                                 up to three words in between, within one sentence
    i [was wrong] to                             only the part in square brackets is flagged
    {start} hello ?? {end}                       the edges of a sentence or bubble; punctuation stands alone
    {word} {other}                               any one word; any one word but I, you, we

Between two words a comma, a pause or a new bubble may stand; the end of a sentence may not.
Patterns are matched with RE2, in linear time, whatever they say.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

SEPARATOR = "[,;]? "
ANY_WORD = "[a-z0-9~'-]+"
NOT_I_YOU_WE = (
    "(?:[a-hj-vxz0-9~][a-z0-9~']*|i[a-z0-9~']+|y|y[a-np-z'][a-z0-9~']*|yo|yo[a-tv-z'][a-z0-9~']*|you[a-z0-9~']+"
    "|w|w[a-df-z'][a-z0-9~']*|we[a-z0-9~']+)"
)
BUILT_IN = {
    "start": "(?:^|[.!?;]+)",
    "end": "(?:[.!?;]+|$)",
    "pause": "(?:[,.!?;]+|$)",
    "text_start": "^",
    "text_end": "[.!?;,]*$",
    "word": SEPARATOR + ANY_WORD,
    "other": SEPARATOR + NOT_I_YOU_WE,
}
PUNCTUATION = {",": ",", ".": "[.]", "!": "!", "?": r"\?+", "??": r"\?\?"}
TOKEN = re.compile(
    r"\s*(?:\((?P<choice>[a-z0-9'~]+\*?(?:\|[a-z0-9'~]+\*?)*)\)(?P<o0>\?(?!\?))?"
    r"|(?P<word>[a-z0-9'~]+\*?)(?P<o1>\?(?!\?))?|\{(?P<slot>[a-z_]+)\}(?P<o2>\?(?!\?))?|<(?P<gap>\d)>"
    r"|(?P<open>[(\[])|(?P<close>[)\]])(?P<o3>\?(?!\?))?|(?P<or>\|)|(?P<mark>\?\?|[,.!?]))"
)
# Words so common that asking for one of them rules out next to nothing.
EVERYDAY = frozenset(
    ["a", "all", "am", "an", "and", "are", "at", "be", "been", "but", "can", "do", "for", "get", "go", "good", "got"]
).union(
    ["had", "have", "i", "if", "in", "is", "it", "just", "know", "like", "me", "my", "no", "not", "now", "of", "on"],
    ["one", "or", "out", "so", "that", "the", "this", "to", "up", "was", "we", "what", "when", "will", "with", "you"],
    ["your"],
)
LETTERS = re.compile("[a-z0-9]+")
EVERYDAY_COST = 50
MOST_NEEDS = 4


class PatternError(ValueError):
    """A pattern that can't be read; the message says where and what is expected."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A pattern as RE2 reads it.

    `needs`: sets of words (or stems, with a closing `*`); every match holds at least one word of each set, the
    rarest set first. `words`: every word the pattern names. `optional`: it may match nothing at all.
    """

    regex: str
    needs: tuple[frozenset[str], ...]
    words: frozenset[str]
    optional: bool = False


def translate(source: str, classes: Mapping[str, Expression]) -> list[Expression]:
    """Read one pattern: its alternatives. `classes` are the word classes it may use. Raises PatternError."""
    return _Parser(source, classes, len(source.rstrip())).parse()


def translate_classes(raw: Mapping[str, list[str]]) -> dict[str, Expression]:
    """All word classes, in order; a class may use those before it. Raises PatternError."""
    done: dict[str, Expression] = {}
    for name, alternatives in raw.items():
        try:
            done[name] = either([option for source in alternatives for option in translate(source, done)])
        except PatternError as error:
            raise PatternError(f"class {{{name}}}: {error}") from None
    return done


def either(options: Sequence[Expression]) -> Expression:
    """One expression that matches what any of several matches."""
    if len(options) == 1:
        return options[0]
    depth = max(len(option.needs) for option in options) if all(option.needs for option in options) else 0
    return Expression(
        f"(?:{'|'.join(option.regex for option in options)})",
        tuple(
            frozenset().union(*(option.needs[min(level, len(option.needs) - 1)] for option in options))
            for level in range(depth)
        ),
        frozenset().union(*(option.words for option in options)),
    )


def _in_a_row(items: Sequence[Expression]) -> Expression:
    if not items:
        raise PatternError("an empty alternative")
    if len(items) == 1:
        return items[0]
    needs = sorted((needed for item in items for needed in item.needs), key=_cost)
    return Expression(
        "".join(item.regex for item in items),
        tuple(needs[:MOST_NEEDS]),
        frozenset().union(*(item.words for item in items)),
    )


@cache
def _cost(needs: frozenset[str]) -> int:
    return len(needs) + EVERYDAY_COST * len(needs & EVERYDAY)


def _maybe(item: Expression) -> Expression:
    return Expression(f"(?:{item.regex})?", (), item.words, optional=True)


def _bare(regex: str) -> Expression:
    return Expression(regex, (), frozenset())


@dataclass(slots=True)
class _Parser:
    source: str
    classes: Mapping[str, Expression]
    end: int
    place: int = 0

    def parse(self) -> list[Expression]:
        found = self._alternatives(closing=None)
        if self.place < self.end:
            raise PatternError(f"{self.source!r}: a closing bracket without an opening one")
        return found

    def _alternatives(self, closing: str | None) -> list[Expression]:
        branches: list[list[Expression]] = [[]]
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
        if len(branches) > 1 and any(len(items) == 1 and items[0].optional for items in branches):
            raise PatternError(f"{self.source!r}: an alternative may be empty; put the ? behind the group")
        return [_in_a_row(items) for items in branches]

    def _item(self, token: re.Match[str]) -> Expression:
        if words := token["choice"] or token["word"]:
            choice = _choice(words)
            return _maybe(choice) if token["o0"] or token["o1"] else choice
        if token["slot"]:
            return _maybe(self._slot(token["slot"])) if token["o2"] else self._slot(token["slot"])
        if token["gap"]:
            return _bare(f"(?:{SEPARATOR}{ANY_WORD}){{0,{token['gap']}}}")
        if token["mark"]:
            if token["mark"] != "??" and self.source[self.place : self.place + 1] == "?":
                raise PatternError(f"{self.source!r}: write ({token['mark']})? for punctuation that may be absent")
            return _bare(PUNCTUATION[token["mark"]])
        return self._group(token["open"])

    def _group(self, opening: str) -> Expression:
        inner = either(self._alternatives(closing={"(": ")", "[": "]"}[opening]))
        if opening == "[":
            inner = Expression(f"({inner.regex})", inner.needs, inner.words)
        if self.source[self.place : self.place + 1] == "?" and self.source[self.place + 1 : self.place + 2] != "?":
            self.place += 1
            return _maybe(inner)
        return inner

    def _slot(self, name: str) -> Expression:
        if name in BUILT_IN:
            return _bare(BUILT_IN[name])
        if name not in self.classes:
            raise PatternError(f"{self.source!r}: there is no class {{{name}}}")
        return self.classes[name]


@cache  # words of rules, never of texts
def _choice(source: str) -> Expression:
    """One word, or several of which one must stand there: `give|grant|allow*`."""
    words = source.split("|")
    stems = [word.rstrip("*") for word in words]
    regexes = [
        re.escape(stem) + ("[a-z']*" if word.endswith("*") else "") for word, stem in zip(words, stems, strict=True)
    ]
    regex = f"(?:{'|'.join(regexes)})" if len(regexes) > 1 else regexes[0]
    needs = (
        LETTERS.findall(stem)[0] + ("*" if word.endswith("*") else "") for word, stem in zip(words, stems, strict=True)
    )
    return Expression(f"{SEPARATOR}{regex}\\b", (frozenset(needs),), frozenset(stems))
