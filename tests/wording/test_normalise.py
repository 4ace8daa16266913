"""The text as rules read it, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting import Tools
from app.situation import Stage
from app.wording.normalise import Normaliser
from app.wording.vocabulary import BYTES_A_TOKEN, MARKS, UNKNOWN_WORD, Vocabulary

VOCABULARY = Vocabulary()
CODES = {word: VOCABULARY.code(word) for word in ("please", "sorry", "so", "miss", "you")}
NORMALISER = Normaliser({"u": "you", "pls": "please", "dont": "do not", "im": "i am"}, {"о": "o", "ѕ": "s"}, VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Please GIVE me", "please give me"),
        ("pls u dont", "please you do not"),
        ("pleeeease missss", "please miss"),
        ("I\u2019m so\u200brry, im", "i am sorry , i am"),
        ("ｐｌｅａｓｅ 𝐬𝐨", "please so"),
        ("ѕоrry", "sorry"),
        ("please 😭 so", "please , so"),
        ("one\ntwo", "one ; two"),
        ("one.\ntwo", "one . two"),
        ("wait... what?! no??", "wait , what ? no ??"),
        ("a  b\tc", "a b c"),
        ("co-op / 3.30", "co op 3 30"),
        ("yes \u2014 no", "yes , no"),
        ("caf\u00e9 na\u00efve", "cafe naive"),
        ("???", "~questionmarks"),
        ("so\n?!", "so ; ~questionmarks"),
        ("", ""),
    ],
)
def test_typing_style_is_read_as_meant(typed: str, read: str) -> None:
    assert " ".join(NORMALISER.normalise(typed).tokens) == read


@pytest.mark.parametrize(
    ("typed", "word", "original"),
    [
        ("Hey 😀 pls", "please", "pls"),
        ("I\u2019m sorry", "am", "I\u2019m"),
        ("so  ѕо\u200brry!!", "sorry", "ѕо\u200brry"),
        ("ab\n\nｐｌｓ", "please", "ｐｌｓ"),
        ("\U0001d429ls", "please", "\U0001d429ls"),
    ],
)
def test_offsets_lead_back_to_the_words_as_typed(typed: str, word: str, original: str) -> None:
    text = NORMALISER.normalise(typed)
    at = text.tokens.index(word)
    start, end = text.original_span(at, at + 1)
    assert typed[start:end] == original


@given(st.text())
def test_any_text_is_read_and_every_word_keeps_its_place(typed: str) -> None:
    text = NORMALISER.normalise(typed)
    assert "".join(text.tokens).isascii()
    assert len(text.tokens) == len(text.code) == len(text.starts) == len(text.ends)
    assert text.starts == sorted(text.starts)
    for token, start, end in zip(text.tokens, text.starts, text.ends, strict=True):
        assert (0 <= start < end <= len(typed)) or (token in MARKS and start == end)


def test_every_token_has_one_character_that_takes_three_bytes() -> None:
    code = NORMALISER.normalise("please, unheard miss?? sorry").code
    assert code == "".join([CODES["please"], MARKS[","], UNKNOWN_WORD, CODES["miss"], MARKS["??"], CODES["sorry"]])
    assert len(code.encode()) == BYTES_A_TOKEN * len(code)


@given(st.text(alphabet="please sory giv mechan 😀.,!?\n'’\u200b", max_size=80))
def test_flags_cut_the_text_at_the_words_they_name(tools: Tools, typed: str) -> None:
    for placed in tools.wording.read(typed, Stage.IN_TOUCH).flags:
        flag = placed.flag
        assert flag.text == typed[flag.start : flag.end]
        utf16 = typed.encode("utf-16-le")
        assert utf16[flag.start_utf16 * 2 : flag.end_utf16 * 2].decode("utf-16-le") == flag.text
