"""Data files that are broken or change."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.messages import MESSAGES_DIR

OWN_RULE = """
- id: begging.zanzibar
  severity: strong
  reason: Asks for the moon.
  why: Because.
  instead: Wait.
  source: dont-grovel
  patterns: ["zanzibar me"]
  examples:
    flags: [{text: "just [zanzibar me]", becomes: null}]
    allows: ["zanzibar is far"]
"""


def ask(service: Any, method: str, path: str, body: bytes | None = None) -> bytes:
    connection = service.connect()
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer: bytes = connection.getresponse().read()
    connection.close()
    return answer


def listings(service: Any) -> list[bytes]:
    return [ask(service, "GET", path) for path in ("/v1/rules", "/v1/templates")]


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


def test_a_broken_message_file_is_refused_at_start_with_file_and_line(
    tmp_path: Path, start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    (tmp_path / "first-contact.own.yaml").write_text("stage: first_contact\ntext: {{ nobody\n", encoding="utf-8")
    service = start_service(wait=False, messages_dir=tmp_path)
    assert service.process.wait(timeout=30) == 2
    said = service.log.read_text()
    assert "first-contact.own.yaml, line " in said
    assert "Traceback" not in said
    fault("a messages file broken at start", lost="the start, refused with file and line", slowest=0)


def test_files_that_break_while_it_runs_have_no_effect_until_the_next_start(
    tmp_path: Path, start_service: Callable[..., Any], fault: Callable[..., None]
) -> None:
    rules, messages = tmp_path / "rules", tmp_path / "messages"
    own_message = next(MESSAGES_DIR.glob("*.yaml")).read_text(encoding="utf-8")
    for folder, content in ((rules, OWN_RULE), (messages, own_message)):
        folder.mkdir()
        (folder / "own.yaml").write_text(content, encoding="utf-8")
    service = start_service(rules_dir=rules, messages_dir=messages)
    before = listings(service)
    for folder in (rules, messages):
        (folder / "own.yaml").write_text("{broken", encoding="utf-8")
    started = time.monotonic()
    assert listings(service) == before
    review = ask(service, "POST", "/v1/reviews", b'{"text": "zanzibar me please", "stage": "in_touch"}')
    slowest = time.monotonic() - started
    assert b"begging.zanzibar" in review
    service.stop()
    again = start_service(wait=False, rules_dir=rules, messages_dir=messages)
    assert again.process.wait(timeout=30) == 2
    assert "own.yaml, line " in again.log.read_text()
    fault("rules and messages files changed while it runs", lost="nothing until the next start", slowest=slowest)
