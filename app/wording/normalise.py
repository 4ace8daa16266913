"""The text as rules read it: plain lower-case words, each sure of its place in the original.

"please give me one more chance, u know" becomes a row of tokens, words and marks; what stood between two
words is reduced to at most one mark:
`,` a pause (comma, dash, dots, emoji), `;` a new bubble, `.` `!` `?` and `??` the end of a sentence.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from app.wording.vocabulary import MARKS, Vocabulary

WORD = re.compile(r"([a-z0-9~]+(?:'[a-z0-9~]+)*|(?m:^)\?[?!]*)")
STRETCHED = re.compile(r"([a-z])\1\1+")
CONTRACTION = re.compile(r"(.+?)(n't|'m|'re|'ve|'ll|'d)")
FULL_STOP_THEN_BREAK = re.compile(r"[^.\n]*\.(?!\.)")
FULL_STOP = re.compile(r"[^.]*\.(?!\.)[^.]+|[^.]+\.$")
PAUSES = re.compile(r"[,;:()\x01]|\.\.|(?<!^)-|-(?!$)")
FULL_FORM = {"n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
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
    """A text ready for matching: its words and what stood between them, and where each stands in the original.

    `code` has one character a token (app.wording.vocabulary). A mark stands where the word before it ends.
    """

    original: str
    tokens: list[str]
    code: str
    starts: list[int]  # of each token in `original`, in code points
    ends: list[int]

    @property
    def words(self) -> list[str]:
        """The words alone, as they are meant."""
        return [token for token in self.tokens if token not in MARKS]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the tokens from `start` up to `end` stand in the original."""
        return self.starts[start], self.ends[end - 1]


class Normaliser:
    """Spelling, look-alikes and the words that rules know, applied to any text.

    `spelling` maps a typed word to what it stands for (one or more words); `look_alikes` maps single
    letters of other scripts to the Latin letter they resemble; `vocabulary` decides what a stretched
    word ("pleeease") was meant to be.
    """

    def __init__(self, spelling: Mapping[str, str], look_alikes: Mapping[str, str], vocabulary: Vocabulary) -> None:
        self._spelling = {typed: tuple(meant.split()) for typed, meant in spelling.items()}
        self._look_alikes = look_alikes
        self._vocabulary = vocabulary

    def normalise(self, original: str) -> Normalised:
        """Read a text. Any string will do, and no offset is ever lost."""
        folded, places = (original.lower().replace("~", PAUSE), None) if original.isascii() else self._fold(original)
        parts = WORD.split(folded)  # what stands between words, and the words, in turn
        edges = list(accumulate(map(len, parts)))
        tokens: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        end = 0
        for number in range(1, len(parts), 2):
            between, typed = parts[number - 1], parts[number]
            if between != " " and tokens and (mark := _mark(between)):
                tokens.append(mark)
                starts.append(end)
                ends.append(end)
            start, end = edges[number - 1], edges[number]
            if places:
                start, end = places[start], places[end - 1] + 1
            meant = self._spelling.get(typed) or self._meant(typed)
            tokens += meant
            starts += [start] * len(meant)
            ends += [end] * len(meant)
        if tokens and (mark := _mark(parts[-1])):
            tokens.append(mark)
            starts.append(end)
            ends.append(end)
        return Normalised(original, tokens, self._vocabulary.encode(tokens), starts, ends)

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
        if plain in self._look_alikes:
            return self._look_alikes[plain]
        return {"L": OTHER_LETTER, "N": OTHER_LETTER, "M": OTHER_LETTER, "Z": " "}.get(category[0], PAUSE)

    def _meant(self, typed: str) -> tuple[str, ...]:
        """What a word stands for that is in no list of spellings."""
        if "'" in typed and (contraction := CONTRACTION.fullmatch(typed)):
            stem, ending = contraction.groups()
            return (*self._spelling.get(stem, (stem,)), FULL_FORM[ending])
        if typed[0] == "?":
            return (BARE_QUESTION,)
        return self._unstretch(typed) if STRETCHED.search(typed) else (typed,)

    def _unstretch(self, typed: str) -> tuple[str, ...]:
        double, single = STRETCHED.sub(r"\1\1", typed), STRETCHED.sub(r"\1", typed)
        for candidate in (double, single, _squeeze(typed)):
            if candidate in self._spelling:
                return self._spelling[candidate]
            if candidate in self._vocabulary.codes:
                return (candidate,)
        return (single,)


def _squeeze(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)


def _mark(between: str) -> str:
    """The one mark that stands for everything between two words; none where nothing much stood there."""
    if "?" in between:
        return "??" if between.count("?") > 1 else "?"
    if "!" in between:
        return "!"
    if "\n" in between:
        return "." if FULL_STOP_THEN_BREAK.match(between) else ";"
    if FULL_STOP.fullmatch(between):
        return "."
    return "," if PAUSES.search(between) else ""
