"""Errors as answers: problem details (RFC 9457) that point at the field and never repeat what was sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.errors import FieldError, UnknownHook, UnusableWords
from app.findings import SupportLine

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 50
# An unknown field's name is the sender's too: only one that looks like a field's name is pointed at.
FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem, at a stable address."""

    slug: str
    status: int
    title: str
    detail: str


PROBLEM_TYPES = {
    entry.slug: entry
    for entry in (
        ProblemType("not-json", 400, "Not JSON", "The body could not be read as JSON."),
        ProblemType("not-found", 404, "Not found", "There is nothing at this address."),
        ProblemType("method-not-allowed", 405, "Method not allowed", "This address answers other methods."),
        ProblemType("body-too-slow", 408, "Body too slow", "The body did not arrive whole in time. Send it again."),
        ProblemType("too-large", 413, "Too large", "The body is larger than this service accepts."),
        ProblemType("unsupported-media-type", 415, "Unsupported media type", "Send application/json."),
        ProblemType("invalid-request", 422, "Invalid request", "Some fields can't be used; `errors` names them."),
        ProblemType(
            "unusable-words",
            422,
            "These words can't stand in a message",
            "The sender's own words are flagged themselves; `errors` says where, why, and what to say instead.",
        ),
        ProblemType("internal-error", 500, "Internal error", "Something failed here. Nothing you sent was kept."),
        ProblemType(
            "overloaded",
            503,
            "Overloaded",
            "This is more than can be answered now. Try again after the seconds in Retry-After.",
        ),
    )
}
_BY_STATUS = {entry.status: entry for entry in reversed(PROBLEM_TYPES.values())}


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldError] = []
    support: list[SupportLine] = []


def problem(
    slug: str,
    errors: Sequence[FieldError] = (),
    *,
    support: Sequence[SupportLine] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for one kind of problem."""
    entry = PROBLEM_TYPES[slug]
    body = Problem(
        type=f"/problems/{slug}",
        title=entry.title,
        status=entry.status,
        detail=entry.detail,
        request_id=correlation_id.get() or "",
        errors=list(errors[:MOST_ERRORS]),
        support=list(support),
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), entry.status, media_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def install(app: FastAPI) -> None:
    """Map every error the application can raise to its answer."""
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(UnusableWords, _on_unusable_words)
    app.add_exception_handler(UnknownHook, _on_unknown_hook)


def _on_invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(e["type"] == "json_invalid" or (e["type"] == "missing" and tuple(e["loc"]) == ("body",)) for e in found):
        return problem("not-json")
    return problem("invalid-request", [FieldError(pointer=_pointer(e), message=_message(e)) for e in found])


def _on_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return http_problem(error)


def http_problem(error: HTTPException) -> Response:
    """The answer for an error that is a status and headers."""
    entry = _BY_STATUS.get(error.status_code) or PROBLEM_TYPES["internal-error"]
    return problem(entry.slug, headers=error.headers)


def _on_unusable_words(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnusableWords)
    return problem("unusable-words", error.errors, support=error.support)


def _on_unknown_hook(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnknownHook)
    message = f"There is no such kind of hook. Known kinds: {', '.join(error.known)}."
    return problem("invalid-request", [FieldError(pointer="/hook/kind", message=message)])


def _pointer(error: Mapping[str, Any]) -> str:
    steps = list(error["loc"][1:])
    if error["type"] == "extra_forbidden" and not FIELD_NAME.fullmatch(str(steps[-1])):
        steps.pop()
    return _json_pointer(steps)


def _json_pointer(steps: Iterable[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "There is no such field."
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].upper() + message[1:].rstrip(".") + "."
