"""What only HTTP knows: the body of a review request and the lists that are answered."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StrictStr

from app.findings import Answer, HookCard, RuleCard, TemplateCard
from app.situation import WRITABLE, Country, Depth, Dialect, IsText, Part, Stage

Id = Annotated[StrictStr, Field(min_length=1, max_length=100)]


class ReviewRequest(Part):
    """One text at one stage."""

    text: Annotated[
        StrictStr,
        Field(min_length=1, max_length=2000, description="1 to 2,000 code points", json_schema_extra=WRITABLE),
        IsText,
    ]
    stage: Stage
    dialect: Dialect = "en-US"
    country: Country | None = None
    grammar: StrictBool = True
    depth: Depth = "full"
    ignore_rules: Annotated[list[Id], Field(max_length=500)] = []
    ignore: Annotated[list[Id], Field(max_length=500)] = []


class RuleList(Answer):
    """Every rule, and the name of this set of them."""

    rules: list[RuleCard]
    ruleset: str


class TemplateList(Answer):
    """Every message and every kind of hook."""

    templates: list[TemplateCard]
    hooks: list[HookCard]


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class ReadyPart(Answer):
    """One part the service rests on."""

    name: str
    status: Literal["ok", "degraded", "off"]
    detail: str


class Ready(Answer):
    """Whether the service can serve, part by part."""

    status: Literal["ok", "degraded"]
    parts: list[ReadyPart]
