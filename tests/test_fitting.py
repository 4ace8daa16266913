"""A name and a detail as they stand in a message."""

import pytest

from app.fitting import called, completes_frame, completes_i


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Noel O'Dwyer", "Noel"),
        ("Dmitri K.", "Dmitri"),
        ("Ailsa McKay", "Ailsa"),
        ("Mrs O'Brien", "Mrs O'Brien"),
        ("Mary Ann", "Mary Ann"),
        ("Big D", "Big D"),
        ("Kim Min-jun", "Kim Min-jun"),
        ("J", "J"),
        ("O'Brien", "O'Brien"),
        ("Nguy\u1ec5n V\u0103n Tu\u1ea5n", "Tu\u1ea5n"),
        ("Tan Wei Ling", "Wei Ling"),
        ("Aunty Pat's Rosie", "Rosie"),
        ("Engr. Emeka", "Emeka"),
    ],
)
def test_a_name_is_written_as_a_friend_would(given: str, written: str) -> None:
    assert called(given) == written


@pytest.mark.parametrize(
    ("asked", "reads"),
    [
        ("what was that vet called", "what that vet was called"),
        ("What's the name of the plumber?", "what the name of the plumber is"),
        ("which key is the spare one", "which key is the spare one"),
        ("where are those biscuits from", "where those biscuits are from"),
        ("which plumber you used", "which plumber you used"),
        ("whether the loft key is the brass one", "whether the loft key is the brass one"),
    ],
)
def test_a_question_follows_do_you_remember(asked: str, reads: str) -> None:
    assert completes_frame(asked, "question") == reads


@pytest.mark.parametrize(
    ("given", "reads"),
    [("Squash", "squash"), ("Climbing", "climbing"), ("Bring Me the Horizon", "Bring Me the Horizon")],
)
def test_a_hobby_loses_the_capital_of_a_keyboard(given: str, reads: str) -> None:
    assert completes_frame(given, "shared_interest") == reads


@pytest.mark.parametrize(
    ("given", "reads"),
    [
        ("I'll own it, I lied", "will own it, I lied"),
        ("Ive been cold to you", "have been cold to you"),
        ("im the one who left", "am the one who left"),
        ("I, I left", "left"),
        ("I shut you out in spring.", "shut you out in spring"),
        ("ignored you", "ignored you"),
    ],
)
def test_a_mistake_follows_i(given: str, reads: str) -> None:
    assert completes_i(given) == reads


def test_a_title_of_several_words_keeps_its_capital() -> None:
    assert completes_frame("All Bar One", "place") == "All Bar One"
    assert completes_frame("My dentist I told you about", "place") == "my dentist I told you about"


@pytest.mark.parametrize(
    ("detail", "kind", "reads"),
    [
        ("which dentist did you go to", "question", "which dentist you went to"),
        ("what paint did you use in the hall", "question", "what paint you used in the hall"),
        ("passing the NCLEX", "their_news", "you passing the NCLEX"),
        ("your new job", "their_news", "your new job"),
        ("THE SLOW COOKER", "belonging", "the slow cooker"),
        ("\u201cMotion Sickness\u201d", "song", "Motion Sickness"),
    ],
)
def test_a_detail_fits_the_frame_of_its_kind(detail: str, kind: str, reads: str) -> None:
    assert completes_frame(detail, kind) == reads
