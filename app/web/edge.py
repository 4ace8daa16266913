"""The layer around the application, plain ASGI: limits, headers, one log line, and a net under everything."""

import time
from pathlib import Path
from traceback import extract_tb
from typing import Any

from asgi_correlation_id import correlation_id
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.logs import log
from app.web.metrics import Metrics
from app.web.problems import problem

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
BODY_METHODS = frozenset(("POST", "PUT", "PATCH"))


class Edge:
    """Wraps the application. Nothing it writes anywhere holds a word of what was sent."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int, metrics: Metrics) -> None:
        self._app, self._max_body_bytes, self._metrics = app, max_body_bytes, metrics

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

        answered = _Once(send_with_headers)
        try:
            await self._answer(scope, receive, answered)
        except Exception as error:  # noqa: BLE001  # the net: whatever failed, only its kind and place are told
            log("request_failed", level="error", error=type(error).__name__, where=_place(error))
            if not answered.begun:
                await problem("internal-error")(scope, receive, answered)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.observe(method, route, status, seconds)
            log(
                "request",
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1e3, 1),
                request_id=correlation_id.get(),
            )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in BODY_METHODS:
            body = await _read_body(scope, receive, self._max_body_bytes)
            if body is None:
                await problem("too-large", headers={"Connection": "close"})(scope, receive, send)
                return
            receive = _replay(body, receive)
        await self._app(scope, receive, send)


class _Once:
    """A `send` that remembers whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        await self._send(message)


async def _read_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The body, or None where it is, or says it is, larger than `most` bytes."""
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            return None
        if not message.get("more_body"):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


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
