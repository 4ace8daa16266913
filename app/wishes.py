"""What people wish each other on an occasion, from data: Happy 60th, Eid Mubarak, Good luck with your exam."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.datafile import read_items

WISHES_FILE = Path(__file__).parent / "data" / "wishes.yaml"
OTHER_WISH = "Thinking of {day} today"  # sober enough for every day that has no wish of its own

Mood = Literal["happy", "luck", "sober"]
Regex = Annotated[re.Pattern[str], AfterValidator(lambda pattern: re.compile(pattern.pattern, re.IGNORECASE))]


class WishData(BaseModel):
    """One wish of wishes.yaml and the occasions it is made for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wish: Annotated[str, Field(min_length=3)]
    mood: Mood
    days: list[str] = []
    patterns: list[Regex] = []
    unless: list[Regex] = []
    examples: Annotated[dict[str, str], Field(min_length=1)]

    def made_for(self, occasion: str) -> str | None:
        """The wish for this occasion, or None where it is not one of these."""
        if any(pattern.search(occasion) for pattern in self.unless):
            return None
        named = occasion.lower().removeprefix("the ").replace(".", "")
        found = [day for day in self.days if day.lower() == named]
        matches = (pattern.fullmatch(occasion) for pattern in self.patterns)
        found += [match[match.re.groups and 1] for match in matches if match]
        return self.wish.replace("{day}", found[0]) if found else None


def wish(occasion: str) -> str:
    """What people wish for an occasion: Happy birthday, Eid Mubarak, Good luck with your exam."""
    return wish_and_mood(occasion)[0]


def wish_and_mood(occasion: str) -> tuple[str, Mood]:
    """What people wish for an occasion, and the mood of it."""
    return _wish_and_mood(wishes(), occasion)


def load_wishes(path: Path = WISHES_FILE) -> list[WishData]:
    """Read the wishes and hold all of them against their examples. Raises BadDataFile."""
    items = list(read_items(path))
    read = [item.parse(WishData) for item in items]
    for item, data in zip(items, read, strict=True):
        for occasion, expected in data.examples.items():
            said, _ = _wish_and_mood(read, occasion)
            if said != expected:
                raise item.refuse(f"{occasion!r} gets {said!r}, not {expected!r}.", "Mend the wishes or the example.")
    return read


wishes = cache(load_wishes)


def _wish_and_mood(known: Sequence[WishData], occasion: str) -> tuple[str, Mood]:
    occasion = occasion.replace("\u2019", "'").removesuffix(" today")
    made = ((data.made_for(occasion), data.mood) for data in known)
    return next(((said, mood) for said, mood in made if said), (OTHER_WISH.replace("{day}", occasion), "sober"))
