"""How long a text takes to read, in figures that mean something for a text message."""

import sys

import textstat  # the figures; its grade formulas that need a download are left alone

from app.findings import Readability

FEWEST_WORDS_FOR_A_GRADE = 100


def _caches() -> list[object]:
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("textstat.backend")]
    return list({id(f): f for module in modules for f in vars(module).values() if hasattr(f, "cache_clear")}.values())


# textstat keeps the last 128 texts it saw; nobody's message may outlive its answer.
_CACHES = _caches()


def read(text: str) -> Readability:
    """The figures for one text; `grade` only from 100 words on, where it begins to mean something."""
    try:
        words = int(textstat.lexicon_count(text))
        sentences = int(textstat.sentence_count(text)) if words else 0
        return Readability(
            words=words,
            sentences=sentences,
            words_per_sentence=round(words / sentences, 1) if sentences else 0.0,
            reading_seconds=round(float(textstat.reading_time(text)), 1),
            long_words=int(textstat.long_word_count(text)) if words else 0,
            grade=round(float(textstat.automated_readability_index(text)), 1)
            if words >= FEWEST_WORDS_FOR_A_GRADE
            else None,
        )
    finally:
        _forget()


def _forget() -> None:
    for cached in _CACHES:
        cached.cache_clear()  # type: ignore[attr-defined]  # chosen for having it
