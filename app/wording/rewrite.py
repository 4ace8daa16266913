"""The whole message mended: each offending clause cut or replaced, as its rule says, and the seams tidied."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.wording.flags import PlacedFlag
from app.wording.normalise import Normalised

JOINING = frozenset(("and", "but", "so", "because", "though", "although", "or", "plus", "then", "if", "when"))
SENTENCE = frozenset((";", ".", "!", "?", "??"))
CLAUSE = SENTENCE | {","}
ASIDES = frozenset(("anyway", "anyways", "btw"))  # a new subject begins here, whatever the punctuation
# A sentence that begins so hangs on the one before it, and goes where that goes.
HANGING = frozenset(("it", "that", "or", "nor", "so", "then", "and", "literally", "actually", "just", "only", "even"))
UNFINISHED = re.compile(
    r"(?:\b(?:i'?m|i am|to|the|a|my|your|is|are|was|got|for|with|that|not)|:)\s*[.!?]*\s*$|\bsorry (?:this|that|the)\b",
    re.IGNORECASE,
)
LEADING_MESS = re.compile(r"^[\s,.;:!?\u2013\u2014-]+|^(?:and|but|so|because|or|plus|then)\b[\s,]*", re.IGNORECASE)
SEAMS = (
    (re.compile(r"[ \t]*,(?:[ \t]*,)+"), ","),
    (re.compile(r",[ \t]*([.!?])"), r"\1"),
    (re.compile(r"[ \t]+([,.!?])(?=\s|$)"), r"\1"),
    (re.compile(r"[ \t]{2,}"), " "),
    (re.compile(r"[ \t]*\n[ \t]*(?:\n[ \t]*)*"), "\n"),
    (re.compile(r"(?:,|\b(?:and|but|so|because|or))[ \t]*$", re.IGNORECASE | re.MULTILINE), ""),
)
GREETING = re.compile(
    r"^(?:hey|hi|hello|hiya|yo|dear|morning|evening|good (?:morning|evening|afternoon))\b\s*", re.IGNORECASE
)
LOOSE_PLEA = re.compile(r"[\s,.!]*\b(?:pl(?:ea)?[sz]e*|sorry)\b[\s.!]*$", re.IGNORECASE)
WISH = re.compile(r"\b(?:happy|merry|congrat\w*|good luck|thanks|thank you|enjoy)\b", re.IGNORECASE)
STUB_FROM_SENTENCES, FEWEST_WORDS_ALONE = 3, 10
FEWEST_WORDS, LEAST_SHARE = 3, 0.2  # below that nothing is left to say, or only the wreck of a plea


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    new: str


def mends(text: Normalised, flags: Sequence[PlacedFlag]) -> Iterator[str]:
    """The message without what was flagged, first with the least cut, then without the whole sentences.

    Nothing where a rule forbids a mend or too little would be left. The caller reviews each: a mend is only offered
    when it is clear itself.
    """
    if all(placed.hit.rule.mend != "none" for placed in flags):
        cuts = (_mend(text, flags, whole_sentences=whole_sentences) for whole_sentences in (False, True))
        yield from (mended for mended in dict.fromkeys(cuts) if _says_something(mended, text.original))


def _mend(text: Normalised, flags: Sequence[PlacedFlag], *, whole_sentences: bool) -> str:
    edits = sorted(
        (_edit(text, placed, whole_sentences=whole_sentences) for placed in flags), key=lambda edit: edit.start
    )
    pieces: list[str] = []
    place = 0
    for edit in edits:
        if edit.end > place:
            pieces += (text.original[place : max(edit.start, place)], edit.new)
            place = max(place, edit.end)
    return _tidy("".join([*pieces, text.original[place:]]), text.original)


def _edit(text: Normalised, placed: PlacedFlag, *, whole_sentences: bool) -> _Edit:
    rule, flag = placed.hit.rule, placed.flag
    first, after = placed.hit.start, placed.hit.end
    if rule.mend == "replace" and not whole_sentences:
        return _Edit(flag.start, flag.end, rule.replacement or "")
    if rule.mend == "span" and not whole_sentences:
        return _Edit(flag.start, flag.end, "")
    whole = whole_sentences or rule.mend == "sentence"
    marks, joins = (SENTENCE, ASIDES) if whole else (CLAUSE, JOINING | ASIDES)
    while first > 0 and text.tokens[first - 1] not in marks and text.tokens[first] not in joins:
        first -= 1
    while after < len(text.tokens) and text.tokens[after] not in marks and text.tokens[after] not in joins:
        after += 1
    while after + 1 < len(text.tokens) and text.tokens[after] in SENTENCE and text.tokens[after + 1] in HANGING:
        after = next(
            (place for place in range(after + 1, len(text.tokens)) if text.tokens[place] in SENTENCE), len(text.tokens)
        )
    start, following = text.starts[first], after + 1
    if following >= len(text.tokens):
        return _Edit(start, len(text.original), "")
    if text.tokens[after] in SENTENCE:
        between = text.original[text.ends[after - 1] : text.starts[following]]
        return _Edit(start, text.starts[following], "\n" if "\n" in between else "")
    return _Edit(start, text.ends[after - 1], "")


def _tidy(mended: str, original: str) -> str:
    tidy = mended.strip()
    for pattern, new in SEAMS:
        tidy = pattern.sub(new, tidy)
    while (shorter := LEADING_MESS.sub("", tidy)) != tidy:
        tidy = shorter
    tidy = LOOSE_PLEA.sub("", tidy).strip()
    first = next((char for char in original if char.isalpha()), "")
    return tidy[:1].upper() + tidy[1:] if first.isupper() else tidy


def _says_something(mended: str, original: str) -> bool:
    words = len(re.findall(r"\w+", GREETING.sub("", mended)))
    return not UNFINISHED.search(mended) and words >= max(FEWEST_WORDS, LEAST_SHARE * len(re.findall(r"\w+", original)))


def is_stub(mended: str, original: str) -> bool:
    """Whether one short statement is left of a short message: what it hung on is mostly what was cut.

    A greeting, a wish or a question makes it a message of its own.
    """
    return (
        _sentences(original) <= STUB_FROM_SENTENCES
        and _sentences(mended) <= 1
        and len(re.findall(r"\w+", mended)) < FEWEST_WORDS_ALONE
        and "?" not in mended
        and not GREETING.match(mended)
        and not WISH.search(mended)
    )


def _sentences(text: str) -> int:
    return len(re.findall(r"\w[^.!?\n]*", text))
