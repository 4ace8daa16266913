"""What was found: the judgement of a text, the advice on a situation, the drafts. Answers are made of these."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.situation import Stage

CodePoint = Annotated[int, Field(ge=0, description="Offset in code points into the text as sent")]
Utf16Unit = Annotated[int, Field(ge=0, description="Offset in UTF-16 code units into the text as sent")]


class Category(StrEnum):
    """The kinds of wording that read as groveling or needy."""

    BEGGING = "begging"
    FORGIVENESS_PLEADING = "forgiveness_pleading"
    OVER_APOLOGIZING = "over_apologizing"
    SELF_ABASEMENT = "self_abasement"
    NEEDINESS = "neediness"
    HEART_POURING = "heart_pouring"
    REPLY_PRESSURE = "reply_pressure"
    MEETING_PRESSURE = "meeting_pressure"
    GUILT_TRIP = "guilt_trip"
    ULTIMATUM_THREAT = "ultimatum_threat"
    BARGAINING_PROMISES = "bargaining_promises"
    JEALOUSY_INTERROGATION = "jealousy_interrogation"
    UNPROMPTED_CONFESSION = "unprompted_confession"
    CRISIS = "crisis"


class Severity(StrEnum):
    """`strong`: a reader who knows nothing of the two would wince. `mild`: it leans that way."""

    MILD = "mild"
    STRONG = "strong"


class Verdict(StrEnum):
    """`clear`: no flag. `soften`: mild flags only. `rethink`: at least one strong flag."""

    CLEAR = "clear"
    SOFTEN = "soften"
    RETHINK = "rethink"


class RewriteStatus(StrEnum):
    """Whether the whole message could be mended."""

    NOT_NEEDED = "not_needed"
    MENDED = "mended"
    NONE = "none"


class Answer(BaseModel):
    """The base of everything that is answered: immutable, all fields always there."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class Flag(Answer):
    """One span of wording that a rule objects to."""

    rule: str
    category: Category
    severity: Severity
    start: CodePoint
    end: CodePoint
    start_utf16: Utf16Unit
    end_utf16: Utf16Unit
    text: str
    fingerprint: str = Field(description="A hash of the rule and the words around it, to silence this flag later")
    reason: str = Field(description="One short line for the phone")
    why: str = Field(description="The longer why, for the reader")
    source: str = Field(description="Id of a passage in docs/article.md")
    instead: str
    replacement: str | None = Field(description='New wording for the span, "" to cut it, or null')


class Hint(Answer):
    """Something worth a thought that leaves the verdict alone."""

    rule: str
    reason: str


class SupportKind(StrEnum):
    """Whom a help line is for."""

    CRISIS = "crisis"
    OWN_BEHAVIOUR = "own_behaviour"
    HURT_BY_OTHER = "hurt_by_other"
    DIRECTORY = "directory"


class SupportLine(Answer):
    """Somewhere to turn to. `contact` is a number or an address; `country` is null where it serves all."""

    kind: SupportKind
    text: str
    name: str
    contact: str
    country: str | None


class Length(Answer):
    """What the text weighs as text messages."""

    characters: int = Field(description="Code points")
    words: int
    encoding: Literal["gsm7", "ucs2"]
    segments: int = Field(description="Parts a phone network bills")


class Readability(Answer):
    """Only what means something for a text this short; `grade` is null below 100 words."""

    words: int
    sentences: int
    words_per_sentence: float
    reading_seconds: float
    long_words: int = Field(description="Words of more than six letters")
    grade: float | None = Field(description="US school grade (automated readability index), from 100 words on")


class GrammarIssue(Answer):
    """A slip of grammar; never a matter of texting style."""

    rule: str
    start: CodePoint
    end: CodePoint
    start_utf16: Utf16Unit
    end_utf16: Utf16Unit
    message: str
    replacements: list[str]


class Grammar(Answer):
    """Which engine looked at the grammar, whether it is the configured one, and what it found."""

    engine: Literal["languagetool", "harper", "none"]
    status: Literal["ok", "degraded", "off"]
    issues: list[GrammarIssue]


class Review(Answer):
    """The judgement of one text at one stage."""

    verdict: Verdict
    flags: list[Flag]
    rewrite: str | None
    rewrite_status: RewriteStatus
    hints: list[Hint]
    support: list[SupportLine]
    length: Length
    readability: Readability
    grammar: Grammar
    second_reader: Literal["on", "off"]
    ruleset: str


class Decision(StrEnum):
    """Whether and when to write."""

    SEND_NOW = "send_now"
    WAIT = "wait"
    REFLECT_FIRST = "reflect_first"
    DO_NOT_CONTACT = "do_not_contact"


class Reason(Answer):
    """Why the advice is what it is; `source` is a passage of docs/article.md."""

    text: str
    source: str


class OddsFactor(Answer):
    """One circumstance and the way it leans."""

    factor: str
    effect: Literal["better", "worse"]
    reason: str


class Odds(Answer):
    """How it stands, said as factors, never as a percentage."""

    level: Literal["better", "even", "worse", "unknown"]
    factors: list[OddsFactor]


class Question(Answer):
    """Something to tell us (`unknown`, with a pointer into the request) or to ask oneself (`reflect`)."""

    kind: Literal["unknown", "reflect"]
    pointer: str | None
    text: str
    source: str


class Advice(Answer):
    """Whether and when to write at all, and why."""

    decision: Decision
    send_not_before: date | None
    reasons: list[Reason]
    odds: Odds
    questions: list[Question]
    support: list[SupportLine]


class Draft(Answer):
    """One text message, ready to send, with its review."""

    text: str
    template: str
    why: str
    review: Review


class Drafts(Answer):
    """The answer to a situation: the advice stands before the drafts."""

    advice: Advice
    drafts: list[Draft]
    shortfall: str | None
    seed: int
    today: date


class RuleExamples(Answer):
    """What a rule flags (the span in square brackets) and what it leaves alone."""

    flags: list[str]
    allows: list[str]


class RuleCard(Answer):
    """A rule as shown to people."""

    id: str
    category: Category
    severity: Severity
    stages: list[Stage]
    reason: str
    why: str
    instead: str
    source: str
    examples: RuleExamples


class HookCard(Answer):
    """A kind of hook: the sentence its detail completes, and what a message may claim because of it."""

    kind: str
    completes: str
    claims: str
    example: str


class TemplateCard(Answer):
    """A message as shown to people, with one filled example."""

    id: str
    stage: Stage
    tones: list[str]
    hook: str | None
    why: str
    example: str
