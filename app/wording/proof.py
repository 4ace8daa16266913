"""The proof that every rule carries: it flags what it says, mends it as it says, and leaves the rest alone."""

from collections.abc import Sequence

from app.errors import BadDataFile
from app.wording.expression import Lazy, Lexis, either
from app.wording.flags import place_flags
from app.wording.matcher import Hit, Matcher, sentence_around
from app.wording.normalise import Normalised
from app.wording.pattern import read, samples
from app.wording.rewrite import mends
from app.wording.rules import Compilable, CompilableGuard, FlaggedExample, Lexicon, Rule


def prove(lexicon: Lexicon, entries: Sequence[Compilable], matcher: Matcher) -> None:
    """Hold every guard and every rule against its own examples. Raises BadDataFile naming the one that fails."""
    for guard in lexicon.guards.values():
        _prove_guard(guard, matcher)
    for entry in entries:
        _prove_patterns(entry, lexicon.lexis, matcher)
        for flagged in entry.rule.examples.flags:
            _prove_flagged(entry, flagged, matcher)
        for allowed in entry.rule.examples.allows:
            _prove_allowed(entry, allowed, matcher)


def _prove_guard(entry: CompilableGuard, matcher: Matcher) -> None:
    examples = entry.guard.examples
    for example in (*examples.acquits, *examples.keeps):
        text, (start, end) = matcher.normalise(example.plain), example.span
        begin = text.starts.index(start)
        after = next(number for number in range(begin, len(text.ends)) if text.ends[number] == end) + 1
        first, last = sentence_around(text.code, begin, after)
        acquitted = matcher.guards[entry.guard.name].acquits(text.code[first:begin], text.code[first:last])
        if acquitted is not (example in examples.acquits):
            problem = f"the guard {entry.guard.name!r} gets its example {example.text!r} wrong."
            raise entry.item.refuse(problem, "Mend the guard or the example.")


def _prove_patterns(entry: Compilable, lexis: Lexis, matcher: Matcher) -> None:
    """Each line of `patterns` flags an example, and each alternative in it can match at all."""
    examples = [matcher.normalise(example.plain).code.encode() for example in entry.rule.examples.flags]
    for source in entry.rule.patterns:
        compiled = Lazy(lexis.vocabulary, either(lexis.express(source))).compiled()
        for sample in (sample for node in read(source) for sample in samples(node, lexis.trees)):
            text = matcher.normalise(sample)
            if not compiled.search(text.code.encode()):
                seen = " ".join(text.tokens)
                problem = f"{entry.rule.id} has a pattern that can never match {sample.strip()!r}: {source!r}."
                raise entry.item.refuse(problem, f"It is read as {seen!r}; write it so.")
        if not any(compiled.search(example) for example in examples):
            raise entry.item.refuse(
                f"{entry.rule.id} has a pattern that no example shows: {source!r}.", "Add an example that it flags."
            )


def _prove_flagged(entry: Compilable, example: FlaggedExample, matcher: Matcher) -> None:
    text = matcher.normalise(example.plain)
    hits = matcher.hits_of(entry.rule, text)
    spans = [text.original_span(hit.start, hit.end) for hit in hits]
    if example.span not in spans:
        seen = ", ".join(repr(example.plain[start:end]) for start, end in spans) or "nothing"
        raise _refusal(entry, f"should flag {example.text!r} as marked, but flags {seen}.")
    if "becomes" in example.model_fields_set:
        becomes = _mended(entry.rule, text, hits, matcher)
        if becomes != example.becomes:
            raise _refusal(entry, f"turns {example.plain!r} into {becomes!r}, not {example.becomes!r}.")


def _mended(rule: Rule, text: Normalised, hits: Sequence[Hit], matcher: Matcher) -> str | None:
    """What this rule alone would make of a text; the other rules have examples of their own."""
    candidates = mends(text, place_flags(text, hits))
    return next((mended for mended in candidates if not matcher.hits_of(rule, matcher.normalise(mended))), None)


def _prove_allowed(entry: Compilable, example: str, matcher: Matcher) -> None:
    text = matcher.normalise(example)
    for hit in matcher.hits_of(entry.rule, text):
        start, end = text.original_span(hit.start, hit.end)
        raise _refusal(entry, f"should allow {example!r}, but flags {example[start:end]!r}.")


def _refusal(entry: Compilable, problem: str) -> BadDataFile:
    return entry.item.refuse(f"{entry.rule.id} {problem}", "Mend the pattern, its 'unless', or the example.")
