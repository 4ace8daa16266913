"""How a name, a detail and a mistake are written so that they fit a sentence."""

import re

from app.situation import clean_line

LEADING_I = re.compile(
    r"^(?:i[\s,]+)?i(?:(?P<short>['\u2019]?(?:ve|m)|['\u2019](?:d|ll))\b|\b(?!['\u2019]))[\s,]*", re.IGNORECASE
)
SMALL_FIRST_WORD = re.compile(
    r"(?:Your|The|That|Those|This|These|A|An)\b"
    r"|(?:My|Some|How|What|Which|Who|Whose|Where|When|Why|Whether|If|Our|All)\b(?! (?!I\b)[A-Z])"  # "All Bar One"
)
SMALL_IN_TITLE = re.compile(r"(?:That|Those|This|These) [a-z]")  # "That cricket film"; a title keeps its capital
SMALL_HOBBY = re.compile(
    SMALL_FIRST_WORD.pattern + r"|(?!Sting|Beijing)[A-Z][a-z]+(?:ing|graphy|ball)(?= [^A-Z]|$)"
    r"|(?:Squash|Chess|Tennis|Yoga|Golf|Pottery|Poker|Rugby|Cricket|Hockey|Badminton|Karate|Judo|Ballet|Salsa|Karaoke"
    r"|Origami|Crosswords?|Puzzles|Jigsaws|Quizzes|Darts|Snooker|Table)\b"
)
NAME_PART = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
BEFORE_FIRST_NAMES = frozenset(("engr", "barr", "arc"))
HONORIFICS = BEFORE_FIRST_NAMES | {"dr", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "madam"}
# Written first in names of three words and more: what comes after is what one is called, in Vietnamese the last word.
FIRST_LAST = frozenset(("nguyen", "nguy\u1ec5n", "tran", "tr\u1ea7n", "pham", "ph\u1ea1m", "huynh", "hu\u1ef3nh"))
FIRST_REST = frozenset(("tan", "lim", "ng", "goh", "ong", "teo", "chua", "wong", "zhang", "wang", "liu"))
FORMAL_FROM = 3  # words of a name
SURNAME = re.compile(r"[^\W\d_]\.|O['\u2019][\w-]+|Ma?c[A-Z]\w+|\w{4,}-[A-Z]\w{3,}")  # "Mary Ann" has none
INVERTED = re.compile(
    r"(?P<asks>what|who|where|when|how)(?: (?P<be>is|was|are|were)|['\u2019]s) "
    r"(?P<thing>(?:the|that|those|your|this|my|these) .+?)(?P<rest> (?:called|named|from|like|for|open|again))?",
    re.IGNORECASE,
)
INDEFINITE = re.compile(r"(?:an?|some|several|two|three|four|five|\d+) ", re.IGNORECASE)
GERUND = re.compile(r"(?!wedding|engagement|spring|evening|morning|nothing)[a-z]+ing\b", re.IGNORECASE)
ASKED_DID = re.compile(
    r"(?P<asks>(?:what|which|where|when|how|who)(?: \w+){0,2}) did (?P<who>you|we|they) (?P<does>\w+)(?P<rest>.*)",
    re.IGNORECASE,
)
PAST = {
    "go": "went", "get": "got", "buy": "bought", "see": "saw", "take": "took", "make": "made", "have": "had",
    "eat": "ate", "find": "found", "put": "put", "keep": "kept", "say": "said", "tell": "told", "give": "gave",
    "leave": "left", "come": "came", "send": "sent", "pay": "paid", "do": "did", "read": "read", "meet": "met",
    "stay": "stayed",
}  # fmt: skip
INNER_STOP = re.compile(r"(?<=\w{3})(?<!\betc)(?<!\bfeat)(?<!\bprof)\.\s+(?=[a-z\u00df-\u00ff])")  # no abbreviation
QUOTE_MARKS = 2
LONGEST_INITIALS = 3  # letters: "JJ" is not shouted
# What loses the capital of a keyboard: in a title little, of a hobby whatever is no name.
SMALL = {"song": SMALL_IN_TITLE, "show": SMALL_IN_TITLE, "shared_interest": SMALL_HOBBY}
LONG_FORM = {"ve": "have ", "d": "had ", "m": "am ", "ll": "will "}


def called(name: str) -> str:
    """A name as a friend writes it: the first of several, no title before two, and none of it shouted."""
    words = name.split()
    for place, word in enumerate(words[:-1]):
        if word.endswith(("'s", "\u2019s")):  # "Aunty Pat's Rosie"
            return " ".join(words[place + 1 :])
    title = words[0].lower().rstrip(".")
    titled = title in HONORIFICS
    if len(words) >= FORMAL_FROM:
        particle = titled and words[1].islower() and not name.islower()  # "Mrs van der Berg"
        if not particle and (titled or all(NAME_PART.fullmatch(word) for word in words)):
            name = _first_name(words[titled:])
    elif title in BEFORE_FIRST_NAMES:
        name = words[-1]
    elif not titled and SURNAME.fullmatch(words[-1]):
        name = words[0]
    return name.title() if name.isupper() and len(name) > LONGEST_INITIALS else name


def _first_name(words: list[str]) -> str:
    family = words[0].lower()
    if family in FIRST_LAST:
        return words[-1]
    return " ".join(words[1:]) if family in FIRST_REST else words[0]


def completes_frame(detail: str, kind: str) -> str:
    """A detail as it stands inside a sentence, for a kind of hook."""
    fitted = _fitted(_unquoted(detail), SMALL.get(kind, SMALL_FIRST_WORD))
    if kind == "question":
        return _asked(fitted)
    if kind == "their_news" and GERUND.match(fitted):
        return f"you {fitted[:1].lower()}{fitted[1:]}"
    return fitted.lower() if fitted.isupper() and " " in fitted else fitted


def is_indefinite(detail: str) -> bool:
    """Whether a detail is one of many, "a fox", and so none that they know already."""
    return INDEFINITE.match(detail.strip()) is not None


def completes_i(mistake: str) -> str:
    """A mistake as it follows "I ": a leading "I" and a closing mark are dropped, "'ve" is written out."""
    mistake = clean_line(mistake)
    match = LEADING_I.match(mistake)
    if match:
        short = (match["short"] or "").lower().lstrip("'\u2019")
        mistake = LONG_FORM.get(short, "") + mistake[match.end() :]
    fitted = _fitted(mistake)
    return fitted if fitted[:2].isupper() else fitted[:1].lower() + fitted[1:]


def _unquoted(words: str) -> str:
    words = words.strip()
    return words[1:-1] if words[:1] in '"\u201c' and words[-1:] in '"\u201d' and len(words) > QUOTE_MARKS else words


def _closed(words: str) -> str:
    """Words on one line, without a closing mark; a full stop before a small letter is a comma."""
    line = INNER_STOP.sub(", ", clean_line(words))
    return line.rstrip(".!?,;: ") or line


def _asked(question: str) -> str:
    """A question as it follows "do you remember": "what was that vet called" becomes "what that vet was called"."""
    if did := ASKED_DID.fullmatch(question):
        does = did["does"]
        past = PAST.get(does, does + ("d" if does.endswith("e") else "ed"))
        return f"{did['asks']} {did['who']} {past}{did['rest']}"
    match = INVERTED.fullmatch(question)
    return f"{match['asks']} {match['thing']} {match['be'] or 'is'}{match['rest'] or ''}" if match else question


def _fitted(words: str, small: re.Pattern[str] = SMALL_FIRST_WORD) -> str:
    """Words as they stand inside a sentence: without the capital that a keyboard gave their first."""
    fitted = _closed(words)
    return fitted[:1].lower() + fitted[1:] if small.match(fitted) else fitted
