"""Loads rules, messages, advice and engines once, proves them against each other, and holds them."""

import gc
from hashlib import sha256
from pathlib import Path
from threading import Thread

from app import sms
from app.advice import known_facts, load_advice
from app.article import load_article
from app.datafile import data_files
from app.drafting import Tools
from app.errors import BadDataFile
from app.grammar import GRAMMAR_SECONDS, GrammarChecker, load_grammar_checker
from app.hints import load_hints
from app.messages import HOOKS_FILE, MESSAGES_DIR, Message, Messages, load_hooks, load_messages
from app.own_words import load_own_words
from app.support import load_support
from app.wishes import WISHES_FILE
from app.wording import Wording, load_wording
from app.wording.rules import CLASSES_FILE, GUARDS_FILE, RULES_DIR, load_lexicon
from app.wording.second_reader import SecondReader, load_second_reader

PROOF_FILE = Path(__file__).parent / "data" / "proved.txt"


def load_tools(
    rules_dir: Path | None = None,
    messages_dir: Path | None = None,
    *,
    languagetool_url: str | None = None,
    grammar_seconds: float = GRAMMAR_SECONDS,
    second_reader: bool = False,
    prove_all: bool = False,
) -> Tools:
    """Everything, ready to answer. Raises BadDataFile with file, line and how to mend it.

    What ships is proved once and the proof recorded (`record_proof`); it is proved again as soon as it differs from
    that record, and always with `prove_all`. What an operator adds is proved at every start. With `second_reader`
    the trained network reads along.
    """
    proved = not prove_all and proof_is_fresh()
    checker = load_grammar_checker(languagetool_url, grammar_seconds)
    # The grammar engine reads its dictionary while the rules are translated: two cores, half the wait.
    Thread(target=checker.state).start()
    # Loading makes a million small objects that all stay; looking through them for garbage costs a fifth of the time.
    gc.disable()
    try:
        return _load(checker, load_second_reader() if second_reader else None, rules_dir, messages_dir, proved=proved)
    finally:
        gc.enable()


def _load(
    checker: GrammarChecker,
    second_reader: SecondReader | None,
    rules_dir: Path | None,
    messages_dir: Path | None,
    *,
    proved: bool,
) -> Tools:
    lexicon = load_lexicon()
    hooks = load_hooks()
    known = known_facts(hooks)
    adviser = load_advice(known)
    sources = [passage.id for passage in load_article(adviser)]
    wording = load_wording(lexicon, rules_dir, sources=sources, proved=proved, second_reader=second_reader)
    messages = load_messages(hooks, known, messages_dir, proved=proved)
    if not proved or rules_dir or messages_dir:
        _prove_messages(messages, wording)
    hints = load_hints(lexicon, wording.matcher)
    own_words = load_own_words(lexicon, wording, frozenset(messages.hooks))
    wording.matcher.sieve()  # the last words are known now
    return Tools(
        wording=wording,
        hints=hints,
        messages=messages,
        adviser=adviser,
        own_words=own_words,
        support=load_support(),
        grammar=checker,
    )


def proof_is_fresh() -> bool:
    """Whether the shipped rules and messages are the ones whose proof is recorded."""
    return PROOF_FILE.exists() and PROOF_FILE.read_text(encoding="utf-8").strip() == _shipped()


def record_proof() -> None:
    """Record that the shipped rules and messages, as they are now, have been proved."""
    PROOF_FILE.write_text(f"{_shipped()}\n", encoding="utf-8")


def _shipped() -> str:
    digest = sha256()
    for path in (CLASSES_FILE, GUARDS_FILE, HOOKS_FILE, WISHES_FILE, *data_files(RULES_DIR), *data_files(MESSAGES_DIR)):
        digest.update(sha256(path.name.encode() + path.read_bytes()).digest())
    return digest.hexdigest()


def _prove_messages(messages: Messages, wording: Wording) -> None:
    """Every example of every message is clear at its stage and one text long."""
    for message in messages.messages:
        for example in message.data.examples:
            if flags := wording.read(example.reads, message.data.stage).flags:
                flag = flags[0].flag
                raise _refusal(message, f"an example is flagged by {flag.rule} ({flag.text!r}).")
            if sms.segments(example.reads) > 1:
                raise _refusal(message, "an example is longer than one text message.")


def _refusal(message: Message, problem: str) -> BadDataFile:
    return message.item.refuse(problem, "Reword the message.")
