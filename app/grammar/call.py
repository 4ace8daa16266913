"""One question to one server, straight there, which another thread can cut short."""

import socket
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

MOST_BYTES = 2_000_000


class Call:
    """A POST of a form. No redirect, no proxy of the environment, no credentials, no second try.

    `seconds` bounds each step, not the whole: a server may send its answer byte by byte. Who waits for the whole calls
    `end` when it is enough.
    """

    def __init__(self, url: str, seconds: float) -> None:
        server = urlsplit(url)
        connection = HTTPSConnection if server.scheme == "https" else HTTPConnection
        self._connection = connection(server.hostname or "", server.port, timeout=seconds)
        self._ended = False

    def post(self, path: str, form: str) -> bytes:
        """The body of a 200. Raises OSError where there is no answer, HTTPException where there is another one."""
        try:
            self._connection.connect()
            if self._ended:
                raise TimeoutError
            self._connection.request(
                "POST", path, form.encode("ascii"), {"Content-Type": "application/x-www-form-urlencoded"}
            )
            response = self._connection.getresponse()
            body = response.read(MOST_BYTES + 1)
            if response.status != HTTPStatus.OK or len(body) > MOST_BYTES:
                raise HTTPException
            return body
        finally:
            self._connection.close()

    def end(self) -> None:
        """Wake whoever waits in `post`; it raises there."""
        self._ended = True
        # Held here: the other thread may let go of it at any moment.
        waiting: socket.socket | None = self._connection.sock
        with suppress(OSError):
            if waiting is not None:
                waiting.shutdown(socket.SHUT_RDWR)
