"""The service as a real process, and one row of docs/reliability.md for each fault that was tried on it."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
COMMAND = (sys.executable, "-m", "app.cli", "serve")
ROWS = pytest.StashKey[list[str]]()


@dataclass
class Service:
    """A running service; `log` is the file that takes all it prints."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def connect(self, timeout: float = 10) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def answers(self, path: str = "/healthz") -> bool:
        connection = self.connect(timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> int:
        """Asks it to end, and its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def start_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts the service with settings (`FESSUP_` left out of their names) and waits until it answers.

    `command` is what else starts it: the service under strace, or with something broken inside.
    """
    with _starting(tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def start_lasting_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Service]]:
    """Likewise, for a service that all tests of a file share."""
    with _starting(tmp_path_factory.mktemp("service")) as start:
        yield start


@contextmanager
def _starting(folder: Path) -> Iterator[Callable[..., Service]]:
    running: list[Service] = []

    def start(*, wait: bool = True, command: Sequence[str] = COMMAND, **settings: object) -> Service:
        port, log = free_port(), folder / f"service-{len(running)}.log"
        # What a test puts on the path, something broken, comes first.
        path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
        named = {f"FESSUP_{name.upper()}": str(value) for name, value in settings.items()}
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": path, "FESSUP_PORT": str(port), **named},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        service = Service(process, port, log)
        running.append(service)
        deadline = time.monotonic() + START_SECONDS
        while wait and not service.answers():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.1)
        return service

    yield start
    for service in running:
        if service.process.poll() is None:
            service.process.send_signal(signal.SIGCONT)
            service.process.kill()
            service.process.wait()


@pytest.fixture
def fault(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Notes what a fault cost: its name, what was lost, the slowest answer in seconds."""

    def note(name: str, *, lost: str, slowest: float) -> None:
        repeat = f"`pytest {shlex.quote(request.node.nodeid)}`"
        row = f"| {name} | {lost} | {slowest * 1000:.0f} ms | {repeat} |\n"
        request.config.stash.setdefault(ROWS, []).append(row)

    return note


def pytest_sessionfinish(session: pytest.Session) -> None:
    """`make faults` sets FAULTS_PAGE, the page whose table is written anew."""
    page, rows = os.environ.get("FAULTS_PAGE"), session.config.stash.get(ROWS, [])
    if page and rows and not session.testsfailed:
        before, mark, _ = Path(page).read_text(encoding="utf-8").partition("<!-- faults -->\n")
        head = "| fault | what was lost | slowest answer | repeat it |\n| --- | --- | --- | --- |\n"
        Path(page).write_text(before + mark + head + "".join(sorted(rows)), encoding="utf-8")
