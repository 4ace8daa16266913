"""The addresses: each parses, asks one question of the tools, and answers."""

import re
from functools import partial
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel
from starlette.responses import Response

from app.drafting import Tools, review, write_drafts
from app.findings import Drafts, Review, RuleCard
from app.situation import Situation
from app.web.metrics import CONTENT_TYPE, Metrics
from app.web.problems import MEDIA_TYPE, Problem
from app.web.schemas import Health, Ready, ReadyPart, ReviewRequest, RuleList, TemplateList

PROBLEM: dict[str, Any] = {"model": Problem, "content": {MEDIA_TYPE: {}}}
Responses = dict[int | str, dict[str, Any]]
RETRY_AFTER = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
BODY_PROBLEMS: Responses = {
    **{status: PROBLEM | {"description": "Problem details"} for status in (400, 408, 413, 415, 422, 500)},
    503: PROBLEM | {"description": "More than can be answered now", "headers": RETRY_AFTER},
}
NOT_MODIFIED: Responses = {304: {"description": "Nothing has changed since the ETag given", "model": None}}
ETag = Annotated[str | None, Header(alias="If-None-Match")]


async def require_json(content_type: Annotated[str, Header(include_in_schema=False)] = "") -> None:
    """Raises the 415 for a body that is not declared as JSON."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json" and not re.fullmatch(r"application/[\w.-]+\+json", media_type):
        raise HTTPException(415)


class Listing:
    """A list that never changes while the process runs: rendered once, with its ETag."""

    def __init__(self, answer: BaseModel) -> None:
        self._body = answer.model_dump_json().encode()
        self._etag = f'"{sha256(self._body).hexdigest()[:16]}"'

    def response(self, known: str | None) -> Response:
        """The list, or 304 where the client has it."""
        headers = {"ETag": self._etag, "Cache-Control": "no-cache"}
        if known and (
            known.strip() == "*" or self._etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
        ):
            return Response(status_code=304, headers=headers)
        return Response(self._body, media_type="application/json", headers=headers)


def build_router(tools: Tools, metrics: Metrics) -> APIRouter:
    """All addresses over one set of tools."""
    router = APIRouter(responses={422: PROBLEM | {"description": "Problem details"}})
    cards = [objection.card() for objection in tools.wording.objections]
    rules = Listing(RuleList(rules=cards, ruleset=tools.wording.ruleset))
    rule_by_id = {entry.id: Listing(entry) for entry in cards}
    templates = Listing(
        TemplateList(
            templates=[message.card() for message in tools.messages.messages],
            hooks=list(tools.messages.hooks.values()),
        )
    )

    json_post = partial(router.post, responses=BODY_PROBLEMS, dependencies=[Depends(require_json)])

    @json_post("/v1/reviews", tags=["reviews"])
    def create_review(request: ReviewRequest) -> Review:
        """Judge one text: which wording reads as groveling or needy, why, and what to say instead."""
        return review(
            tools,
            request.text,
            request.stage,
            dialect=request.dialect,
            country=request.country,
            check_grammar=request.grammar,
            depth=request.depth,
            ignore_rules=frozenset(request.ignore_rules),
            ignore=frozenset(request.ignore),
        )

    @json_post("/v1/drafts", tags=["drafts"])
    def create_drafts(situation: Situation) -> Drafts:
        """Turn a situation into advice and drafts; the advice stands before them."""
        return write_drafts(tools, situation)

    @router.get("/v1/rules", response_model=RuleList, responses=NOT_MODIFIED, tags=["rules"])
    def list_rules(known: ETag = None) -> Response:
        """Every rule with its reason, its why, its advice, its examples."""
        return rules.response(known)

    @router.get(
        "/v1/rules/{rule_id}",
        response_model=RuleCard,
        responses=NOT_MODIFIED | {404: PROBLEM | {"description": "There is no such rule"}},
        tags=["rules"],
    )
    def get_rule(rule_id: str, known: ETag = None) -> Response:
        """One rule."""
        if rule_id not in rule_by_id:
            raise HTTPException(404)
        return rule_by_id[rule_id].response(known)

    @router.get("/v1/templates", response_model=TemplateList, responses=NOT_MODIFIED, tags=["templates"])
    def list_templates(known: ETag = None) -> Response:
        """Every message with one filled example, and every kind of hook."""
        return templates.response(known)

    @router.get("/healthz", tags=["operation"])
    async def get_health() -> Health:
        """The process is up."""
        return Health()

    @router.get("/readyz", tags=["operation"])
    def get_readiness() -> Ready:
        """The service can serve; rules and messages are loaded before it listens."""
        return _readiness(tools)

    @router.get("/metrics", include_in_schema=False)
    async def get_metrics() -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE)

    return router


def _second_reader(tools: Tools) -> ReadyPart:
    reader = tools.wording.second_reader
    detail = f"{len(reader.kinds)} kinds of wording" if reader else "switched off, or its network can't be read"
    return ReadyPart(name="second_reader", status="ok" if reader else "off", detail=detail)


def _readiness(tools: Tools) -> Ready:
    grammar, engine = tools.grammar.state()
    parts = [
        ReadyPart(name="rules", status="ok", detail=f"{len(tools.wording.rules)} rules, {tools.wording.ruleset}"),
        ReadyPart(name="messages", status="ok", detail=f"{len(tools.messages.messages)} messages"),
        ReadyPart(name="grammar", status=grammar, detail=engine),
        _second_reader(tools),
    ]
    return Ready(status=grammar, parts=parts)
