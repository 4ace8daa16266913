"""The layer around the application, plain ASGI: limits, headers, one log line, and a net under everything."""

import asyncio
import time
from pathlib import Path
from traceback import extract_tb
from typing import Any

import anyio  # the deadline of the work
from asgi_correlation_id import correlation_id
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.body import read_body, refuse_large, replay
from app.web.limits import Limits, Queue, overloaded
from app.web.logs import log
from app.web.metrics import Metrics
from app.web.problems import http_problem, problem

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
QUEUED = frozenset(("/v1/reviews", "/v1/drafts"))
BODY_METHODS = frozenset(("POST", "PUT", "PATCH"))


class Edge:
    """Wraps the application. Nothing it writes anywhere holds a word of what was sent."""

    def __init__(self, app: ASGIApp, *, limits: Limits, metrics: Metrics) -> None:
        self._app, self._limits, self._metrics = app, limits, metrics
        self._queue = Queue(limits)
        self._at_work: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP is passed through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        method = scope["method"] if scope["method"] in METHODS else "other"
        status = 500

        bodiless = scope["method"] == "HEAD"
        if bodiless:
            scope = {**scope, "method": "GET"}

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, scope)
            elif bodiless:
                message = {**message, "body": b""}
            await send(message)

        # What has no body is answered from what is ready, and under any load: health checks, lists, the page.
        answer = self._admit if scope["method"] in BODY_METHODS else self._app
        try:
            await _safely(answer, scope, receive, _Answer(send_with_headers))
        finally:
            seconds = time.perf_counter() - started
            refused_early: str = scope["path"] if scope["path"] in QUEUED else "unmatched"
            route: str = getattr(scope.get("route"), "path", refused_early)
            self._metrics.observe(method, route, status, seconds)
            log(
                "request",
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1e3, 1),
                request_id=correlation_id.get(),
            )

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then have the work done in its turn and in time.

        The work is a task of its own: a thread can't be stopped, so where time is up the sender is told, while the
        thread goes on to its end and keeps its place until then.
        """
        body = await read_body(scope, receive, self._limits.body_bytes, self._limits.body_seconds)
        if body is None:
            await refuse_large(scope, receive, send)
            return
        answer = _Answer(send)
        work = asyncio.create_task(_safely(self._in_turn, scope, replay(body, receive), answer))
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        await asyncio.wait({work}, timeout=self._limits.deadline_seconds)
        if not answer.begun:
            answer.too_late = True
            raise overloaded()
        await work

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        with anyio.move_on_after(self._limits.deadline_seconds):
            async with self._queue.turn():
                await self._app(scope, receive, send)


class _Answer:
    """A `send` that remembers whether an answer has begun, and keeps back one that comes too late."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun, self.too_late = send, False, False

    async def __call__(self, message: Message) -> None:
        if not self.too_late:
            self.begun = True
            await self._send(message)


async def _safely(app: ASGIApp, scope: Scope, receive: Receive, answer: _Answer) -> None:
    """Run it; whatever fails, only its kind and place are told."""
    try:
        await app(scope, receive, answer)
    except HTTPException as refused:
        await http_problem(refused)(scope, receive, answer)
    except Exception as error:  # noqa: BLE001  # the net
        log("request_failed", level="error", error=type(error).__name__, where=_place(error))
        if not answer.begun:
            await problem("internal-error")(scope, receive, answer)


def _add_headers(message: Message, scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if scope["method"] in BODY_METHODS:
        headers.setdefault("Cache-Control", "no-store")


def _place(error: BaseException) -> str:
    """File and line where an error was raised; its message may hold what was sent and is left out."""
    frames: list[Any] = list(extract_tb(error.__traceback__))
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
