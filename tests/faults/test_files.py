"""Data files that are broken or change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_broken_rule_file_is_refused_at_start_with_file_and_line(
    tmp_path: Path, start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    (tmp_path / "own.yaml").write_text("- id: begging.own\n  severity: loud\n", encoding="utf-8")
    service = start_service(wait=False, rules_dir=tmp_path)
    assert service.process.wait(timeout=30) == 2
    said = service.log.read_text()
    assert "own.yaml" in said
    assert "line 1" in said
    fault("a rules file broken at start", lost="the start, refused with file and line", slowest=0)
