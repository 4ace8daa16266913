"""Is it English at all? A text in another language is not judged, and the review says so."""

from pathlib import Path

from app.wording.normalise import BARE_QUESTION, OTHER_LETTER, Normalised

ENGLISH_WORDS_FILE = Path(__file__).parent / "data" / "english_words.txt"
FEWEST_WORDS = 3
LEAST_SHARE = 0.2  # of words that are common in English, as typed or as meant


def load_english_words() -> frozenset[str]:
    """The common words of English, as typed or as meant."""
    return frozenset(ENGLISH_WORDS_FILE.read_text(encoding="utf-8").split())


def is_english(text: Normalised, common: frozenset[str]) -> bool:
    """False only where next to none of the words is a common English one; two words prove nothing."""
    words = [word for word in text.words if word != BARE_QUESTION]
    if any(OTHER_LETTER in word for word in words):
        return sum(OTHER_LETTER not in word for word in words) > len(words) / 2
    if len(words) < FEWEST_WORDS:
        return True
    return sum(word in common for word in words) >= LEAST_SHARE * len(words)
