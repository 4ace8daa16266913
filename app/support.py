"""Lines of help: for whoever is in danger, was hurt, or worries about what they themselves do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.datafile import read_item
from app.findings import SupportKind, SupportLine
from app.situation import Day

HELP_LINES = Path(__file__).parent / "data" / "help_lines.yaml"


class _HelpLines(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    checked: Day
    emergency: str
    lines: list[SupportLine]


@dataclass(frozen=True, slots=True)
class Support:
    """The help lines by country."""

    emergency: str
    lines: Sequence[SupportLine]

    def lines_for(self, kinds: Iterable[SupportKind], country: str | None) -> list[SupportLine]:
        """For each kind the lines of that country, or the directory's; `crisis` first, with whom to call in danger."""
        found: list[SupportLine] = []
        for kind in SupportKind:
            if kind in kinds:
                own = [line for line in self.lines if line.kind is kind and line.country == country]
                found += own or [line for line in self.lines if line.kind is kind and line.country is None]
        if SupportKind.CRISIS in kinds:
            found[0] = found[0].model_copy(update={"text": f"{found[0].text} {self.emergency}"})
        return found


def load_support() -> Support:
    """Read the help lines. Raises BadDataFile."""
    item = read_item(HELP_LINES)
    data = item.parse(_HelpLines)
    for kind in SupportKind:
        if not any(line.kind is kind and line.country is None for line in data.lines):
            raise item.refuse(f"no line of kind {kind} serves every country.", "Add one with 'country: null'.")
    return Support(data.emergency, data.lines)
