"""The reviewer's reading of a text: which wording reads as groveling or needy, and how it could be mended."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.findings import Category, SupportKind
from app.situation import Depth, Stage
from app.wording.flags import PlacedFlag, place_flags
from app.wording.matcher import Hit, Matcher
from app.wording.normalise import Normalised
from app.wording.proof import prove
from app.wording.rewrite import is_stub, mends
from app.wording.rules import CLASSES_FILE, GUARDS_FILE, RULES_DIR, SECOND_READER, Lexicon, Objection, Rule, load_rules
from app.wording.second_reader import SecondReader

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
    """All rules, proved, and the second reader, behind two questions: what is there to flag, what would it become.

    `steadfast` are the ids of rules that the second reader can't overrule: what may be a matter of life, and what an
    operator added.
    """

    matcher: Matcher
    rules: tuple[Rule, ...]
    ruleset: str
    steadfast: frozenset[str]
    second_reader: SecondReader | None = None

    @property
    def objections(self) -> tuple[Objection, ...]:
        """All that can be objected to: the rules, then the second reader's kinds."""
        return (*self.rules, *(self.second_reader.kinds.values() if self.second_reader else ()))

    def read(
        self,
        text: str,
        stage: Stage,
        *,
        depth: Depth = "full",
        ignore_rules: Container[str] = (),
        ignore: Container[str] = (),
    ) -> Reading:
        """Every flag in a text at a stage. Rules, categories and fingerprints can be ignored, support can't."""
        normalised = self.matcher.normalise(text)
        by_rules = self.matcher.hits(normalised, stage)
        hits = self._weighed(normalised, stage, by_rules) if depth == "full" and self.second_reader else by_rules
        heard = by_rules if SECOND_READER in ignore_rules else hits
        heeded = [hit for hit in heard if hit.rule.id not in ignore_rules and hit.rule.category not in ignore_rules]
        flags = place_flags(normalised, heeded)
        return Reading(
            normalised,
            [placed for placed in flags if placed.flag.fingerprint not in ignore],
            [placed for placed in flags if placed.flag.fingerprint in ignore],
            frozenset(kind for hit in (*heard, *hits) for kind in hit.rule.support),
        )

    def _weighed(self, text: Normalised, stage: Stage, by_rules: list[Hit]) -> list[Hit]:
        """What the rules found, unless the second reader is sure of a clear text, and what it finds beside that."""
        assert self.second_reader is not None
        opinion = self.second_reader.read(text, stage)
        if opinion.harmless:
            return [hit for hit in by_rules if hit.rule.id in self.steadfast]
        taken = by_rules
        if opinion.hits and stage is Stage.MISTAKE_RAISED:
            taken = by_rules + self._admissions(text)
        return by_rules + [hit for hit in opinion.hits if not any(hit.overlaps(other) for other in taken)]

    def _admissions(self, text: Normalised) -> list[Hit]:
        """What would be a confession elsewhere, and is in place where they raised it."""
        hits = self.matcher.hits(text, Stage.FIRST_CONTACT)
        return [hit for hit in hits if hit.rule.category is Category.UNPROMPTED_CONFESSION]

    def _admits(self, text: str, stage: Stage) -> bool:
        """Whether it is a bare admission, which is the thing to say where they raised it."""
        return stage is Stage.MISTAKE_RAISED and bool(self._admissions(self.matcher.normalise(text)))

    def rewrite(
        self, reading: Reading, stage: Stage, *, depth: Depth = "full", ignore_rules: Container[str] = ()
    ) -> str | None:
        """The whole message mended, or None where there is no honest mend.

        What comes back has no flag but those the sender silenced in the text it came from.
        """
        silenced = {(placed.flag.rule, placed.flag.text) for placed in reading.silenced}
        for mended in mends(reading.text, reading.flags):
            if is_stub(mended, reading.text.original) and not self._admits(mended, stage):
                continue
            flags = self.read(mended, stage, depth=depth, ignore_rules=ignore_rules).flags
            if all((placed.flag.rule, placed.flag.text) in silenced for placed in flags):
                return mended
        return None


def load_wording(
    lexicon: Lexicon,
    own_rules: Path | None = None,
    *,
    sources: Collection[str] = (),
    proved: bool = False,
    second_reader: SecondReader | None = None,
) -> Wording:
    """Read and translate all rules, and prove them; where the shipped ones are `proved` already, only own ones.

    Raises BadDataFile for the first that is wrong.
    """
    folders = [RULES_DIR, *([own_rules] if own_rules else [])]
    entries = load_rules(lexicon, folders, sources)
    matcher = Matcher(lexicon, entries)
    own = [entry for entry in entries if entry.item.path.parent != RULES_DIR]
    prove(lexicon, own if proved else entries, matcher)
    return Wording(
        matcher,
        tuple(entry.rule for entry in entries),
        f"{EDITION}-{_digest(folders, second_reader)}",
        frozenset([entry.rule.id for entry in own] + [entry.rule.id for entry in entries if entry.rule.support]),
        second_reader,
    )


def _digest(folders: list[Path], second_reader: SecondReader | None) -> str:
    digest = sha256(second_reader.digest if second_reader else b"")
    for path in [CLASSES_FILE, GUARDS_FILE, *(path for folder in folders for path in sorted(folder.glob("*.yaml")))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:4]
