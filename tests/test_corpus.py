"""The labelled texts are well-formed, as many and as varied as they should be, and `check` is as it was committed."""

import hashlib
from collections import Counter
from typing import Any

import pytest
from quality import CORPUS, SNAPSHOT, flagged_clear
from quality import texts as read

from app.drafting import Tools
from app.findings import Category, Severity, Verdict
from app.situation import Stage


def texts(part: str) -> list[dict[str, Any]]:
    return list(read(part))


@pytest.fixture(scope="module", params=["build", "check"])
def part(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return texts(request.param)


def test_every_line_is_well_formed(part: list[dict[str, Any]]) -> None:
    assert len({entry["id"] for entry in part}) == len(part)
    for entry in part:
        assert entry["stage"] in list(Stage)
        assert entry["verdict"] in (None, *Verdict)
        assert (entry["kind"] == "flagged") == bool(entry["flags"]) == (entry["verdict"] != "clear")
        for flag in entry["flags"]:
            assert flag["category"] in list(Category)
            assert flag["severity"] in (None, *Severity)
            assert flag["start"] is None or 0 <= flag["start"] < flag["end"] <= len(entry["text"])


def test_all_stages_and_categories_are_there_flagged_and_clear(part: list[dict[str, Any]]) -> None:
    stages = Counter((entry["stage"], entry["verdict"] == "clear") for entry in part)
    assert len(stages) == 6
    assert min(stages.values()) > len(part) / 20
    categories = Counter(flag["category"] for entry in part for flag in entry["flags"])
    assert len(categories) == 14
    assert min(categories.values()) >= 45


def test_check_is_hard_enough_and_has_short_texts() -> None:
    check = texts("check")
    clear = [entry for entry in check if entry["verdict"] == "clear"]
    assert len(check) >= 1200
    assert sum(entry["kind"] == "hard" for entry in clear) >= 0.6 * len(clear)
    assert sum(len(entry["text"].split()) <= 8 for entry in check) >= 0.15 * len(check)


def test_there_are_six_thousand_texts_and_five_hundred_pairs() -> None:
    both = texts("build") + texts("check")
    assert len(both) >= 6000
    assert len(Counter(entry["pair"] for entry in both if entry["pair"])) >= 500


def test_check_is_as_it_was_committed() -> None:
    for line in (CORPUS / "check.sha256").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((CORPUS / "check" / name).read_bytes()).hexdigest() == digest


def test_what_the_rules_flag_in_clear_texts_is_known(tools: Tools) -> None:
    """After a change to a rule: `make quality`, and look at what the snapshot newly holds."""
    assert "".join(flagged_clear(tools.wording)).splitlines() == SNAPSHOT.read_text(encoding="utf-8").splitlines()
