"""The reviewer's reading of a text: which wording reads as groveling or needy, and how it could be mended."""

from collections.abc import Container
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.findings import RuleCard, RuleExamples
from app.situation import Stage
from app.wording.flags import Finding, to_findings
from app.wording.matcher import Matcher
from app.wording.normalise import Normalised
from app.wording.proof import prove
from app.wording.rewrite import mend
from app.wording.rules import CLASSES_FILE, GUARDS_FILE, RULES_DIR, Grammar, Rule, load_rules

EDITION = "2026.11"


@dataclass(frozen=True, slots=True)
class Wording:
    """All rules, proved, behind two questions: what is there to flag, and what would it become."""

    matcher: Matcher
    rules: tuple[Rule, ...]
    ruleset: str

    def find(
        self, text: str, stage: Stage, *, ignore_rules: Container[str] = (), ignore: Container[str] = ()
    ) -> tuple[Normalised, list[Finding]]:
        """Every flag in a text at a stage, without those the sender has silenced (`ignore`: fingerprints)."""
        normalised = self.matcher.normalise(text)
        findings = to_findings(normalised, self.matcher.hits(normalised, stage, ignore_rules))
        return normalised, [finding for finding in findings if finding.flag.fingerprint not in ignore]

    def rewrite(
        self,
        text: Normalised,
        findings: list[Finding],
        stage: Stage,
        *,
        ignore_rules: Container[str] = (),
        ignore: Container[str] = (),
    ) -> str | None:
        """The whole message mended, or None where there is no honest mend. What comes back has no flag."""
        for whole_sentences in (False, True):
            mended = mend(text, findings, whole_sentences=whole_sentences)
            if mended and not self.find(mended, stage, ignore_rules=ignore_rules, ignore=ignore)[1]:
                return mended
        return None


def load_wording(grammar: Grammar, own_rules: Path | None = None, *, proved: bool = False) -> Wording:
    """Read and translate all rules, and prove them; where the shipped ones are `proved` already, only own ones.

    Raises BadDataFile for the first that is wrong.
    """
    folders = [RULES_DIR, *([own_rules] if own_rules else [])]
    entries = load_rules(grammar, folders)
    matcher = Matcher(grammar, entries)
    prove(grammar, [entry for entry in entries if not (proved and entry.item.path.parent == RULES_DIR)], matcher)
    return Wording(matcher, tuple(entry.rule for entry in entries), f"{EDITION}-{_digest(folders)}")


def card(rule: Rule) -> RuleCard:
    """A rule as it is shown to people."""
    return RuleCard(
        **rule.model_dump(include={"id", "severity", "stages", "reason", "why", "instead", "source"}),
        category=rule.category,
        examples=RuleExamples(
            flags=[example.text for example in rule.examples.flags], allows=list(rule.examples.allows)
        ),
    )


def _digest(folders: list[Path]) -> str:
    digest = sha256()
    for path in [CLASSES_FILE, GUARDS_FILE, *(path for folder in folders for path in sorted(folder.glob("*.yaml")))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:4]
