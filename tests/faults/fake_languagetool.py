"""A server in LanguageTool's place that misbehaves as it is told, byte by byte."""

import json
import socketserver
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from socket import SO_LINGER, SOL_SOCKET, socket
from threading import Thread
from typing import Any

Behaviour = Callable[[socket], None]


def answer(body: bytes, *, status: int = 200, kind: str = "application/json", extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{extra}Connection: close\r\n\r\n".encode() + body


def says(body: bytes, **more: Any) -> Behaviour:
    return lambda caller: caller.sendall(answer(body, **more))


def issue(offset: Any, length: Any) -> dict[str, Any]:
    rule = {"id": "FAKE", "issueType": "grammar", "category": {"id": "GRAMMAR"}}
    context = {"text": "", "offset": 0}
    return {
        "message": "A slip.",
        "replacements": [],
        "offset": offset,
        "length": length,
        "context": context,
        "rule": rule,
    }


def finds(*places: tuple[Any, Any]) -> Behaviour:
    return says(json.dumps({"matches": [issue(*place) for place in places]}).encode())


GOOD = finds()


def slowly(caller: socket) -> None:
    time.sleep(5)
    GOOD(caller)


def byte_by_byte(caller: socket) -> None:
    for byte in answer(b'{"matches": []}'):
        caller.sendall(bytes([byte]))
        time.sleep(0.1)


def half(caller: socket) -> None:
    caller.sendall(answer(b'{"matches": [' + b" " * 1000)[:-600])


def without_end(caller: socket) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        caller.sendall(b" " * 65_536)


def reset(caller: socket) -> None:
    caller.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))


class FakeLanguageTool:
    """Listens at a port of its own until it is closed; `asked` counts the requests."""

    def __init__(self, port: int = 0) -> None:
        self.behaviour: Behaviour = GOOD
        self.asked = 0
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                length = 0
                while (line := self.rfile.readline()) not in {b"\r\n", b""}:
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                self.rfile.read(length)
                fake.asked += 1
                with suppress(OSError):
                    fake.behaviour(self.connection)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
