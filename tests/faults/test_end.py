"""The service is asked to end while it works."""

import json
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

BODY = json.dumps({"recipient": {"name": "Anna"}, "count": 3, "grammar": True}).encode()
CLIENTS = 12


def test_every_accepted_request_is_answered_before_the_end(
    start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    service = start_service()
    connections = [service.connect() for _ in range(CLIENTS)]
    for connection in connections:
        connection.request("POST", "/v1/drafts", BODY, {"Content-Type": "application/json"})
    time.sleep(0.3)  # all of them are read, none of the last is done
    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(lambda c=connection: c.getresponse().read()) for connection in connections]
        status = service.stop()
        ended = time.monotonic() - started
        answers = [json.loads(one.result()) for one in asked]
    for connection in connections:
        connection.close()
    assert status == 0
    assert ended < 10
    # The last in line may be turned away; nobody is left without an answer.
    assert all("drafts" in answer or answer["status"] == 503 for answer in answers)
    assert any("drafts" in answer for answer in answers)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", service.port))
    fault("SIGTERM under load", lost="nothing that was accepted; exit status 0", slowest=ended)
