"""Hits -> flags: overlaps settled, offsets in the text as it was sent, and a fingerprint for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.findings import Flag, Severity, Verdict
from app.offsets import utf16_offset
from app.wording.matcher import Hit, sentence_around
from app.wording.normalise import Normalised

WORDS_AROUND = 2  # on each side, in a fingerprint
FINGERPRINT_LENGTH = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class PlacedFlag:
    """One flag and the tokens it rests on, which a mend needs."""

    flag: Flag
    hit: Hit


def settle(hits: Sequence[Hit]) -> list[Hit]:
    """Overlapping hits of one category become one: the union of their spans, under the strongest rule."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.rule.category, hit.start, -hit.end, hit.rule.id)):
        last = merged[-1] if merged else None
        if last and last.rule.category == hit.rule.category and hit.start < last.end:
            stronger = hit.rule if _weight(hit) > _weight(last) else last.rule
            merged[-1] = Hit(stronger, last.start, max(last.end, hit.end))
        else:
            merged.append(hit)
    return merged


def _weight(hit: Hit) -> int:
    return 1 if hit.rule.severity is Severity.STRONG else 0


def place_flags(text: Normalised, hits: Sequence[Hit]) -> list[PlacedFlag]:
    """Flags in the order of the contract: start, then the longer, then the rule's id."""
    seen: Counter[str] = Counter()
    placed = []
    for hit in sorted(settle(hits), key=lambda hit: (hit.start, -hit.end, hit.rule.id)):
        context = _context(text, hit)
        placed.append(PlacedFlag(_flag(text, hit, f"{context}\n{seen[context] or ''}"), hit))
        seen[context] += 1
    return placed


def verdict_of(flags: Sequence[Flag]) -> Verdict:
    """What the flags amount to."""
    if any(flag.severity is Severity.STRONG for flag in flags):
        return Verdict.RETHINK
    return Verdict.SOFTEN if flags else Verdict.CLEAR


def _flag(text: Normalised, hit: Hit, context: str) -> Flag:
    start, end = text.original_span(hit.start, hit.end)
    rule, original = hit.rule, text.original
    return Flag(
        rule=rule.id,
        category=rule.category,
        severity=rule.severity,
        start=start,
        end=end,
        start_utf16=utf16_offset(original, start),
        end_utf16=utf16_offset(original, end),
        text=original[start:end],
        fingerprint=sha256(context.encode()).hexdigest()[:FINGERPRINT_LENGTH],
        reason=rule.reason,
        why=rule.why,
        source=rule.source,
        instead=rule.instead,
        replacement={"span": "", "replace": rule.replacement}.get(rule.mend),
    )


def _context(text: Normalised, hit: Hit) -> str:
    """The rule and the words around, in the same sentence: edits elsewhere leave it alone."""
    first, last = sentence_around(text.code, hit.start, hit.end)
    before, span, after = text.tokens[first : hit.start], text.tokens[hit.start : hit.end], text.tokens[hit.end : last]
    return " ".join([hit.rule.id, *before[-WORDS_AROUND:], *span, *after[:WORDS_AROUND]])
