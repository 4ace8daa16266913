"""Whatever the OpenAPI document allows or forbids is answered as it says: every check that schemathesis has."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EXAMPLES = os.environ.get("OPENAPI_EXAMPLES", "30")


def test_every_operation_answers_as_documented(start_service: Callable[..., Any], tmp_path: Path) -> None:
    service = start_service()
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run"]
    options = ["--checks", "all", "--exclude-checks", "negative_data_rejection"]  # hooks has one in its place
    options += ["--max-examples", EXAMPLES, "--generation-deterministic", "--no-color"]
    ran = subprocess.run(
        [*command, f"http://127.0.0.1:{service.port}/openapi.json", *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "schemathesis_hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Selected: 7/7" in ran.stdout
