"""Hits -> flags: overlaps settled, offsets in the text as it was sent, and a fingerprint for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.findings import Flag, Severity, Verdict
from app.offsets import utf16_offset
from app.wording.matcher import Hit
from app.wording.normalise import Normalised

WORDS_AROUND = 2  # on each side, in a fingerprint


@dataclass(frozen=True, slots=True)
class Finding:
    """One flag and the stretch of normalised text it rests on, which a mend needs."""

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


def to_findings(text: Normalised, hits: Sequence[Hit]) -> list[Finding]:
    """Flags in the order of the contract: start, then the longer, then the rule's id."""
    findings = [Finding(_flag(text, hit), hit) for hit in settle(hits)]
    return sorted(findings, key=lambda finding: (finding.flag.start, -finding.flag.end, finding.flag.rule))


def verdict_of(flags: Sequence[Flag]) -> Verdict:
    """What the flags amount to."""
    if any(flag.severity is Severity.STRONG for flag in flags):
        return Verdict.RETHINK
    return Verdict.SOFTEN if flags else Verdict.CLEAR


def _flag(text: Normalised, hit: Hit) -> Flag:
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
        fingerprint=_fingerprint(text, hit),
        reason=rule.reason,
        why=rule.why,
        source=rule.source,
        instead=rule.instead,
        replacement={"span": "", "replace": rule.replacement}.get(rule.mend),
    )


def _fingerprint(text: Normalised, hit: Hit) -> str:
    """Twelve hexadecimal digits of the rule and the words around: nothing of the text can be read from it."""
    first, after = text.words_of(hit.start, hit.end)
    begin = text.starts[max(first - WORDS_AROUND, 0)]
    last = after + WORDS_AROUND
    end = text.starts[last] if last < len(text.starts) else len(text.text)
    return sha256(f"{hit.rule.id}\n{text.text[begin:end].strip(' ,.;!?')}".encode()).hexdigest()[:12]
