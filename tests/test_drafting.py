"""A situation becomes drafts: clear, varied, short, and the same for the same seed."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.drafting import Tools, review
from app.errors import UnknownHook, UnusableWords
from app.findings import Drafts
from app.situation import Stage

Draft = Callable[..., Drafts]
PLACE = {"kind": "place", "detail": "the ramen place on Mill Road"}


def test_same_request_and_seed_same_drafts(draft: Draft) -> None:
    assert draft(hook=PLACE, count=5) == draft(hook=PLACE, count=5)
    assert draft(hook=PLACE, seed=1).drafts != draft(hook=PLACE, seed=4).drafts


def test_a_seed_is_drawn_and_returned_where_none_is_given(draft: Draft) -> None:
    answer = draft(hook=PLACE, seed=None)
    assert draft(hook=PLACE, seed=answer.seed).drafts == answer.drafts


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("tone", ["warm", "casual", "playful", "plain"])
def test_every_draft_is_clear_as_it_is_sent(tools: Tools, draft: Draft, stage: Stage, tone: str) -> None:
    answer = draft(
        stage=stage, style={"tone": tone}, mistake="shut you out in spring", sender={"name": "Ben"}, count=10
    )
    assert answer.drafts
    for entry in answer.drafts:
        assert entry.review == review(tools, entry.text, stage, check_grammar=False)
        assert entry.review.verdict == "clear"
        assert entry.review.length.segments == 1
        assert entry.review.length.encoding == "gsm7"


def test_a_no_is_final(draft: Draft) -> None:
    answer = draft(hook=PLACE, boundaries={"blocked": True})
    assert answer.drafts == []
    assert answer.shortfall is not None
    assert answer.advice.send_not_before is None


def test_with_wait_and_reflect_first_drafts_come_too(draft: Draft) -> None:
    waiting = draft(hook=PLACE, contact={"weeks_since_last": 1})
    assert waiting.advice.decision == "wait"
    assert len(waiting.drafts) == 3


def test_the_hook_and_the_mistake_are_in_the_text(draft: Draft) -> None:
    for entry in draft(hook=PLACE, count=10).drafts:
        assert "he ramen place on Mill Road" in entry.text
    raised = draft(stage="mistake_raised", mistake="I shut you out in spring.", hook=PLACE, count=10)
    assert raised.drafts
    for entry in raised.drafts:
        assert "I shut you out in spring" in entry.text
        assert "ramen" not in entry.text
        assert ".." not in entry.text


def test_a_mistake_is_kept_for_when_they_raise_it(draft: Draft) -> None:
    answer = draft(mistake="shut you out in spring")
    assert all("shut you out" not in entry.text for entry in answer.drafts)
    assert any("haven't raised it" in reason.text for reason in answer.advice.reasons)


def test_drafts_of_one_answer_open_differently(draft: Draft) -> None:
    openings = [" ".join(entry.text.split()[:2]) for entry in draft(hook=PLACE, count=3).drafts]
    assert len(set(openings)) == 3


def test_excluded_templates_do_not_come_again(draft: Draft) -> None:
    first = {entry.template for entry in draft(hook=PLACE).drafts}
    again = {entry.template for entry in draft(hook=PLACE, exclude_templates=sorted(first)).drafts}
    assert again
    assert not first & again


def test_too_long_a_name_is_said_as_a_shortfall(draft: Draft) -> None:
    answer = draft(recipient={"name": "\u0416" * 60}, hook={"kind": "place", "detail": "\u0416" * 80})
    assert answer.drafts == []
    assert answer.shortfall is not None
    assert draft(recipient={"name": "\u0416" * 30}, hook=PLACE, style={"max_segments": 3}).drafts


def test_template_syntax_in_names_and_hooks_is_plain_text(draft: Draft) -> None:
    name = "{{ 7 * 7 }}{% raw %}"
    answer = draft(recipient={"name": name}, hook={"kind": "place", "detail": "{{ recipient }} & <b>"})
    texts = [entry.text for entry in answer.drafts]
    assert texts
    assert any(name in text for text in texts)
    assert all("{{ recipient }} & <b>" in text for text in texts)


def test_few_emoji_add_at_most_one_and_none_adds_none(draft: Draft) -> None:
    plain = draft(hook=PLACE, count=10)
    assert all(entry.text.isascii() for entry in plain.drafts)
    few = draft(hook=PLACE, count=10, style={"emoji": "few", "max_segments": 3})
    assert any(not entry.text.isascii() for entry in few.drafts)


@pytest.mark.parametrize(
    ("said", "pointer", "rule"),
    [
        ({"hook": {"kind": "belonging", "detail": "her blue jumper"}}, "/hook/detail", "own-words.third-person"),
        ({"hook": {"kind": "song", "detail": "our song"}}, "/hook/detail", "own-words.couple"),
        ({"hook": {"kind": "place", "detail": "our anniversary spot"}}, "/hook/detail", "own-words.couple"),
        (
            {"stage": "mistake_raised", "mistake": "ignored her for weeks"},
            "/mistake",
            "own-words.third-person",
        ),
    ],
)
def test_own_words_that_cannot_stand_are_pointed_at(
    draft: Draft, said: dict[str, Any], pointer: str, rule: str
) -> None:
    with pytest.raises(UnusableWords) as refusal:
        draft(**said)
    assert (pointer, rule) in {(entry.pointer, entry.rule) for entry in refusal.value.errors}


def test_begging_in_own_words_carries_the_rule_and_its_place_in_the_field(draft: Draft) -> None:
    with pytest.raises(UnusableWords) as refusal:
        draft(hook={"kind": "place", "detail": "😀 please give me one more chance, zanzibar"})
    (entry,) = refusal.value.errors
    assert (entry.category, entry.severity, entry.start, entry.start_utf16) == ("begging", "strong", 2, 3)
    assert "zanzibar" not in str(refusal.value)


def test_the_recipients_pronouns_say_who_is_meant(draft: Draft) -> None:
    her = {"name": "Anna", "pronouns": "she"}
    assert draft(recipient=her, hook={"kind": "place", "detail": "the pub he runs now"}).drafts
    with pytest.raises(UnusableWords):
        draft(recipient=her, hook={"kind": "place", "detail": "the pub she runs now"})


def test_words_of_danger_raise_support_wherever_they_stand(draft: Draft) -> None:
    answer = draft(mistake="want to kill myself")
    assert [line.kind for line in answer.advice.support] == ["crisis"]
    threat = draft(change={"what_changed": "I will find you and hurt you if you don't answer"})
    assert {line.kind for line in threat.advice.support} == {"own_behaviour", "hurt_by_other"}


def test_objections_count_in_the_field_as_it_was_sent(draft: Draft) -> None:
    detail = "  😀\tthe mill,  our  song "
    with pytest.raises(UnusableWords) as refusal:
        draft(hook={"kind": "song", "detail": detail})
    (entry,) = refusal.value.errors
    assert entry.start is not None
    assert detail[entry.start : entry.end] == "our  song"
    assert entry.start_utf16 == entry.start + 1


@pytest.mark.parametrize("mistake", ["You left me first", "nothing, you overreacted", "am nothing without you"])
def test_a_mistake_has_to_be_one(draft: Draft, mistake: str) -> None:
    with pytest.raises(UnusableWords):
        draft(stage="mistake_raised", mistake=mistake)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"stage": "mistake_raised", "mistake": "I've  Ignored your calls."}, "I have Ignored your calls"),
        ({"stage": "mistake_raised", "mistake": "Ignored your calls!"}, "I ignored your calls"),
        ({"stage": "mistake_raised", "mistake": "  I ignored your calls"}, "I ignored your calls"),
        (
            {"stage": "mistake_raised", "mistake": "read your phone. more than once"},
            "I read your phone, more than once",
        ),
        ({"hook": {"kind": "their_news", "detail": "Your new job"}}, "your new job"),
        ({"hook": {"kind": "animal", "detail": "St. bernard puppies"}}, "St. bernard puppies"),
        ({"hook": {"kind": "show", "detail": "The Bear"}}, "The Bear"),
    ],
)
def test_own_words_stand_in_a_sentence(draft: Draft, said: dict[str, Any], words: str) -> None:
    texts = [entry.text for entry in draft(**said, count=10).drafts]
    assert texts
    assert any(words in text for text in texts)
    assert all(words.lower() in text.lower() for text in texts)


def test_a_name_that_pleads_is_pointed_at(draft: Draft) -> None:
    with pytest.raises(UnusableWords) as refusal:
        draft(recipient={"name": "Anna, please take me back"})
    assert refusal.value.errors[0].pointer == "/recipient/name"


def test_a_no_comes_before_any_objection_to_wording(draft: Draft) -> None:
    answer = draft(boundaries={"blocked": True}, hook={"kind": "place", "detail": "our song"})
    assert answer.advice.decision == "do_not_contact"


def test_having_hurt_somebody_points_to_help_for_both_sides(draft: Draft) -> None:
    answer = draft(stage="mistake_raised", mistake="hit you")
    assert {line.kind for line in answer.advice.support} == {"own_behaviour", "hurt_by_other"}


def test_titles_may_hold_any_pronoun(draft: Draft) -> None:
    assert draft(hook={"kind": "song", "detail": "She's Always a Woman"}).drafts


def test_an_unknown_hook_is_refused(draft: Draft) -> None:
    for boundaries in ({}, {"blocked": True}):
        with pytest.raises(UnknownHook):
            draft(hook={"kind": "castle", "detail": "x"}, boundaries=boundaries)


def test_crisis_words_in_the_situation_raise_support(draft: Draft) -> None:
    answer = draft(change={"what_changed": "I don't want to live anymore"}, country="gb")
    assert ("crisis", "Samaritans") in {(line.kind, line.name) for line in answer.advice.support}


def test_no_joke_goes_to_somebody_bitter_and_other_tones_stand_in(tools: Tools, draft: Draft) -> None:
    answer = draft(hook=PLACE, style={"tone": "playful"}, contact={"bitterness": "high"})
    assert len(answer.drafts) == 3
    assert any("joke can sting" in reason.text for reason in answer.advice.reasons)
    tones = {message.id: message.data.tones for message in tools.messages.messages}
    assert all(tones[entry.template] != ["playful"] for entry in answer.drafts)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Maria Beatriz da Concei\u00e7\u00e3o Albuquerque", "Maria"),
        ("ANNA", "Anna"),
        ("JJ", "JJ"),
        ("Mary Jane", "Mary Jane"),
        ("O'BRIEN", "O'Brien"),
        ("Dr. Ama Owusu Mensah", "Ama"),
        ("Dr. Meera Subramaniam", "Meera"),
        ("PROF ANNA BELL", "Anna"),
        ("Mrs Okafor", "Mrs Okafor"),
        ("Noel O'Dwyer", "Noel"),
        ("Dmitri K.", "Dmitri"),
        ("Mrs van der Berg", "Mrs van der Berg"),
    ],
)
def test_names_are_written_as_a_friend_would(draft: Draft, given: str, written: str) -> None:
    drafts = draft(recipient={"name": given}, hook=PLACE, style={"max_segments": 2}, count=10).drafts
    texts = [entry.text for entry in drafts]
    assert any(written in text for text in texts)
    assert all(given == written or given not in text for text in texts)


def test_after_a_year_of_silence_a_first_text_is_signed(draft: Draft) -> None:
    said: dict[str, Any] = {"sender": {"name": "Uche"}, "hook": PLACE, "count": 10}
    lapsed = draft(contact={"weeks_since_last": 200}, **said).drafts
    assert all(entry.text.count("Uche") == 1 for entry in lapsed)
    lately = draft(contact={"weeks_since_last": 20}, **said).drafts
    assert not any(entry.text.endswith("Uche") for entry in lately)


def test_a_first_text_names_somebody_where_the_name_leaves_room(draft: Draft) -> None:
    for seed in range(8):
        assert all("Anna" in entry.text for entry in draft(recipient={"name": "Anna"}, hook=PLACE, seed=seed).drafts)


def test_a_strange_animal_is_met_and_not_asked_after(draft: Draft) -> None:
    drafts = draft(hook={"kind": "animal", "detail": "3 baby possums"}, count=10).drafts
    assert len(drafts) == 10
    assert not any(re.search(r"say h|please|regards", entry.text, re.IGNORECASE) for entry in drafts)


def test_a_detail_with_a_clause_of_its_own_ends_its_sentence(draft: Draft) -> None:
    clause = "the pie shop, the one with the giant dog"
    for entry in draft(hook={"kind": "place", "detail": clause}).drafts:
        assert re.search(re.escape(clause) + r"[.?!]", entry.text)


def test_a_name_with_a_full_stop_keeps_one(draft: Draft) -> None:
    texts = [
        entry.text
        for seed in range(8)
        for entry in draft(recipient={"name": "Louis C.K."}, hook=PLACE, seed=seed).drafts
    ]
    assert any("Louis C.K." in text for text in texts)
    assert not any(".." in text for text in texts)


@pytest.mark.parametrize(
    ("occasion", "wish"),
    [
        ("your 60th", "Happy 60th"),
        ("Eid", "Eid Mubarak"),
        ("your exam", "Good luck with your exam"),
        ("your mum's memorial", "Thinking of your mum's memorial today"),
    ],
)
def test_an_occasion_gets_the_wish_that_people_make(draft: Draft, occasion: str, wish: str) -> None:
    texts = [entry.text for entry in draft(stage="in_touch", hook={"kind": "occasion", "detail": occasion}).drafts]
    assert texts
    assert all(wish in text for text in texts)


@pytest.mark.parametrize("tone", ["warm", "casual", "playful", "plain"])
def test_a_solemn_day_gets_no_cheer(tools: Tools, draft: Draft, tone: str) -> None:
    hook = {"kind": "occasion", "detail": "your operation"}
    drafts = draft(stage="in_touch", hook=hook, style={"tone": tone, "emoji": "few"}, count=10).drafts
    data = {message.id: message.data for message in tools.messages.messages}
    assert len(drafts) == 10
    assert all("!" not in entry.text and entry.text.isascii() for entry in drafts)
    assert all("sober" in data[entry.template].moods or "playful" not in data[entry.template].tones for entry in drafts)


@pytest.mark.parametrize("detail", ["that you fed the cats all of June", "that you passed your test"])
def test_half_a_sentence_as_a_detail_is_pointed_at(draft: Draft, detail: str) -> None:
    with pytest.raises(UnusableWords) as refusal:
        draft(hook={"kind": "thanks", "detail": detail})
    assert {entry.rule for entry in refusal.value.errors} == {"own-words.clause"}
