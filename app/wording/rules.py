"""Rules as data: what a writer may say in a rule file, and the proof that loading asks for."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.datafile import Item, data_files, read_item, read_items
from app.findings import Category, RuleCard, RuleExamples, Severity, SupportKind
from app.situation import Stage
from app.wording.expression import Expression, Lexis, either
from app.wording.pattern import PatternError

RULES_DIR = Path(__file__).parent / "rules"
CLASSES_FILE = Path(__file__).parent / "classes.yaml"
GUARDS_FILE = Path(__file__).parent / "guards.yaml"
SECOND_READER = "second-reader"
SECOND_READER_ID = rf"^{SECOND_READER}\.({'|'.join(Category)})$"
RULE_ID = r"^[a-z_]+\.[a-z0-9]+(-[a-z0-9]+)*$"
SPAN_IN_EXAMPLE = re.compile(r"\[(.*?)\]", re.DOTALL)

Line = Annotated[str, Field(min_length=3)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FlaggedExample(_Data):
    """A text that the rule flags, the span in square brackets, and what the message becomes (null: no mend).

    Just the text will do where neither stage nor mend is said.
    """

    text: Line
    stage: Stage | None = None
    becomes: str | None = None

    @property
    def plain(self) -> str:
        """The text without its brackets."""
        return SPAN_IN_EXAMPLE.sub(r"\1", self.text)

    @property
    def span(self) -> tuple[int, int]:
        """Where the first bracketed span lies in `plain`, in code points."""
        match = SPAN_IN_EXAMPLE.search(self.text)
        if match is None:
            raise ValueError("an example without a span in square brackets")
        return match.start(), match.end() - 2

    @model_validator(mode="before")
    @classmethod
    def _from_line(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _marks_its_span(self) -> "FlaggedExample":
        if not SPAN_IN_EXAMPLE.search(self.text):
            raise ValueError("mark the flagged words with square brackets")
        return self


class Examples(_Data):
    """The proof that each rule carries."""

    flags: Annotated[list[FlaggedExample], Field(min_length=1)]
    allows: Annotated[list[Line], Field(min_length=1)]


class Objection(_Data):
    """What a reader objects to, why, and what to say instead: a rule's, or the second reader's.

    `mend` says what a rewrite does: cut the `sentence`, the `clause` or the `span`, put `replacement`, or leave the
    whole message unmended (`none`).
    """

    id: Annotated[str, Field(pattern=SECOND_READER_ID)]
    severity: Severity = Severity.MILD
    stages: Annotated[list[Stage], Field(min_length=1)] = list(Stage)
    reason: Line
    why: Line
    instead: Line
    source: Line
    mend: Literal["sentence", "clause", "span", "replace", "none"] = "sentence"
    replacement: str | None = None
    support: list[SupportKind] = []
    examples: Examples

    @property
    def category(self) -> Category:
        """The kind of wording: the part of the id before the dot, after it for the second reader."""
        first, _, second = self.id.partition(".")
        return Category(second if first == SECOND_READER else first)

    def card(self) -> RuleCard:
        """The objection as it is shown to people."""
        return RuleCard(
            **self.model_dump(include={"id", "severity", "stages", "reason", "why", "instead", "source"}),
            category=self.category,
            examples=RuleExamples(
                flags=[example.text for example in self.examples.flags], allows=list(self.examples.allows)
            ),
        )


class Rule(Objection):
    """An objection to wording that can be listed.

    `phrase` flags every match; `count` flags from the match number `at_least` on. `unless` acquits a match
    that a wider, innocent reading overlaps; `unless_nearby` one with such words in its sentence.
    """

    id: Annotated[str, Field(pattern=RULE_ID)]
    kind: Literal["phrase", "count"] = "phrase"
    severity: Severity
    patterns: Annotated[list[Line], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=2, le=9)] = 2
    unless: list[Line] = []
    unless_nearby: list[Line] = []
    guards: list[str] = ["negated", "reported", "quoted"]

    @model_validator(mode="after")
    def _hangs_together(self) -> "Rule":
        if self.id.partition(".")[0] not in list(Category):
            raise ValueError(f"the id begins with no category; known are {', '.join(Category)}")
        if any(example.stage not in (None, *self.stages) for example in self.examples.flags):
            raise ValueError("an example names a stage at which the rule does not apply")
        if (self.mend == "replace") != (self.replacement is not None):
            raise ValueError("'mend: replace' and 'replacement' go together")
        return self


class GuardExamples(_Data):
    """Texts whose match a guard acquits, and texts whose match it keeps; the match in square brackets."""

    acquits: Annotated[list[FlaggedExample], Field(min_length=1)]
    keeps: Annotated[list[FlaggedExample], Field(min_length=1)]


class Guard(_Data):
    """What acquits a match of any rule that names it: words right before it, or in its sentence.

    `before` is read back to the last "but", and where `scope` is `clause` to the last comma.
    """

    name: Line
    scope: Literal["clause", "sentence"]
    before: list[Line] = []
    nearby: list[Line] = []
    examples: GuardExamples


class _Classes(_Data):
    classes: dict[str, Annotated[list[str], Field(min_length=1)]]
    spelling: dict[str, str]
    look_alikes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Compilable:
    """A rule with its patterns translated for RE2."""

    rule: Rule
    item: Item
    patterns: list[Expression]
    unless: Expression | None
    unless_nearby: Expression | None


@dataclass(frozen=True, slots=True)
class CompilableGuard:
    """A guard with its patterns translated for RE2."""

    guard: Guard
    item: Item
    before: Expression | None
    nearby: Expression | None


@dataclass(slots=True)
class Lexicon:
    """What rules are built from: word classes, spellings and guards."""

    lexis: Lexis
    spelling: Mapping[str, str]
    look_alikes: Mapping[str, str]
    guards: dict[str, CompilableGuard] = field(default_factory=dict)

    def translate(self, item: Item, sources: list[str]) -> list[Expression]:
        """Every alternative of every pattern of a list as RE2 reads it. Raises BadDataFile."""
        try:
            return [option for source in sources for option in self.lexis.express(source)]
        except PatternError as error:
            raise item.refuse(f"a pattern can't be read: {error}.", "Mend the pattern.") from None

    def translate_any(self, item: Item, sources: list[str]) -> Expression | None:
        """One expression for a list of patterns; None for an empty list. Raises BadDataFile."""
        return either(self.translate(item, sources)) if sources else None


def load_lexicon() -> Lexicon:
    """The word classes, spellings and guards that ship with the rules. Raises BadDataFile."""
    item = read_item(CLASSES_FILE)
    raw = item.parse(_Classes)
    lexicon = Lexicon(Lexis(), raw.spelling, raw.look_alikes)
    try:
        for name, alternatives in raw.classes.items():
            lexicon.lexis.add_class(name, alternatives)
    except PatternError as error:
        raise item.refuse(f"{error}.", "Mend the class; it may use only those above it.") from None
    for guard_item in read_items(GUARDS_FILE):
        guard = guard_item.parse(Guard)
        before, nearby = (lexicon.translate_any(guard_item, sources) for sources in (guard.before, guard.nearby))
        lexicon.guards[guard.name] = CompilableGuard(guard, guard_item, before, nearby)
    return lexicon


def load_rules(lexicon: Lexicon, folders: list[Path], sources: Collection[str] = ()) -> list[Compilable]:
    """Every rule of every folder, translated. Raises BadDataFile for the first that is wrong.

    `sources` are the passages of the article that a rule may rest on; empty, any will do.
    """
    found: dict[str, Compilable] = {}
    for item in _rule_items(folders):
        rule = item.parse(Rule)
        if rule.id in found:
            first = found[rule.id].item
            raise item.refuse(
                f"the rule id {rule.id!r} is taken ({first.path.name}, line {first.line}).", "Name it anew."
            )
        if sources and rule.source not in sources:
            known = ", ".join(sorted(sources))
            raise item.refuse(f"{rule.id}: docs/article.md has no passage {rule.source!r}.", f"Known: {known}.")
        unknown = [name for name in rule.guards if name != "quoted" and name not in lexicon.guards]
        if unknown:
            known = ", ".join(["quoted", *lexicon.guards])
            raise item.refuse(f"{rule.id}: there is no guard {unknown[0]!r}.", f"Known guards: {known}.")
        unless, nearby = (lexicon.translate_any(item, sources) for sources in (rule.unless, rule.unless_nearby))
        found[rule.id] = Compilable(rule, item, lexicon.translate(item, rule.patterns), unless, nearby)
    return list(found.values())


def _rule_items(folders: list[Path]) -> Iterator[Item]:
    for folder in folders:
        for path in data_files(folder):
            yield from read_items(path)
