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
from app.messages import Messages, load_hooks, load_messages, pronoun
from app.situation import Stage, Tone
from app.wishes import load_wishes, wish_and_mood

MESSAGE = """
stage: first_contact
tones: [plain]
hook: place
text: "{{ recipient }}, came past {{ detail }} today."
why: One real place.
examples:
  - {recipient: Anna, detail: the mill, reads: "Anna, came past the mill today."}
"""

OCCASION = """
stage: in_touch
tones: [warm]
hook: occasion
text: "{{ detail | wish }}! I hope there's cake."
moods:
  sober: "{{ detail | wish }}. I hope you're all right."
why: A wish and cake, or no cake.
examples:
  - {detail: your 60th, reads: "Happy 60th! I hope there's cake."}
  - {detail: your exam, reads: "Good luck with your exam! I hope there's cake."}
  - {detail: your scan, reads: "Thinking of your scan today. I hope you're all right."}
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
    ("old", "new", "problem"),
    [
        ("  - {detail: your scan", "  # - {detail: your scan", "no example shows the mood sober"),
        ("  sober: ", "  angry: ", "moods.angry"),
        ("{{ detail | wish }}. I", "{{ recipient }}. I", "other fields"),
        ("you're all right.\"\nwhy", "you're all right\u2026\"\nwhy", "ellipsis"),
        ("Happy 60th!", "After your 60th!", "Happy 60th!"),
    ],
)
def test_a_message_shows_what_it_reads_in_each_mood(
    load: Callable[[str], Messages], old: str, new: str, problem: str
) -> None:
    assert load(OCCASION).messages
    broken = OCCASION.replace(old, new, 1)
    assert broken != OCCASION
    with pytest.raises(BadDataFile, match=r"own\.plain-1\.yaml, line 1: ") as refusal:
        load(broken)
    assert problem in str(refusal.value)


def test_moods_need_a_detail(load: Callable[[str], Messages]) -> None:
    text = (
        "stage: in_touch\ntones: [warm]\ntext: Hello.\nmoods: {sober: Hi.}\nwhy: Short.\nexamples: [{reads: Hello.}]\n"
    )
    with pytest.raises(BadDataFile, match="needs a 'hook'"):
        load(text)


@pytest.mark.parametrize(
    ("occasion", "said"),
    [
        ("Christmas", ("Merry Christmas", "happy")),
        ("your 30th birthday", ("Happy 30th", "happy")),
        ("your exam today", ("Good luck with your exam", "luck")),
        ("St Patrick\u2019s Day", ("Happy St Patrick's Day", "happy")),
        ("your graduation", ("Congratulations on your graduation", "happy")),
        ("your thesis defence", ("Good luck with your thesis defence", "luck")),
        ("your mum's birthday", ("Thinking of your mum's birthday today", "sober")),
        ("your blood test", ("Thinking of your blood test today", "sober")),
    ],
)
def test_what_people_wish(occasion: str, said: tuple[str, str]) -> None:
    assert wish_and_mood(occasion) == said


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Happy Diwali}", "Merry Diwali}", "gets 'Happy Diwali'"),
        ("[Diwali]", "[Divali]", "gets 'Thinking of diwali today'"),
        ("mood: happy", "mood: jolly", "mood"),
        ("days: [Diwali]", "patterns: ['(diwali']", "patterns.0"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_place(tmp_path: Path, old: str, new: str, problem: str) -> None:
    wishes = tmp_path / "wishes.yaml"
    text = "- {wish: 'Happy {day}', mood: happy, days: [Diwali], examples: {diwali: Happy Diwali}}\n"
    wishes.write_text(text, encoding="utf-8")
    assert load_wishes(wishes)
    wishes.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadDataFile, match=r"wishes\.yaml, line 1: ") as refusal:
        load_wishes(wishes)
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "detail", "reads"),
    [
        ("Had {{ detail }} and I'm full.", "jollof, the smoky one", "Had jollof, the smoky one, and I'm full."),
        ("{{ detail | opening }} came on.", "the song, the sad one", "The song, the sad one, came on."),
        ("Had {{ detail }}, and I'm full.", "jollof, the smoky one", "Had jollof, the smoky one, and I'm full."),
        ("Had {{ detail }}.", "jollof, the smoky one", "Had jollof, the smoky one."),
        ("Had {{ detail }} again.", "soup, bread and cake", "Had soup, bread and cake again."),
        (
            "Read {{ detail }} again.",
            "Pachinko (the book, not the show)",
            "Read Pachinko (the book, not the show) again.",
        ),
        ("Heard {{ detail }} again.", "Hello, Goodbye", "Heard Hello, Goodbye again."),
        (
            "Thanks to {{ detail }} I sleep.",
            "the hammock, and the hooks",
            "Thanks to the hammock, and the hooks I sleep.",
        ),
    ],
)
def test_a_comma_phrase_is_closed_where_the_sentence_goes_on(
    load: Callable[[str], Messages], text: str, detail: str, reads: str
) -> None:
    template = (
        f"stage: in_touch\ntones: [plain]\nhook: food\ntext: '{text.replace(chr(39), chr(39) * 2)}'\nwhy: Food.\n"
    )
    (message,) = load(template + f'examples:\n  - {{detail: "{detail}", reads: "{reads}"}}\n').messages
    assert message.fill({"detail": detail}) == reads


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
    bodies = [text for each in tools.messages.messages for text in (each.data.text, *each.data.moods.values())]
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


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("your gloves", "them"),
        ("that box of your records", "it"),
        ("your glass", "it"),
        ("ur hoodie & the charger", "them"),
        ("two of your mugs", "them"),
        ("your French dictionary", "it"),
        ("your keys with the tag on them", "them"),
    ],
)
def test_a_found_thing_is_it_or_them(thing: str, said: str) -> None:
    assert pronoun(thing) == said
