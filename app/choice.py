"""Which of the messages that fit come first, and which go well together: by fit, then by how little they are alike."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence

from app.conditions import UNKNOWN, Facts
from app.messages import Message
from app.situation import Tone

LOOKED_AT = 24  # candidates compared with those already chosen
GREETING = re.compile(r"(hey|hi|hello|hiya|morning|evening)\b", re.IGNORECASE)
STILL_SORE = {
    "contact.bitterness": ("some", "high"),
    "breakup.manner": ("messy", "cheating", "ignored", "already_dating"),
}
# How well a tone fits where the sender names none: bare and kind for somebody who may be sore, else how friends text.
TONE_FIT: dict[bool, dict[Tone, int]] = {
    True: {"plain": 2, "warm": 1, "casual": 1, "playful": -1},
    False: {"casual": 1, "warm": 1, "plain": 1, "playful": 0},
}
Filled = tuple[Message, str]


def by_fit(messages: Iterable[Message], facts: Facts, tone: Tone | None, seed: int) -> list[Message]:
    """The messages in the order of their fit; the seed decides among equals.

    A message fits better for each of its conditions that rests on something known: it was written for the like.
    """
    shuffled = list(messages)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  # variety, not secrecy
    sore = any(facts[name] in words for name, words in STILL_SORE.items())
    return sorted(shuffled, key=lambda message: -_fit(message, facts, tone, sore=sore))


def _fit(message: Message, facts: Facts, tone: Tone | None, *, sore: bool) -> int:
    known = sum(facts[name] != UNKNOWN for name in message.data.when)
    return known + (max(TONE_FIT[sore][each] for each in message.data.tones) if tone is None else 0)


def unlike(filled: Sequence[Filled], detail: str | None) -> Iterator[Filled]:
    """The same, in the order of fit, but so that each is as unlike those before it as those at hand allow."""
    waiting = [(pair, _shape(pair[1], detail)) for pair in filled]
    seen: list[frozenset[str]] = []
    while waiting:
        at_hand = range(min(LOOKED_AT, len(waiting)))
        best = min(at_hand, key=lambda place: (sum(len(waiting[place][1] & shape) for shape in seen), place))
        pair, shape = waiting.pop(best)
        seen.append(shape)
        yield pair


def _shape(text: str, detail: str | None) -> frozenset[str]:
    """What makes two messages look alike: how they open and close, and where the hook stands."""
    words = text.lower().split()
    place = text.find(detail) / len(text) if detail and detail in text else -1.0
    return frozenset(
        (
            f"opens {' '.join(words[:2])}",
            f"greets {bool(GREETING.match(text))}",
            f"asks {'?' in text}",
            f"closes {' '.join(words[-2:])}",
            f"hook {int(place * 3)}",
            f"sentences {len(re.findall(r'[.!?]+', text))}",
        )
    )
