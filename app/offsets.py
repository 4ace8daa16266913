"""The two ways an answer counts: code points, as Python does, and UTF-16 units, as browsers and phones do."""


def utf16_offset(text: str, place: int) -> int:
    """How many UTF-16 code units stand before the code point number `place`."""
    return place if text.isascii() else place + sum(char > "\uffff" for char in text[:place])
