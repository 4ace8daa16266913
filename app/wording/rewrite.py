"""The whole message mended: each offending clause cut or replaced, as its rule says, and the seams tidied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.wording.flags import Finding
from app.wording.normalise import Normalised

JOINING = frozenset(("and", "but", "so", "because", "though", "although", "or", "plus", "then", "if", "when"))
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
FEWEST_WORDS = 3  # below that nothing is left to say


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    new: str


def mend(text: Normalised, findings: Sequence[Finding], *, whole_sentences: bool) -> str | None:
    """The message without what was flagged; None where a rule forbids a mend or too little is left.

    The caller reviews the result: a mend is only offered when it is clear itself.
    """
    if any(finding.hit.rule.mend in ("never", "none") for finding in findings):
        return None
    edits = sorted(
        (_edit(text, finding, whole_sentences=whole_sentences) for finding in findings), key=lambda edit: edit.start
    )
    pieces: list[str] = []
    place = 0
    for edit in edits:
        if edit.end > place:
            pieces += (text.original[place : max(edit.start, place)], edit.new)
            place = max(place, edit.end)
    mended = _tidy("".join([*pieces, text.original[place:]]), text.original)
    return mended if _says_something(mended) else None


def _edit(text: Normalised, finding: Finding, *, whole_sentences: bool) -> _Edit:
    rule, flag = finding.hit.rule, finding.flag
    first, after = text.words_of(finding.hit.start, finding.hit.end)
    if rule.mend == "replace" and not whole_sentences:
        return _Edit(flag.start, flag.end, rule.replacement or "")
    if rule.mend == "span" and not whole_sentences:
        return _Edit(flag.start, flag.end, "")
    edges = ".!?;" if whole_sentences or rule.mend == "sentence" else ".!?;,"
    joins = frozenset[str]() if edges == ".!?;" else JOINING
    while first > 0 and _mark_before(text, first) not in edges and _word(text, first) not in joins:
        first -= 1
    while after < len(text.starts) and _mark_before(text, after) not in edges and _word(text, after) not in joins:
        after += 1
    start = text.original_starts[first]
    if after == len(text.starts):
        return _Edit(start, len(text.original), "")
    if _mark_before(text, after) in tuple(".!?;"):
        return _Edit(start, text.original_starts[after], "")
    return _Edit(start, text.original_ends[after - 1], "")


def _mark_before(text: Normalised, word: int) -> str:
    mark = text.text[max(text.starts[word] - 2, 0)]
    return mark if mark in ",.!?;" and word > 0 else " "


def _word(text: Normalised, word: int) -> str:
    start = text.starts[word]
    return text.text[start:].split(" ", 1)[0].rstrip(",.!?;") if start < len(text.text) else ""


def _tidy(mended: str, original: str) -> str:
    tidy = mended.strip()
    for pattern, new in SEAMS:
        tidy = pattern.sub(new, tidy)
    while (shorter := LEADING_MESS.sub("", tidy)) != tidy:
        tidy = shorter
    tidy = tidy.strip()
    first = next((char for char in original if char.isalpha()), "")
    return tidy[:1].upper() + tidy[1:] if first.isupper() else tidy


def _says_something(text: str) -> bool:
    rest = GREETING.sub("", text)
    return len(re.findall(r"\w+", rest)) >= FEWEST_WORDS
