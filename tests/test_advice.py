"""Whether and when to write: the table of decisions, its borders, and what must never contradict."""

import itertools
import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.advice import Judgement, decide, quiet_period
from app.change import Concreteness, load_change
from app.drafting import Tools, write_drafts
from app.findings import Decision
from app.situation import Situation, Stage

TODAY = date(2026, 11, 23)


def situation(**said: Any) -> Situation:
    return Situation.model_validate({"recipient": {"name": "Anna"}, **said})


@pytest.fixture
def judge(tools: Tools) -> Any:
    def judged(**said: Any) -> Judgement:
        return tools.adviser.judge(situation(**said), TODAY)

    return judged


@pytest.mark.parametrize(
    ("said", "decision", "wait_days"),
    [
        ({}, "reflect_first", None),
        ({"boundaries": {"asked_for_no_contact": True}}, "do_not_contact", None),
        ({"boundaries": {"blocked": True}}, "do_not_contact", None),
        ({"boundaries": {"court_order": True}, "contact": {"last_from": "recipient"}}, "do_not_contact", None),
        ({"boundaries": {"threats_or_violence": True}}, "do_not_contact", None),
        ({"boundaries": {"blocked": False}, "contact": {"weeks_since_last": 9}}, "send_now", None),
        ({"contact": {"unanswered": 2, "weeks_since_last": 1}}, "do_not_contact", None),
        ({"contact": {"unanswered": 1, "weeks_since_last": 5}}, "wait", 7),
        ({"contact": {"unanswered": 1, "weeks_since_last": 6}}, "send_now", None),
        ({"contact": {"unanswered": 0, "weeks_since_last": 5}}, "send_now", None),
        ({"stage": "mistake_raised"}, "send_now", None),
        ({"stage": "mistake_raised", "change": {"missing": "company"}}, "send_now", None),
        ({"stage": "mistake_raised", "boundaries": {"blocked": True}}, "do_not_contact", None),
        ({"change": {"missing": "company"}, "contact": {"weeks_since_last": 9}}, "reflect_first", None),
        ({"change": {"missing": "unsure", "what_changed": "I've grown"}}, "reflect_first", None),
        (
            {
                "change": {"missing": "the_past", "what_changed": "I see a therapist"},
                "contact": {"weeks_since_last": 9},
            },
            "send_now",
            None,
        ),
        ({"change": {"missing": "them"}, "contact": {"weeks_since_last": 9}}, "send_now", None),
        ({"change": {"what_changed": "I've grown"}, "contact": {"weeks_since_last": 9}}, "reflect_first", None),
        ({"change": {"flaws_resolvable": False}, "contact": {"weeks_since_last": 2}}, "reflect_first", 14),
        ({"change": {"out_of_system": False}, "contact": {"weeks_since_last": 9}}, "reflect_first", None),
        ({"change": {"what_changed": "I moved out of my brother's flat"}}, "send_now", None),
        ({"contact": {"weeks_since_last": 3.9}}, "wait", 1),
        ({"contact": {"weeks_since_last": 4}}, "send_now", None),
        ({"contact": {"weeks_since_last": 22 / 7}}, "wait", 6),
        ({"contact": {"weeks_since_last": 0}}, "wait", 28),
        ({"contact": {"weeks_since_last": 4}, "breakup": {"manner": "messy"}}, "wait", 14),
        ({"contact": {"weeks_since_last": 4}, "breakup": {"manner": "cheating"}}, "wait", 14),
        ({"contact": {"weeks_since_last": 4, "bitterness": "high"}}, "wait", 14),
        ({"contact": {"weeks_since_last": 4, "bitterness": "some"}}, "send_now", None),
        ({"contact": {"weeks_since_last": 6, "bitterness": "high"}}, "send_now", None),
        ({"breakup": {"weeks_ago": 2}}, "wait", 14),
        ({"breakup": {"weeks_ago": 2}, "contact": {"weeks_since_last": 30}}, "wait", 14),
        ({"breakup": {"weeks_ago": 30}, "contact": {"weeks_since_last": 2}}, "wait", 14),
        ({"breakup": {"weeks_ago": 200}}, "send_now", None),
        ({"contact": {"weeks_since_last": 1, "still_reaching_out": True}}, "send_now", None),
        ({"contact": {"weeks_since_last": 1.9, "last_from": "recipient"}}, "send_now", None),
        ({"contact": {"weeks_since_last": 2, "last_from": "recipient"}}, "wait", 14),
        ({"contact": {"weeks_since_last": 1, "last_from": "sender"}}, "wait", 21),
        ({"stage": "in_touch", "contact": {"weeks_since_last": 0}}, "send_now", None),
        ({"stage": "in_touch"}, "reflect_first", None),
    ],
)
def test_the_first_line_that_applies_decides(
    judge: Any, said: dict[str, Any], decision: str, wait_days: int | None
) -> None:
    judgement = judge(**said)
    expected = None if wait_days is None else TODAY + timedelta(days=wait_days)
    assert (judgement.decision, judgement.send_not_before) == (decision, expected)


def test_every_applying_reason_is_given_not_only_the_deciding_one(judge: Any) -> None:
    judgement = judge(
        boundaries={"blocked": True, "court_order": True}, contact={"unanswered": 3, "last_from": "recipient"}
    )
    texts = " ".join(reason.text for reason in judgement.reasons)
    for word in ("blocked", "court order", "unanswered", "wrote last"):
        assert word in texts


def test_practical_messages_go_on_while_waiting(judge: Any) -> None:
    judgement = judge(contact={"weeks_since_last": 1, "shared_duties": "children"})
    assert judgement.decision is Decision.WAIT
    assert any("Practical messages" in reason.text for reason in judgement.reasons)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({}, "unknown"),
        ({"breakup": {"manner": "clean_break"}}, "better"),
        ({"breakup": {"manner": "clean_break"}, "contact": {"bitterness": "some"}}, "even"),
        ({"breakup": {"manner": "cheating"}}, "worse"),
        ({"boundaries": {"new_partner": True}}, "worse"),
        ({"boundaries": {"new_partner": False}}, "unknown"),
        ({"contact": {"still_reaching_out": True, "bitterness": "none"}}, "better"),
    ],
)
def test_odds_are_factors_and_their_balance(judge: Any, said: dict[str, Any], level: str) -> None:
    assert judge(**said).odds.level == level


def test_nothing_speaks_for_writing_after_a_no(judge: Any) -> None:
    after_a_no = judge(boundaries={"blocked": True}, breakup={"manner": "clean_break"}, contact={"bitterness": "high"})
    assert {factor.effect for factor in after_a_no.odds.factors} == {"worse"}


def test_violence_points_to_help_for_both_sides(judge: Any) -> None:
    assert judge(boundaries={"threats_or_violence": True}).support == {"own_behaviour", "hurt_by_other"}


def test_no_combination_contradicts_itself(tools: Tools) -> None:
    """Over the enumerations and the borders: one decision, a date that fits it, and a reason for it."""
    weeks = (None, 0, 1.9, 2, 3.9, 4, 5.9, 6, 60)
    combinations = itertools.product(
        ("first_contact", "in_touch", "mistake_raised"),
        weeks,
        (None, "sender", "recipient"),
        (None, 0, 1, 2),
        (None, "messy", "clean_break"),
        (None, True),
        (None, "company", "them"),
        (None, "", "I've grown", "I quit the night shifts"),
    )
    for combination, values in enumerate(combinations):
        stage, since, last_from, unanswered, manner, blocked, missing, changed = values
        said = situation(
            stage=stage,
            contact={"weeks_since_last": since, "last_from": last_from, "unanswered": unanswered},
            breakup={"manner": manner},
            boundaries={"blocked": blocked},
            change={"missing": missing, "what_changed": changed},
        )
        quiet = quiet_period(said, TODAY)
        decision = decide(said, tools.adviser.checks.judge(changed), quiet)
        if combination % 50 == 0:
            judgement = tools.adviser.judge(said, TODAY)
            assert judgement.decision is decision
            assert judgement.reasons
        no = blocked or (unanswered or 0) >= 2
        assert (decision is Decision.DO_NOT_CONTACT) == bool(no)
        assert (quiet.state == "open") == (quiet.ends is not None)
        if decision is Decision.WAIT:
            assert quiet.ends is not None
            assert since is not None
            assert quiet.ends == TODAY + timedelta(days=math.ceil(round((quiet.limit - since) * 7, 6)))
        if decision is Decision.SEND_NOW:
            assert quiet.ends is None


def any_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from((None, *values))


WEEKS = any_of(0, 1.9, 2, 3.9, 4, 5.9, 6, 60)
YES_NO = st.sampled_from((None, True, False))
SITUATIONS = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(list(Stage)),
        "breakup": st.fixed_dictionaries(
            {
                "ended_by": any_of("sender", "recipient", "mutual"),
                "manner": any_of(
                    "ignored", "let_down_gently", "messy", "cheating", "already_dating", "clean_break", "other"
                ),
                "reason": any_of("tired_of_them", "scared_of_commitment", "tested_the_market", "was_needy", "other"),
                "weeks_ago": WEEKS,
            }
        ),
        "contact": st.fixed_dictionaries(
            {
                "weeks_since_last": WEEKS,
                "last_from": any_of("sender", "recipient"),
                "still_reaching_out": YES_NO,
                "unanswered": any_of(0, 1, 2, 7),
                "bitterness": any_of("none", "some", "high"),
                "shared_duties": any_of("none", "children", "home", "work"),
            }
        ),
        "boundaries": st.fixed_dictionaries(
            {
                name: st.sampled_from((None, True, False, False, False))
                for name in ("asked_for_no_contact", "blocked", "court_order", "threats_or_violence", "new_partner")
            }
        ),
        "change": st.fixed_dictionaries(
            {
                "what_changed": any_of("", "I've grown", "I quit the night shifts in March"),
                "missing": any_of("them", "company", "the_past", "unsure"),
                "flaws_resolvable": YES_NO,
                "out_of_system": YES_NO,
            }
        ),
        "style": st.fixed_dictionaries({"tone": any_of("warm", "casual", "playful", "plain")}),
        "hook": any_of({"kind": "place", "detail": "the ramen place on Mill Road"}),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SITUATIONS)
def test_whatever_is_said_advice_and_drafts_agree(tools: Tools, said: dict[str, Any]) -> None:
    answer = write_drafts(tools, situation(**said, today="2026-11-23", seed=7, count=2))
    advice, boundaries = answer.advice, said["boundaries"]
    no = any(boundaries[name] for name in boundaries if name != "new_partner")
    no = no or (said["contact"]["unanswered"] or 0) >= 2
    assert (advice.decision is Decision.DO_NOT_CONTACT) is no
    assert bool(answer.drafts) is not no
    assert advice.reasons
    assert advice.send_not_before is None or (not no and advice.send_not_before > TODAY)
    assert advice.decision is not Decision.WAIT or advice.send_not_before
    assert advice.decision is not Decision.SEND_NOW or advice.send_not_before is None
    effects = {factor.effect for factor in advice.odds.factors}
    assert (advice.odds.level == "unknown") is not bool(effects)
    assert not no or "better" not in effects
    assert all(draft.review.verdict == "clear" for draft in answer.drafts)
    bitter = said["contact"]["bitterness"] == "high"
    jokes = {message.id for message in tools.messages.messages if message.data.tones == ["playful"]}
    assert not bitter or all(draft.template not in jokes for draft in answer.drafts)


def test_what_is_concrete_is_judged_by_the_documented_checks() -> None:
    checks = load_change()
    assert checks.judge(None) is Concreteness.UNKNOWN
    assert checks.judge("  …") is Concreteness.UNKNOWN
    assert checks.judge("We sold the shared car and I moved in with my brother") is Concreteness.CONCRETE
    assert checks.judge("I really am a better person now") is Concreteness.VAGUE
