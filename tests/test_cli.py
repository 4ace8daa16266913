"""The command line: the other door to the same answers."""

import io
import json
from pathlib import Path

import pytest

from app import cli


def test_review_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("please give me one more chance"))
    assert cli.main(["review", "--stage", "in_touch"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "rethink"


def test_draft_reads_a_situation(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"recipient": {"name": "Anna"}, "seed": 3}'))
    assert cli.main(["draft"]) == 0
    assert len(json.loads(capsys.readouterr().out)["drafts"]) == 3


def test_no_situation_is_told_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"recipient": {"name": "secret\\u0000"}}'))
    assert cli.main(["draft"]) == 2
    told = capsys.readouterr().err
    assert "recipient.name" in told
    assert "secret" not in told


def test_nothing_to_review_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(" "))
    assert cli.main(["review"]) == 2


def test_health_says_so_where_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FESSUP_PORT", "1")
    assert cli.main(["health"]) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FESSUP_PORT", "high"),
        ("FESSUP_LOG_LEVEL", "loud"),
        ("FESSUP_CORS_ORIGINS", "https://example.com"),
        ("FESSUP_RULES_DIR", "/nonexistent"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert cli.main(["docs", "--check"]) == 2
    assert name in capsys.readouterr().err


def test_a_broken_rules_folder_is_refused_with_file_and_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text("- id: begging.mine\n", encoding="utf-8")
    monkeypatch.setenv("FESSUP_RULES_DIR", str(tmp_path))
    assert cli.main(["serve"]) == 2
    assert "mine.yaml, line 1" in capsys.readouterr().err
