"""What a text weighs as text messages: encoding and parts."""

import smsutil  # counts GSM 03.38 and UCS-2 parts as the networks do, pairs and extension characters kept whole

from app.findings import Length


def measure(text: str, words: int) -> Length:
    """Length of a text of so many words. One part holds 160 GSM-7 characters, of several 153; in UCS-2 70 and 67."""
    return Length(
        characters=len(text),
        words=words,
        encoding="gsm7" if smsutil.is_valid_gsm(text) else "ucs2",
        segments=segments(text),
    )


def segments(text: str) -> int:
    """How many parts a phone network bills for a text."""
    return len(smsutil.split(text).parts)
