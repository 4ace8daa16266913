"""The text as rules read it: plain lower-case words, each sure of its place in the original.

`" please give me one more chance, u know"` becomes words that are separated by exactly one space;
what stood between two words is reduced to at most one mark that is attached to the word before:
`,` a pause (comma, dash, dots, emoji), `;` a new bubble, `.` `!` `?` and `??` the end of a sentence.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass

WORD = re.compile(r"[a-z0-9~]+(?:'[a-z0-9~]+)*|(?m:^)\?[?!]*")
STRETCHED = re.compile(r"([a-z])\1\1+")
CONTRACTION = re.compile(r"(.+?)(n't|'m|'re|'ve|'ll|'d)")
FULL_STOP_THEN_BREAK = re.compile(r"[^.\n]*\.(?!\.)")
FULL_STOP = re.compile(r"[^.]*\.(?!\.)[^.]+|[^.]+\.$")
PAUSES = re.compile(r"[,;:()\x01]|\.\.|(?<!^)-|-(?!$)")
FULL_FORM = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
BARE_QUESTION = "~questionmarks"  # how a bubble that begins with a question mark reads to a rule
OTHER_LETTER = "~"  # a letter of another script: part of a word, never part of a rule
PAUSE = "\x01"  # an emoji or a symbol between words
TYPOGRAPHY = {
    "~": PAUSE,
    **dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\uff02", '"'),
    **dict.fromkeys("\u2012\u2013\u2014\u2015", ","),
    **dict.fromkeys("\u00a1\u00bf", ""),
    **dict.fromkeys("\u2028\u2029", "\n"),
}


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text ready for matching; every offset is a count of code points."""

    original: str
    text: str
    starts: list[int]  # where each word begins in `text`
    original_starts: list[int]
    original_ends: list[int]

    def words_of(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of words that a stretch of `text` touches."""
        return max(bisect_right(self.starts, start) - 1, 0), bisect_left(self.starts, end)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original, from the first to the last word touched."""
        first, after = self.words_of(start, end)
        return self.original_starts[first], self.original_ends[max(after - 1, first)]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """Spelling, look-alikes and the words that rules know, applied to any text.

    `spelling` maps a typed word to what it stands for (one or more words); `look_alikes` maps single
    letters of other scripts to the Latin letter they resemble; `vocabulary` decides what a stretched
    word ("pleeease") was meant to be.
    """

    spelling: Mapping[str, str]
    look_alikes: Mapping[str, str]
    vocabulary: Collection[str]

    def normalise(self, original: str) -> Normalised:
        """Read a text. Any string will do, and no offset is ever lost."""
        folded, places = (original.lower().replace("~", PAUSE), None) if original.isascii() else self._fold(original)
        parts: list[str] = []
        starts: list[int] = []
        original_starts: list[int] = []
        original_ends: list[int] = []
        length = previous = 0
        for match in WORD.finditer(folded):
            start, end = match.span()
            lead = (_mark(folded[previous:start]) if starts else "") + " "
            word = self._spell(match.group()) if folded[start] != "?" else BARE_QUESTION
            starts.append(length + len(lead))
            parts += (lead, word)
            length += len(lead) + len(word)
            original_starts.append(places[start] if places else start)
            original_ends.append(places[end - 1] + 1 if places else end)
            previous = end
        parts.append(_mark(folded[previous:]))
        return Normalised(original, "".join(parts), starts, original_starts, original_ends)

    def _fold(self, original: str) -> tuple[str, list[int]]:
        letters: list[str] = []
        places: list[int] = []
        for place, char in enumerate(original):
            folded = char.lower() if char.isascii() and char != "~" else self._fold_char(char)
            letters.append(folded)
            places.extend([place] * len(folded))
        return "".join(letters), places

    def _fold_char(self, char: str) -> str:
        if char in TYPOGRAPHY:
            return TYPOGRAPHY[char]
        category = unicodedata.category(char)
        if category in ("Cf", "Mn", "Me"):
            return ""
        plain = "".join(c for c in unicodedata.normalize("NFKD", char).lower() if not unicodedata.combining(c))
        if plain and plain.isascii():
            return plain
        if plain in self.look_alikes:
            return self.look_alikes[plain]
        return {"L": OTHER_LETTER, "N": OTHER_LETTER, "M": OTHER_LETTER, "Z": " "}.get(category[0], PAUSE)

    def _spell(self, word: str) -> str:
        known = self.spelling.get(word)
        if known is not None:
            return known
        if "'" in word and (contraction := CONTRACTION.fullmatch(word)):
            stem, ending = contraction.groups()
            return self.spelling.get(stem, stem) + FULL_FORM[ending]
        if STRETCHED.search(word):
            return self._unstretch(word)
        return word

    def _unstretch(self, word: str) -> str:
        double, single = STRETCHED.sub(r"\1\1", word), STRETCHED.sub(r"\1", word)
        for candidate in (double, single, _squeeze(word)):
            if candidate in self.spelling:
                return self.spelling[candidate]
            if candidate in self.vocabulary:
                return candidate
        return single


def _squeeze(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _mark(between: str) -> str:
    """The one mark that stands for everything between two words."""
    if between == " ":
        return ""
    if "?" in between:
        return "??" if between.count("?") > 1 else "?"
    if "!" in between:
        return "!"
    if "\n" in between:
        return "." if FULL_STOP_THEN_BREAK.match(between) else ";"
    if FULL_STOP.fullmatch(between):
        return "."
    return "," if PAUSES.search(between) else ""
