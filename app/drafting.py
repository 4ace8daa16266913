"""The whole story: review a text; turn a situation into advice and drafts."""

import re
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from app import grammar, readability, sms
from app.advice import Adviser, Judgement
from app.choice import Filled, by_fit, unlike
from app.errors import UnusableWords
from app.findings import Advice, Decision, Draft, Drafts, Flag, Review, RewriteStatus, SupportKind, Verdict
from app.hints import NOT_ENGLISH, Hints
from app.messages import Message, Messages
from app.own_words import OwnWords
from app.situation import Depth, Dialect, Situation, Stage
from app.support import Support
from app.wording import Wording
from app.wording.flags import verdict_of

DRAWN_SEED_BELOW = 2**31
CLAUSED = re.compile(r"\(|, (?:who|which|that|the|when|where)\b")
NAMES = {"recipient", "sender"}


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything that answering needs, loaded once and never changed."""

    wording: Wording
    hints: Hints
    messages: Messages
    adviser: Adviser
    own_words: OwnWords
    support: Support
    grammar: grammar.GrammarChecker


def review(
    tools: Tools,
    text: str,
    stage: Stage,
    *,
    dialect: Dialect = "en-US",
    country: str | None = None,
    check_grammar: bool = True,
    grammar_by: float | None = None,
    depth: Depth = "full",
    ignore_rules: Collection[str] = (),
    ignore: Collection[str] = (),
) -> Review:
    """The judgement of one text at one stage.

    `grammar_by` (time.monotonic): when a grammar engine outside this process has to have answered.
    """
    wording = tools.wording
    reading = wording.read(text, stage, depth=depth, ignore_rules=ignore_rules, ignore=ignore)
    rewrite = wording.rewrite(reading, stage, depth=depth, ignore_rules=ignore_rules) if reading.flags else None
    flags = [placed.flag for placed in reading.flags]
    figures = readability.read(text)
    return Review(
        verdict=verdict_of(flags),
        flags=flags,
        rewrite=rewrite,
        rewrite_status=_rewrite_status(flags, rewrite),
        hints=[hint for hint in tools.hints.find(reading.text, stage) if hint.rule != NOT_ENGLISH or not flags],
        support=tools.support.lines_for(reading.support, country),
        length=sms.measure(text, figures.words),
        readability=figures,
        grammar=tools.grammar.check(text, dialect, grammar_by) if check_grammar else grammar.OFF,
        second_reader="on" if depth == "full" and wording.second_reader else "off",
        ruleset=wording.ruleset,
    )


def _rewrite_status(flags: Sequence[Flag], rewrite: str | None) -> RewriteStatus:
    if not flags:
        return RewriteStatus.NOT_NEEDED
    return RewriteStatus.MENDED if rewrite else RewriteStatus.NONE


def write_drafts(tools: Tools, situation: Situation) -> Drafts:
    """Advice first, then drafts that review as clear.

    Raises UnknownHook, and UnusableWords where the sender's own words can't stand in a message.
    """
    tools.own_words.check_hook(situation)
    today = situation.today or datetime.now(UTC).date()
    seed = secrets.randbelow(DRAWN_SEED_BELOW) if situation.seed is None else situation.seed
    support = _support_in(tools, situation)
    judgement = tools.adviser.judge(situation, today)
    drafts: list[Draft] = []
    # A no comes before any objection to wording that no message will carry.
    if judgement.decision is not Decision.DO_NOT_CONTACT:
        if problems := tools.own_words.problems(situation):
            raise UnusableWords(problems, tools.support.lines_for(support, situation.country))
        drafts = _drafts(tools, situation, judgement, seed)
    return Drafts(
        advice=_advice(tools, situation, judgement, support),
        drafts=drafts,
        shortfall=_shortfall(situation, judgement, len(drafts)),
        seed=seed,
        today=today,
    )


def _support_in(tools: Tools, situation: Situation) -> set[SupportKind]:
    """Whom to point to because of the sender's own words, used in a message or not."""
    hook = situation.hook.detail if situation.hook else None
    said = [text for text in (situation.change.what_changed, situation.mistake, hook) if text]
    found = {kind for text in said for kind in tools.wording.read(text, situation.stage, depth="rules").support}
    return found | tools.own_words.support(situation)


def _advice(tools: Tools, situation: Situation, judgement: Judgement, support: set[SupportKind]) -> Advice:
    return Advice(
        decision=judgement.decision,
        send_not_before=judgement.send_not_before,
        reasons=judgement.reasons,
        odds=judgement.odds,
        questions=judgement.questions,
        support=tools.support.lines_for(support | judgement.support, situation.country),
    )


def _drafts(tools: Tools, situation: Situation, judgement: Judgement, seed: int) -> list[Draft]:
    """As many as were asked for, short enough and clear, the best fit first."""
    values = tools.own_words.values(situation)
    suited = [message for message in tools.messages.messages if _suits(message, situation, judgement, values)]
    tone = situation.style.tone
    # Where no message of that tone suits, as no joke does somebody bitter, the other tones do.
    fitting = [message for message in suited if tone is None or tone in message.data.tones] or suited
    ranked = by_fit(fitting, judgement.facts, tone, seed)
    short = _short_ones(ranked, situation, judgement, values)
    # One deadline for all of them: ten drafts wait for a server that hangs no longer than one does.
    by = tools.grammar.deadline()
    drafts = (_draft(tools, situation, message, text, by) for message, text in unlike(short, values.get("detail")))
    chosen = islice((draft for draft in drafts if draft.review.verdict is Verdict.CLEAR), situation.count)
    order = {message.id: place for place, message in enumerate(ranked)}
    return sorted(chosen, key=lambda draft: order[draft.template])


def _short_ones(
    ranked: Sequence[Message], situation: Situation, judgement: Judgement, values: dict[str, str]
) -> list[Filled]:
    """The messages filled, those that are short enough, without such as fit the names or the detail less well."""
    signature = _signature(situation, judgement, values)
    filled = [(message, _finished(message, values, signature, situation)) for message in ranked]
    short = [(message, text) for message, text in filled if sms.segments(text) <= situation.style.max_segments]
    if CLAUSED.search(values.get("detail", "")):
        short = _preferring(short, situation.count, lambda message: message.ends_with_detail)
    # Before the two are in touch a text that names nobody is for names that would make it too long.
    if situation.stage is Stage.FIRST_CONTACT:
        short = _preferring(short, situation.count, lambda message: bool(message.fields & NAMES))
    return short


def _preferring(filled: list[Filled], count: int, preferred: Callable[[Message], bool]) -> list[Filled]:
    """Those preferred, where there are enough of them."""
    found = [pair for pair in filled if preferred(pair[0])]
    return found if len(found) >= count else filled


def _suits(message: Message, situation: Situation, judgement: Judgement, values: dict[str, str]) -> bool:
    data = message.data
    # An answer to what they raised has no other subject.
    hook = situation.hook.kind if situation.hook and situation.stage is not Stage.MISTAKE_RAISED else None
    return (
        data.stage is situation.stage
        and message.fields <= values.keys()
        and data.hook == hook
        and ("mistake" in message.fields or "mistake" not in values)
        and message.id not in situation.exclude_templates
        and message.fits(judgement.facts)
    )


def _signature(situation: Situation, judgement: Judgement, values: dict[str, str]) -> str | None:
    """The sender's name, where a year of silence may have cost it its place in their phone."""
    lapsed = situation.stage is Stage.FIRST_CONTACT and judgement.facts["gap"] == "long"
    return values.get("sender") if lapsed else None


def _finished(message: Message, values: dict[str, str], signature: str | None, situation: Situation) -> str:
    """The message filled, with an emoji and a signature where they are wanted and there is room."""
    text, style = message.fill(values), situation.style
    emoji = message.data.emoji if style.emoji != "none" else None
    for more in (emoji, None if "sender" in message.fields else signature):
        if more and sms.segments(longer := f"{text} {more}") <= style.max_segments:
            text = longer
    return text


def _draft(tools: Tools, situation: Situation, message: Message, text: str, grammar_by: float) -> Draft:
    return Draft(
        text=text,
        template=message.id,
        why=message.data.why,
        review=review(
            tools,
            text,
            situation.stage,
            dialect=situation.style.dialect,
            country=situation.country,
            check_grammar=situation.grammar,
            grammar_by=grammar_by,
        ),
    )


def _shortfall(situation: Situation, judgement: Judgement, found: int) -> str | None:
    if judgement.decision is Decision.DO_NOT_CONTACT:
        return "There are no drafts, because the advice is not to write."
    if found >= situation.count:
        return None
    limit = situation.style.max_segments
    return (
        f"{found} of {situation.count}: no other message fits this stage, tone and hook, is not excluded,"
        f" and reads as clear within {limit} text message{'s' if limit > 1 else ''}. "
        "Another tone, fewer exclusions, a shorter name or detail, or more segments may give more."
    )
