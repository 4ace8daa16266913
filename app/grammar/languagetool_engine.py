"""LanguageTool: a server of the operator's own, asked through language-tool-python with a limit on everything."""

import json
import time
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Lock, Thread
from urllib.parse import urlencode, urlsplit

from language_tool_python import LanguageTool, Match  # words the question and reads the answer

from app.findings import Grammar, GrammarIssue
from app.grammar.call import Call
from app.grammar.circuit import Circuit, Trouble
from app.grammar.engine import FAILED, MOST_REPLACEMENTS, LanguageToolLeftAlone
from app.offsets import utf16_offset
from app.situation import Dialect

# LanguageTool knows four of these dialects; the others follow British usage.
LANGUAGES: dict[Dialect, str] = {
    "en-US": "en-US",
    "en-CA": "en-CA",
    "en-AU": "en-AU",
    "en-GB": "en-GB",
    "en-IE": "en-GB",
    "en-IN": "en-GB",
    "en-NG": "en-GB",
    "en-SG": "en-GB",
}
MOST_WAITING = 8
WARM_TEXT = "😀 Hope your well, we was by the lake and should of called."
WARM_SECONDS = 60
# The package keeps the text it read last on a class of its own.
_reading = Lock()


class LanguageToolEngine:
    """Asks the server at `url`, for at most `seconds`, and not at all while it fails or has not been warmed."""

    name = "languagetool"

    def __init__(self, url: str, left_alone: LanguageToolLeftAlone, seconds: float) -> None:
        self._url, self._seconds, self._words = url, seconds, left_alone.words
        self._clients = {language: _Client(url, language, left_alone) for language in set(LANGUAGES.values())}
        self._slots = BoundedSemaphore(MOST_WAITING)
        self._circuit = Circuit(self._probe)

    def check(self, text: str, dialect: Dialect, by: float) -> Grammar:
        """What was found; FAILED where LanguageTool doesn't answer by then."""
        found = self._find(text, LANGUAGES[dialect], by - time.monotonic())
        return FAILED if isinstance(found, Trouble) else Grammar(engine="languagetool", status="ok", issues=found)

    def trouble(self) -> Trouble | None:
        """Asks, where it is thought to answer (at most `seconds`)."""
        found = self._find(WARM_TEXT, "en-US", self._seconds)
        return found if isinstance(found, Trouble) else None

    def _find(self, text: str, language: str, seconds: float) -> list[GrammarIssue] | Trouble:
        """Ask, unless it is known to be of no use, and remember how it went."""
        if (trouble := self._circuit.trouble) is not None:
            return trouble
        if seconds <= 0:
            return Trouble.TOO_SLOW
        found = self._ask(text, language, seconds)
        trouble = found if isinstance(found, Trouble) else None
        # A question that came late in a long request had no fair chance.
        if trouble is not Trouble.TOO_SLOW or seconds > self._seconds / 2:
            self._circuit.note(trouble)
        return found

    def _probe(self) -> Trouble | None:
        """Warm every language, then see whether each answers in time."""
        for seconds in (WARM_SECONDS, self._seconds):
            for language in self._clients:
                found = self._ask(WARM_TEXT, language, seconds)
                if isinstance(found, Trouble):
                    return found
        return None

    def _ask(self, text: str, language: str, seconds: float) -> list[GrammarIssue] | Trouble:
        """Ask in a thread of its own, which keeps its slot until it is through: no more than MOST_WAITING ever wait."""
        if not self._slots.acquire(blocking=False):
            return Trouble.BUSY
        call, answer = Call(self._url, seconds), SimpleQueue[list[GrammarIssue] | Trouble]()

        def ask() -> None:
            try:
                issues = _issues(text, self._clients[language].matches(text, call))
                answer.put([issue for issue in issues if text[issue.start : issue.end].lower() not in self._words])
            except TimeoutError:
                answer.put(Trouble.TOO_SLOW)
            except OSError:
                answer.put(Trouble.NO_ANSWER)
            except Exception:  # noqa: BLE001  # whatever else is wrong with an answer, it is of no use
                answer.put(Trouble.UNUSABLE)
            finally:
                self._slots.release()

        try:
            Thread(target=ask, daemon=True).start()
        except RuntimeError:  # the process may have no more threads
            self._slots.release()
            return Trouble.BUSY
        try:
            return answer.get(timeout=seconds)
        except Empty:
            call.end()
            return Trouble.TOO_SLOW


class _Client(LanguageTool):
    """The package's client for one language, used for the question and the answer, not for the way there.

    Its own way follows redirects, takes proxies from the environment, waits 300 s, and tries twice.
    """

    def __init__(self, url: str, language: str, left_alone: LanguageToolLeftAlone) -> None:
        super().__init__(language, remote_server=url, host="localhost")
        self._path = urlsplit(self.url).path + "check"
        self.disabled_rules = set(left_alone.rules)
        self.disabled_categories = set(left_alone.categories)

    def _get_languages(self) -> set[str]:
        """Known beforehand, so that a server that is down keeps nobody from starting."""
        return set(LANGUAGES.values())

    def matches(self, text: str, call: Call) -> list[Match]:
        """What the server found. Raises whatever comes of no answer, or of one that makes no sense."""
        found = json.loads(call.post(self._path, urlencode(self._create_params(text))))["matches"]
        with _reading:
            try:
                return [Match(match, text) for match in found]
            finally:
                Match.PREVIOUS_MATCHES_TEXT = Match.FOUR_BYTES_POSITIONS = None


def _issues(text: str, matches: list[Match]) -> list[GrammarIssue]:
    issues = [_issue(text, match) for match in matches]
    return sorted(issues, key=lambda issue: (issue.start, issue.rule))


def _issue(text: str, match: Match) -> GrammarIssue:
    """Raises ValueError for a place outside the text. The package counts the start in code points, not the length."""
    start = match.offset
    start_utf16 = utf16_offset(text, start)
    end_utf16 = start_utf16 + match.error_length
    units = text.encode("utf-16-le")
    if start < 0 or not start_utf16 < end_utf16 <= len(units) // 2:
        raise ValueError
    return GrammarIssue(
        rule=match.rule_id,
        start=start,
        end=len(units[: 2 * end_utf16].decode("utf-16-le")),
        start_utf16=start_utf16,
        end_utf16=end_utf16,
        message=match.message,
        replacements=match.replacements[:MOST_REPLACEMENTS],
    )
