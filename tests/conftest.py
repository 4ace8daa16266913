"""The real rules, messages and libraries, loaded once for all tests."""

import os
from collections.abc import Callable
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
