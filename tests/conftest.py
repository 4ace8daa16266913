"""The real rules, messages and libraries, loaded once for all tests."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.drafting import Tools, write_drafts
from app.findings import Drafts
from app.kit import load_tools
from app.main import create_app
from app.settings import Settings
from app.situation import Situation

FIXTURES = Path(__file__).parent / "fixtures"
LANGUAGETOOL = Path(__file__).parents[1] / "languagetool"
LANGUAGETOOL_START_SECONDS = 60


@dataclass
class RunningLanguageTool:
    """A real LanguageTool server, not warmed."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Under REQUIRE_ALL=1 a skipped test is a failed one."""
    report = yield
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def tools() -> Tools:
    return load_tools(prove_all=True)


@pytest.fixture(scope="session")
def client(tools: Tools) -> TestClient:
    # A busy machine is no fault: only the tests of the deadline meet it.
    return TestClient(create_app(Settings(deadline_seconds=60), tools), raise_server_exceptions=False)


@pytest.fixture
def draft(tools: Tools) -> Callable[..., Drafts]:
    """Drafts for a situation with a recipient called Anna and whatever else a test says."""

    def drafts(**said: Any) -> Drafts:
        return write_drafts(tools, Situation.model_validate({"recipient": {"name": "Anna"}, "seed": 7, **said}))

    return drafts


@pytest.fixture(scope="session")
def start_languagetool() -> Iterator[Callable[..., RunningLanguageTool]]:
    """Starts a LanguageTool at a port and waits until it listens."""
    if shutil.which("java") is None or not list((LANGUAGETOOL / "lib").glob("languagetool-server-*.jar")):
        pytest.skip("needs Java and LanguageTool: make languagetool-fetch")
    running: list[subprocess.Popen[bytes]] = []

    def start(port: int) -> RunningLanguageTool:
        command = ["java", "-Xmx512m", "-cp", "lib/*", "org.languagetool.server.HTTPServer"]
        process = subprocess.Popen(
            [*command, "--config", "server.properties", "--port", str(port)],
            cwd=LANGUAGETOOL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(process)
        deadline = time.monotonic() + LANGUAGETOOL_START_SECONDS
        while not _listens(port):
            assert process.poll() is None, "LanguageTool ended"
            assert time.monotonic() < deadline, "LanguageTool did not start"
            time.sleep(0.1)
        return RunningLanguageTool(process, port)

    yield start
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
        process.wait()


@pytest.fixture(scope="session")
def languagetool(start_languagetool: Callable[..., RunningLanguageTool]) -> RunningLanguageTool:
    """One LanguageTool for all tests that leave it running."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    return start_languagetool(port)


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
