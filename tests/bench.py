"""How fast the reviewer is, as ratios: `make bench` prints it. A speed in seconds says little on a shared machine.

Processor time of this process, the median of many texts. Beside it in the same run: harper-py and proselint. Harper is
given a linter that lives on, as its users run it, and texts it has not seen, since it remembers what it has.
"""

import json
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time_ns

import harper
from proselint.checks import __register__ as proselint_checks
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.tools import LintFile

from app.drafting import Tools, review, write_drafts
from app.kit import load_tools
from app.situation import Depth, Situation, Stage
from app.wording import Wording
from app.wording.matcher import Matcher
from app.wording.rules import RULES_DIR, Compilable, Lexicon, load_lexicon, load_rules

BUILD = Path(__file__).parent / "corpus" / "build"
SEED = 7
LENGTHS = (50, 100, 200, 300, 500, 1000, 2000)
RULE_COUNTS = (100, 200, 500, 1000)
WORST_TRIED = 10_000


def corpus() -> list[str]:
    lines = (line for path in sorted(BUILD.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines())
    texts = [json.loads(line)["text"] for line in lines]
    random.Random(SEED).shuffle(texts)
    return texts


def of_length(texts: Sequence[str], length: int, count: int) -> list[str]:
    """Texts of just that many code points: real ones put end to end."""
    whole = " ".join(texts)
    return [whole[place : place + length] for place in range(0, min(len(whole) - length, count * length), length)]


def microseconds(read: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """For each text the processor time, once everything that is compiled on first use has been."""
    for text in texts:
        read(text)
    times = []
    for text in texts:
        start = process_time_ns()
        read(text)
        times.append((process_time_ns() - start) / 1000)
    return times


def median(read: Callable[[str], object], texts: Sequence[str]) -> float:
    return statistics.median(microseconds(read, texts))


def peers() -> Iterator[tuple[str, Callable[[str], object]]]:
    linter = harper.Linter(harper.Dialect.AMERICAN)
    number = iter(range(10**9))
    # A number in front makes every text new to it.
    yield "harper-py", lambda text: linter.organized_lints(f"{next(number)} {text}", language="plaintext")
    CheckRegistry().register_many(proselint_checks)
    yield "proselint", lambda text: LintFile(source="text", content=text).lint(DEFAULT)


def beside_peers(ours: Callable[[str], object], texts: Sequence[str]) -> Iterator[str]:
    mine = median(ours, texts)
    yield f"review of 300 characters: {mine:.0f} µs\n"
    for name, read in peers():
        theirs = median(read, texts)
        yield f"  {name}: {theirs:.0f} µs, {theirs / mine:.1f} times as long\n"


def second_reader(tools: Tools, ours: Callable[..., object], texts: Sequence[str]) -> Iterator[str]:
    if reader := tools.wording.second_reader:
        alone = median(lambda text: reader.read(tools.wording.matcher.normalise(text), Stage.FIRST_CONTACT), texts)
        rules, both = median(ours, texts), median(lambda text: ours(text, "full"), texts)
        yield f"second reader: {alone:.0f} µs; a review with it {both / rules:.1f} times as long as by rules alone\n"


def drafting(tools: Tools, ours: Callable[[str], object], texts: Sequence[str]) -> Iterator[str]:
    situation = {"recipient": {"name": "Anna"}, "hook": {"kind": "place", "detail": "the ramen place on Mill Road"}}

    def drafts(seed: str) -> object:
        return write_drafts(tools, Situation.model_validate({**situation, "seed": int(seed)}))

    mine = median(drafts, [str(seed) for seed in range(60)])
    yield f"three drafts: {mine:.0f} µs, {mine / median(ours, texts[:200]):.1f} times a review of 300 characters\n"


def by_length(ours: Callable[[str], object], texts: Sequence[str]) -> Iterator[str]:
    yield "by length, as a multiple of what it would be if it grew in proportion from 50 characters:\n"
    first = median(ours, of_length(texts, LENGTHS[0], 400))
    for length in LENGTHS:
        mine = median(ours, of_length(texts, length, 400 if length <= 500 else 100))
        yield f"  {length} characters: {mine:.0f} µs, {mine / first / (length / LENGTHS[0]):.2f}\n"


def by_rules(lexicon: Lexicon, entries: list[Compilable], texts: Sequence[str]) -> Iterator[str]:
    yield "by number of rules (the shipped ones, again and again), as a multiple of proportion from 100:\n"
    random.Random(SEED).shuffle(entries)
    first = 0.0
    for count in RULE_COUNTS:
        many: list[Compilable] = (entries * (count // len(entries) + 1))[:count]
        matcher = Matcher(lexicon, many)
        mine = median(lambda text, m=matcher: m.hits(m.normalise(text), Stage.IN_TOUCH), texts)
        first = first or mine
        yield f"  {count} rules: {mine:.0f} µs, {mine / first / (count / RULE_COUNTS[0]):.2f}\n"


def worst(wording: Wording, loaded: Sequence[str], texts: Sequence[str]) -> Iterator[str]:
    """A search for the slowest text of 300 characters: what is slow is recombined, and loaded words are strewn in."""
    chance = random.Random(SEED)
    words = [word for text in texts[:3000] for word in text.split()]

    def read(text: str) -> float:
        start = process_time_ns()
        wording.read(text, Stage.FIRST_CONTACT, depth="rules")
        return (process_time_ns() - start) / 1000

    ordinary = median(lambda text: wording.read(text, Stage.FIRST_CONTACT, depth="rules"), texts[:300])
    slow: list[tuple[float, str]] = []
    for _ in range(WORST_TRIED):
        if slow and chance.random() < 0.7:
            parts = chance.choice(slow)[1].split()
            for _ in range(chance.randint(1, 8)):
                parts[chance.randrange(len(parts))] = chance.choice(chance.choice((words, loaded)))
        else:
            pool = chance.choice((words, loaded))
            parts = [chance.choice(pool) for _ in range(60)]
        text = " ".join(parts)[:300]
        slow = sorted([*slow, (read(text), text)], reverse=True)[:50]
    # A single time may be an interruption: each finalist is timed again, several times.
    again = max(min(read(text) for _ in range(5)) for _, text in slow)
    yield f"worst of {WORST_TRIED} texts of 300 characters: {again:.0f} µs, {again / ordinary:.1f} times the median\n"


def report() -> Iterator[str]:
    tools = load_tools()
    texts = corpus()
    three_hundred = of_length(texts, 300, 400)

    def ours(text: str, depth: Depth = "rules") -> object:
        return review(tools, text, Stage.FIRST_CONTACT, check_grammar=False, depth=depth)

    yield from beside_peers(ours, three_hundred)
    yield from second_reader(tools, ours, three_hundred)
    yield from by_length(ours, texts)
    yield from drafting(tools, ours, three_hundred)
    lexicon = load_lexicon()
    entries = load_rules(lexicon, [RULES_DIR])
    yield from by_rules(lexicon, entries, three_hundred[:200])
    yield from worst(tools.wording, [word for word in lexicon.lexis.vocabulary.codes if word.isalpha()], three_hundred)


if __name__ == "__main__":
    for line in report():
        print(line, end="", flush=True)
