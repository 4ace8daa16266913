"""The reviewer's reading of a text: which wording reads as groveling or needy, and how it could be mended."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.findings import SupportKind
from app.situation import Stage
from app.wording.flags import PlacedFlag, place_flags
from app.wording.matcher import Matcher
from app.wording.normalise import Normalised
from app.wording.proof import prove
from app.wording.rewrite import is_stub, mends
from app.wording.rules import CLASSES_FILE, GUARDS_FILE, RULES_DIR, Lexicon, Rule, load_rules

EDITION = "2026.11"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one text: the flags that stand, those the sender silenced, and whom to point to."""

    text: Normalised
    flags: list[PlacedFlag]
    silenced: list[PlacedFlag]
    support: frozenset[SupportKind]


@dataclass(frozen=True, slots=True)
class Wording:
    """All rules, proved, behind two questions: what is there to flag, and what would it become."""

    matcher: Matcher
    rules: tuple[Rule, ...]
    ruleset: str

    def read(
        self, text: str, stage: Stage, *, ignore_rules: Container[str] = (), ignore: Container[str] = ()
    ) -> Reading:
        """Every flag in a text at a stage. Rules, categories and fingerprints can be ignored, support can't."""
        normalised = self.matcher.normalise(text)
        hits = self.matcher.hits(normalised, stage)
        heeded = [hit for hit in hits if hit.rule.id not in ignore_rules and hit.rule.category not in ignore_rules]
        flags = place_flags(normalised, heeded)
        return Reading(
            normalised,
            [placed for placed in flags if placed.flag.fingerprint not in ignore],
            [placed for placed in flags if placed.flag.fingerprint in ignore],
            frozenset(kind for hit in hits for kind in hit.rule.support),
        )

    def rewrite(self, reading: Reading, stage: Stage, *, ignore_rules: Container[str] = ()) -> str | None:
        """The whole message mended, or None where there is no honest mend.

        What comes back has no flag but those the sender silenced in the text it came from.
        """
        silenced = {(placed.flag.rule, placed.flag.text) for placed in reading.silenced}
        for mended in mends(reading.text, reading.flags):
            # A bare admission, where they raised it, is the thing to say.
            if stage is not Stage.MISTAKE_RAISED and is_stub(mended, reading.text.original):
                continue
            flags = self.read(mended, stage, ignore_rules=ignore_rules).flags
            if all((placed.flag.rule, placed.flag.text) in silenced for placed in flags):
                return mended
        return None


def load_wording(
    lexicon: Lexicon, own_rules: Path | None = None, *, sources: Collection[str] = (), proved: bool = False
) -> Wording:
    """Read and translate all rules, and prove them; where the shipped ones are `proved` already, only own ones.

    Raises BadDataFile for the first that is wrong.
    """
    folders = [RULES_DIR, *([own_rules] if own_rules else [])]
    entries = load_rules(lexicon, folders, sources)
    matcher = Matcher(lexicon, entries)
    prove(lexicon, [entry for entry in entries if not (proved and entry.item.path.parent == RULES_DIR)], matcher)
    return Wording(matcher, tuple(entry.rule for entry in entries), f"{EDITION}-{_digest(folders)}")


def _digest(folders: list[Path]) -> str:
    digest = sha256()
    for path in [CLASSES_FILE, GUARDS_FILE, *(path for folder in folders for path in sorted(folder.glob("*.yaml")))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:4]
