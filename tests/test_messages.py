"""Messages: every file is proved when loaded, and a hostile one does no harm."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from app import messages
from app.advice import known_facts
from app.drafting import Tools
from app.errors import BadDataFile
from app.kit import load_tools
from app.messages import Messages, load_hooks, load_messages
from app.situation import Stage, Tone

MESSAGE = """
stage: first_contact
tones: [plain]
hook: place
text: "{{ recipient }}, came past {{ detail }} today."
why: One real place.
examples:
  - {recipient: Anna, detail: the mill, reads: "Anna, came past the mill today."}
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Messages]:
    monkeypatch.setattr(messages, "MESSAGES_DIR", tmp_path)
    hooks = load_hooks()

    def load_from(text: str) -> Messages:
        (tmp_path / "own.plain-1.yaml").write_text(text, encoding="utf-8")
        return load_messages(hooks, known_facts(hooks))

    return load_from


def test_a_writers_own_message_joins_the_others(tmp_path: Path, tools: Tools) -> None:
    (tmp_path / "own.plain-1.yaml").write_text(MESSAGE, encoding="utf-8")
    hooks = load_hooks()
    found = {message.id for message in load_messages(hooks, known_facts(hooks), tmp_path).messages}
    assert found == {message.id for message in tools.messages.messages} | {"own.plain-1"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{{ detail }}", "the mill", "go together"),
        ("hook: place\n", "", "go together"),
        ("hook: place", "hook: castle", "no hook kind"),
        ("{{ recipient }}, c", "C", "an example gives"),
        ("{{ recipient }}", "{{ nobody }}", "no field"),
        ("{{ recipient }}", "{{ recipient | upper }}", "upper"),
        ("{{ recipient }}", "{{ recipient", "can't be read"),
        ("came past", "came \u2014 past", "long dash"),
        ("reads: ", "reeds: ", "reads"),
        ("today.", "to-day.", "reads"),
        ("tones: [plain]", "tones: [angry]", "tones"),
        ("tones: [plain]", "tones: [plain]\nwhen: {weather: [rain]}", "no fact"),
        ("tones: [plain]", "tones: [plain]\nwhen: {breakup.manner: [cheatng]}", "never 'cheatng'"),
        ("tones: [plain]", "tones: [plain]\nwhen: {recipient.name: [Anna]}", "no fact"),
        ("why: One real place.", "", "why"),
    ],
)
def test_a_broken_message_is_refused_with_its_place(
    load: Callable[[str], Messages], old: str, new: str, problem: str
) -> None:
    broken = MESSAGE.replace(old, new, 1)
    assert broken != MESSAGE
    with pytest.raises(BadDataFile, match=r"own\.plain-1\.yaml, line 1: ") as refusal:
        load(broken)
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 'a' * 10**9 }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ recipient.__class__.__mro__ }}",
        "{{ recipient|string * 999999999 }}",
        "{{ [recipient] }}",
        "{% if recipient %}x{% endif %}",
        "{% include '/etc/passwd' %}",
        "{{ cycler() }}",
        "{{ ('%099999999d' % 1) }}",
    ],
)
def test_a_hostile_template_is_refused_before_it_runs(load: Callable[[str], Messages], hostile: str) -> None:
    started = time.monotonic()
    with pytest.raises(BadDataFile, match=r"isn't allowed|can't be read"):
        load(MESSAGE.replace("{{ recipient }}", hostile))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("text", "problem"),
    [("please give me one more chance", "flagged"), ("a " * 85 + "long walk", "longer than one")],
)
def test_a_message_that_is_flagged_or_too_long_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "own.plain-1.yaml").write_text(
        MESSAGE.replace("came past {{ detail }} today.", f"{text} {{{{ detail }}}}").replace(
            "came past the mill today.", f"{text} the mill"
        ),
        encoding="utf-8",
    )
    with pytest.raises(BadDataFile, match=problem):
        load_tools(messages_dir=tmp_path)


def test_every_stage_and_tone_has_messages(tools: Tools) -> None:
    found = {(message.data.stage, tone) for message in tools.messages.messages for tone in message.data.tones}
    assert len(found) == 12


def test_every_hook_kind_has_first_messages_in_the_tones_that_suit_it(tools: Tools) -> None:
    for kind in tools.messages.hooks:
        tones = {
            tone
            for message in tools.messages.messages
            if message.data.hook == kind and message.data.stage == "first_contact"
            for tone in message.data.tones
        }
        expected = {"warm", "casual", "plain"} | (set() if kind == "condolence" else {"playful"})
        assert tones >= expected


def test_no_two_messages_share_their_words(tools: Tools) -> None:
    bodies = [message.data.text for message in tools.messages.messages]
    assert len(bodies) == len(set(bodies))


def test_three_people_in_one_situation_do_not_send_the_same_text(tools: Tools) -> None:
    """At least twelve bodies for every hook kind, stage and tone; nobody jokes about a death."""
    bodies = Counter(
        (message.data.stage, message.data.hook, tone)
        for message in tools.messages.messages
        for tone in message.data.tones
    )
    few = {
        (stage, hook, tone): bodies[stage, hook, tone]
        for stage in (Stage.FIRST_CONTACT, Stage.IN_TOUCH)
        for hook in tools.messages.hooks
        for tone in get_args(Tone)
        if (hook, tone) != ("condolence", "playful") and bodies[stage, hook, tone] < 12
    }
    assert few == {}
