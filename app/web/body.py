"""The body of a request: read whole before anything is done for it, within a size and a time."""

import anyio  # the time a sender may take
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from app.web.problems import problem

LINGER_SECONDS = 2
CLOSE = {"Connection": "close"}


async def read_body(scope: Scope, receive: Receive, most: int, seconds: float) -> bytes | None:
    """The body, or None where it is, or says it is, larger than `most` bytes.

    Raises the 408 where it is not there whole within `seconds`.
    """
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        return None
    chunks: list[bytes] = []
    size = 0
    with anyio.move_on_after(seconds):
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
    raise HTTPException(408, headers=CLOSE)


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body already read, then whatever comes after it."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


async def refuse_large(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 413 at once, then let the rest of the body run into nothing for a moment.

    A connection closed on a sender who is still sending is reset, and the answer lost with it.
    """

    async def keep_open(message: Message) -> None:
        await send({**message, "more_body": True} if message["type"] == "http.response.body" else message)

    await problem("too-large", headers=CLOSE)(scope, receive, keep_open)
    with anyio.move_on_after(LINGER_SECONDS):
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.body", "body": b""})
