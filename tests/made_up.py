"""Made-up texts and situations: needy wording in pieces, odd characters, and everything a request can say."""

import re
from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.drafting import Tools
from app.situation import Stage

ODD = (
    *(
        "😀",
        "👩\u200d👩\u200d👧",
        "🇬🇧",
        "1\ufe0f\u20e3",
        "❤\ufe0f",
        "👍🏽",
        "\U0010ffff",
        "\ue000",
    ),  # beyond one code unit
    *("\u200b", "\u200d", "\u200e", "\u202e", "\u2060", "\ufeff", "\u00ad", "\u2028", "\x85", "\u3000", "\u00a0"),
    *("e\u0301", "a" + "\u0300" * 30, "ﬁ", "ß", "İ", "ǆ", "Ⅷ", "ｐｌｅａｓｅ", "р1еаѕе", "p l e a s e", "pleeeease"),
    *("\u2019", "\u201c", "\u201d", "\u2018", "\u2026", "\u2013", "'", '"', "`", "\\", "{{ recipient }}", "<b>", "%s"),
    *("\n", "\n\n", "\t", "\r\n", "\r", "\x00", "\x1b", "\ud800", "????", "!!!", "...", ".", ",", ";", "(", "[", "*"),
    *(
        "不要",
        "ну пожалуйста",
        "من فضلك",
        "ไทย",
        "한국어",
        "u",
        "im",
        "id",
        "don't",
        "dont",
        "2nite",
        "http://x.y/?a=b",
    ),
)
JOINTS = ("", " ", " ", " ", "  ", ". ", ", ", "\n", "... ", "? ", " but ", " if ")
MOST_CHARACTERS = 2000


def _wording(tools: Tools) -> list[str]:
    """What rules flag and leave alone, sentence by sentence."""
    flagged = (re.sub(r"[\[\]]", "", ex.text) for rule in tools.wording.rules for ex in rule.examples.flags)
    allowed = (example for rule in tools.wording.rules for example in rule.examples.allows)
    return sorted({*flagged, *allowed})


def texts(tools: Tools) -> st.SearchStrategy[str]:
    """Texts of up to 2,000 characters, one in twenty of them long; some are none that a request may hold."""
    wording = st.sampled_from(_wording(tools))
    cut = st.tuples(wording, st.integers(0, 30), st.integers(0, 30)).map(lambda cut: cut[0][cut[1] : -cut[2] or None])
    piece = st.one_of(wording, wording, cut, st.sampled_from(ODD), st.text(max_size=12))
    joined = st.lists(st.tuples(piece, st.sampled_from(JOINTS)), min_size=1, max_size=8).map(
        lambda pieces: "".join(word + joint for word, joint in pieces)
    )
    times = st.integers(0, 19).map(lambda number: 40 if number == 0 else 1)
    return st.tuples(joined, times).map(lambda made: (made[0] * made[1])[:MOST_CHARACTERS])


def situations(tools: Tools) -> st.SearchStrategy[dict[str, Any]]:
    """Situations as a request says them; most can be used, some can't."""
    hooks = tools.messages.hooks.values()
    name = st.one_of(st.sampled_from(("Anna", "O'Brien", "Zoë", "Mary Jane", "James", "Will")), st.text(max_size=20))
    own = st.one_of(
        st.sampled_from([hook.example for hook in hooks]),
        texts(tools).map(lambda text: text[:60]),
        st.text(max_size=20),
    )
    said = st.one_of(st.sampled_from(("cancelled on you", "I lied about Leeds", "was rude to your mum")), own)
    yes, weeks = st.booleans(), st.one_of(st.integers(0, 60), st.floats(0, 5200))
    one = st.sampled_from
    hook = st.fixed_dictionaries({"kind": one([hook.kind for hook in hooks]), "detail": own})
    parts: dict[str, st.SearchStrategy[Any]] = {
        "today": st.dates(date(2020, 1, 1), date(2199, 12, 31)).map(str),
        "stage": one(list(Stage)),
        "country": one(("GB", "uk", "US", "DE")),
        "sender": st.fixed_dictionaries({}, optional={"name": name}),
        "breakup": _some(
            ended_by=one(("sender", "recipient", "mutual")),
            manner=one(("ignored", "let_down_gently", "messy", "cheating", "already_dating", "clean_break", "other")),
            reason=one(("tired_of_them", "scared_of_commitment", "tested_the_market", "was_needy", "other")),
            weeks_ago=weeks,
        ),
        "contact": _some(
            weeks_since_last=weeks,
            last_from=one(("sender", "recipient")),
            still_reaching_out=yes,
            unanswered=st.integers(0, 12),
            bitterness=one(("none", "some", "high")),
            shared_duties=one(("none", "children", "home", "work")),
        ),
        "boundaries": _some(
            asked_for_no_contact=yes, blocked=yes, court_order=yes, threats_or_violence=yes, new_partner=yes
        ),
        "change": _some(
            what_changed=texts(tools).map(lambda text: text[:500]),
            missing=one(("them", "company", "the_past", "unsure")),
            flaws_resolvable=yes,
            out_of_system=yes,
        ),
        "mistake": said,
        "hook": hook,
        "style": _some(
            tone=one(("warm", "casual", "playful", "plain")),
            emoji=one(("none", "few")),
            dialect=one(("en-US", "en-GB")),
            max_segments=st.integers(1, 3),
        ),
        "count": st.integers(1, 10),
        "seed": st.integers(-(2**53) + 1, 2**53 - 1),
    }
    pronouns = {"pronouns": one(("she", "he", "they"))}
    return st.fixed_dictionaries(
        {"recipient": st.fixed_dictionaries({"name": name}, optional=pronouns)}, optional=parts
    )


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)
