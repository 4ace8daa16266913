"""What happened between the two people and what the sender wants to say now. What is not said is unknown."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)

LATEST_YEAR, EARLIEST_YEAR = 2199, 2000
MOST_WEEKS = 5200  # a century: anything above is a slip of the finger
MOST_SEED = 2**53 - 1  # what JavaScript can hold exactly


FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
INVISIBLE = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
BLANK = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2800\u3164\u115f\u1160\uffa0"
# The same for readers of the OpenAPI document: no control characters but newline, tab, and \r before \n.
WRITABLE: dict[str, JsonValue] = {
    "pattern": r"^(?:[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\u000d\u000a)*$",
}
SURROGATE = re.compile("[\ud800-\udfff]")


def check_characters(value: str) -> str:
    """Refuse what is no text; newline, tab and format characters are."""
    if SURROGATE.search(value):
        raise ValueError("holds a lone surrogate, which is no character")
    if FORBIDDEN.search(value):
        raise ValueError("holds a control character; newline and tab are the only ones that are text")
    return value


def check_text(value: str) -> str:
    """Refuse what is no text, and white space or invisible characters alone."""
    check_characters(value)
    if all(unicodedata.category(char)[0] in "ZM" or char in BLANK or char.isspace() for char in value):
        raise ValueError("is only white space")
    return value


def clean_line(value: str) -> str:
    """A text on one line: white space reduced to single spaces, invisible spaces left out."""
    return " ".join(check_text(value).translate(INVISIBLE).split())


def check_words(value: str) -> str:
    """Refuse what holds no word: it could not stand in a sentence."""
    if not re.search(r"\w", value):
        raise ValueError("has no word in it")
    return value


def check_mistake(value: str) -> str:
    """Refuse what could not follow "I"."""
    if re.fullmatch(r"i?\W*", value, re.IGNORECASE):
        raise ValueError('has no word that could follow "I"')
    return value


def country_code(value: str) -> str:
    """The code in capitals; UK, which many write, is GB."""
    return "GB" if value.upper() == "UK" else value.upper()


def _parse_day(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("is not a date like 2026-11-23")
    return value


def _sane_day(value: date) -> date:
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise ValueError(f"is outside the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return value


# Lengths stand before these, so that their message counts characters.
IsCharacters, IsText, IsLine = AfterValidator(check_characters), AfterValidator(check_text), AfterValidator(clean_line)
Name = Annotated[StrictStr, Field(min_length=1, max_length=60, json_schema_extra=WRITABLE), IsLine]
Weeks = Annotated[float, Field(strict=True, ge=0, le=MOST_WEEKS, allow_inf_nan=False)]
Day = Annotated[date, BeforeValidator(_parse_day), AfterValidator(_sane_day)]
Country = Annotated[
    StrictStr, Field(pattern=r"^[A-Za-z]{2}$", description="ISO 3166, two letters"), AfterValidator(country_code)
]
Dialect = Literal["en-US", "en-GB", "en-AU", "en-CA", "en-IE", "en-IN", "en-NG", "en-SG"]
Depth = Literal["full", "rules"]
Tone = Literal["warm", "casual", "playful", "plain"]
Pronouns = Literal["she", "he", "they"]


class Stage(StrEnum):
    """Where the conversation is: nothing said yet, ordinary talk, or they brought up what the sender did."""

    FIRST_CONTACT = "first_contact"
    IN_TOUCH = "in_touch"
    MISTAKE_RAISED = "mistake_raised"


class Part(BaseModel):
    """A part of a request: immutable, an unknown field is an error, and null means absent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, value: object) -> object:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class Sender(Part):
    """Who writes."""

    name: Name | None = None


class Recipient(Part):
    """Whom to."""

    name: Name
    pronouns: Pronouns = "they"


class Breakup(Part):
    """How it ended; `weeks_ago` in weeks, fractions allowed."""

    ended_by: Literal["sender", "recipient", "mutual"] | None = None
    manner: (
        Literal["ignored", "let_down_gently", "messy", "cheating", "already_dating", "clean_break", "other"] | None
    ) = None
    reason: Literal["tired_of_them", "scared_of_commitment", "tested_the_market", "was_needy", "other"] | None = None
    weeks_ago: Weeks | None = None


class Contact(Part):
    """What contact there is; `weeks_since_last` counts from when either last wrote to the other."""

    weeks_since_last: Weeks | None = None
    last_from: Literal["sender", "recipient"] | None = None
    still_reaching_out: StrictBool | None = None
    unanswered: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None
    bitterness: Literal["none", "some", "high"] | None = None
    shared_duties: Literal["none", "children", "home", "work"] | None = None


class Boundaries(Part):
    """What is in force now; false once they themselves have lifted it. Violence in either direction."""

    asked_for_no_contact: StrictBool | None = None
    blocked: StrictBool | None = None
    court_order: StrictBool | None = None
    threats_or_violence: StrictBool | None = None
    new_partner: StrictBool | None = None


class Change(Part):
    """What is different now."""

    what_changed: Annotated[StrictStr, Field(max_length=500, json_schema_extra=WRITABLE), IsCharacters] | None = None
    missing: Literal["them", "company", "the_past", "unsure"] | None = None
    flaws_resolvable: StrictBool | None = None
    out_of_system: StrictBool | None = None


class Hook(Part):
    """One real thing to write about; the kinds are data (templates/hooks.yaml)."""

    kind: Annotated[StrictStr, Field(min_length=1, max_length=40)]
    detail: Annotated[
        StrictStr, Field(min_length=1, max_length=80, json_schema_extra=WRITABLE), IsText, AfterValidator(check_words)
    ]


class Style(Part):
    """How the draft should sound; `max_segments` in the encoding the text needs."""

    tone: Tone | None = None
    emoji: Literal["none", "few"] = "none"
    dialect: Dialect = "en-US"
    max_segments: Annotated[StrictInt, Field(ge=1, le=3)] = 1


class Situation(Part):
    """The whole of it. Only the recipient's name is required."""

    today: Day | None = None
    stage: Stage = Stage.FIRST_CONTACT
    country: Country | None = None
    sender: Sender = Sender()
    recipient: Recipient
    breakup: Breakup = Breakup()
    contact: Contact = Contact()
    boundaries: Boundaries = Boundaries()
    change: Change = Change()
    mistake: (
        Annotated[
            StrictStr,
            Field(min_length=1, max_length=200, json_schema_extra=WRITABLE),
            IsText,
            AfterValidator(check_mistake),
        ]
        | None
    ) = None
    hook: Hook | None = None
    style: Style = Style()
    count: Annotated[StrictInt, Field(ge=1, le=10)] = 3
    seed: Annotated[StrictInt, Field(ge=-MOST_SEED, le=MOST_SEED)] | None = None
    exclude_templates: Annotated[list[Annotated[StrictStr, Field(max_length=100)]], Field(max_length=500)] = []
    grammar: StrictBool = False
