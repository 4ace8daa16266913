"""The messages people come for: read from files, checked when loaded, filled with what the sender gave."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Literal

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    nodes,
)  # fills the messages; only names and four filters allowed
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field

from app.conditions import Facts, KnownFacts, When, check, holds
from app.datafile import Item, data_files, read_item, read_items
from app.findings import HookCard, TemplateCard
from app.situation import Stage, Tone
from app.wishes import Mood, wish, wish_and_mood, wishes

TEMPLATES_DIR = Path(__file__).parent.parent / "templates"
MESSAGES_DIR, HOOKS_FILE = TEMPLATES_DIR / "messages", TEMPLATES_DIR / "hooks.yaml"
FIELDS = frozenset(("recipient", "sender", "detail", "mistake"))
OWN_WORDS = frozenset(("detail", "mistake"))
ALLOWED_NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter)
MOST_CHARACTERS = 600
DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
COMMA_PHRASE = re.compile(  # no title, no list, no second adjective
    r", (?:the|an?|in|on|at|near|by|with|from|when|where|who|which|that|off|out|behind|opposite|next|not|even|badly"
    r"|last|you|we|your|my)\b[^,()]*$"
)
SEVERAL = re.compile(
    r" (?:and|&|\+) |\bpairs? of\b|^(?:two|three|four|five|six|some|all|both|those|these|\d+)\b", re.IGNORECASE
)
PHRASE_END = re.compile(r"[,(]| (?:of|with|from|that|which|you|i|we|in|on|for|about|by) ", re.IGNORECASE)
PLURAL = re.compile(r"(?:[^sui]s|ies)$", re.IGNORECASE)  # no glass, bus or Iris
DETAIL_ENDS = re.compile(r"\{\{ detail[^}]*\}\}[.!?]")
FORBIDDEN = re.compile("[\u2018\u2019\u201c\u201d\u2013\u2014\u2026;]")

Text = Annotated[str, Field(min_length=3, max_length=MOST_CHARACTERS)]


class Example(BaseModel):
    """The proof that each message carries: its fields filled, and what it then reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: str | None = None
    sender: str | None = None
    detail: str | None = None
    mistake: str | None = None
    reads: str

    @property
    def fields(self) -> dict[str, str]:
        """The fields this example fills."""
        return {name: value for name in sorted(FIELDS) if (value := getattr(self, name)) is not None}


class MessageData(BaseModel):
    """One file of templates/messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Stage
    tones: Annotated[list[Tone], Field(min_length=1)]
    hook: str | None = None
    when: When = {}
    text: Text
    moods: dict[Literal["luck", "sober"], Text] = {}  # instead of `text`, on an occasion of that mood
    emoji: Annotated[str, Field(max_length=8)] | None = None
    why: Annotated[str, Field(min_length=3)]
    examples: Annotated[list[Example], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be filled; `id` is the file's name."""

    id: str
    item: Item
    data: MessageData
    fields: frozenset[str]
    _templates: Mapping[str, Callable[[], Template]]

    def fill(self, values: Mapping[str, str]) -> str:
        """The message with the sender's own words put in as plain text. Needs every one of `fields`."""
        template = self._templates.get(self.mood(values), self._templates["happy"])
        filled = template().render({name: values[name] for name in self.fields}).strip()
        for name in sorted(self.fields & OWN_WORDS):
            filled = _with_commas_closed(filled, values[name])
        return DOUBLE_STOP.sub(".", filled)  # a name may end with a full stop of its own

    def mood(self, values: Mapping[str, str]) -> Mood:
        """The mood of the sender's occasion, where it decides which text is used."""
        return wish_and_mood(values["detail"])[1] if self.data.moods else "happy"

    @property
    def ends_with_detail(self) -> bool:
        """Whether a sentence ends where the detail stands, so that it may have a clause of its own."""
        return DETAIL_ENDS.search(self.data.text) is not None

    def fits(self, facts: Facts) -> bool:
        """Whether this message suits a situation: its conditions hold."""
        return holds(self.data.when, facts)

    def card(self) -> TemplateCard:
        """The message as it is shown to people."""
        data = self.data
        return TemplateCard(
            id=self.id,
            stage=data.stage,
            tones=list(data.tones),
            hook=data.hook,
            why=data.why,
            example=data.examples[0].reads,
        )


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages and hook kinds."""

    messages: Sequence[Message]
    hooks: Mapping[str, HookCard]


def load_hooks() -> dict[str, HookCard]:
    """Every kind of hook. Raises BadDataFile."""
    return {hook.kind: hook for hook in (item.parse(HookCard) for item in read_items(HOOKS_FILE))}


def load_messages(
    hooks: Mapping[str, HookCard], known: KnownFacts, own_messages: Path | None = None, *, proved: bool = False
) -> Messages:
    """Read, check and prove every message; where the shipped ones are `proved` already, only own ones.

    Raises BadDataFile.
    """
    wishes()
    folders = [MESSAGES_DIR, *([own_messages] if own_messages else [])]
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters = {"opening": opening, "possessive": possessive, "pronoun": pronoun, "wish": wish}
    found: dict[str, Message] = {}
    for path in (path for folder in folders for path in data_files(folder)):
        item = read_item(path)
        if path.stem in found:
            raise item.refuse(f"the message id {path.stem!r} is taken.", "Rename the file.")
        shipped = path.parent == MESSAGES_DIR
        found[path.stem] = _load(item, environment, hooks, known, proved=proved and shipped)
    return Messages(list(found.values()), hooks)


def opening(words: str) -> str:
    """The words with their first letter upper-case, to begin a sentence."""
    return words[:1].upper() + words[1:]


def possessive(name: str) -> str:
    """The name's possessive: Anna's, James'."""
    return name + ("'" if name.endswith(("s", "S")) else "'s")


def pronoun(thing: str) -> str:
    """What a found thing is called the second time: it, or them."""
    several = SEVERAL.search(thing)
    head = PHRASE_END.split(thing, maxsplit=1)[0]
    return "them" if several or PLURAL.search(head) else "it"


def _with_commas_closed(text: str, words: str) -> str:
    """The text with a second comma after words that end in a comma phrase, where the sentence goes on."""
    inside = words[1:]  # the first letter may have been raised
    return text.replace(f"{inside} ", f"{inside}, ") if COMMA_PHRASE.search(words) else text


def _load(
    item: Item,
    environment: ImmutableSandboxedEnvironment,
    hooks: Mapping[str, HookCard],
    known: KnownFacts,
    *,
    proved: bool,
) -> Message:
    data = item.parse(MessageData)
    check(item, data.when, known)
    if data.hook is not None and data.hook not in hooks:
        raise item.refuse(f"there is no hook kind {data.hook!r}.", f"Known kinds: {', '.join(hooks)}.")
    trees: dict[str, nodes.Template] = {"happy": _parse(item, environment, data.text)}
    trees |= {mood: _parse(item, environment, text) for mood, text in data.moods.items()}
    fields, *others = [frozenset(node.name for node in tree.find_all(nodes.Name)) for tree in trees.values()]
    if any(names != fields for names in others):
        raise item.refuse("a text of 'moods' has other fields than 'text'.", "Use the same in all.")
    templates = {mood: cache(partial(environment.from_string, tree)) for mood, tree in trees.items()}
    message = Message(item.path.stem, item, data, fields, templates)
    if (data.hook is not None) != ("detail" in fields):
        raise item.refuse("'hook' and the field 'detail' go together.", "Use both or neither.")
    if data.moods and data.hook is None:
        raise item.refuse("'moods' needs a 'hook' whose detail has a mood.", "Give the hook, or drop 'moods'.")
    if not proved:
        _prove(item, message)
    return message


def _parse(item: Item, environment: ImmutableSandboxedEnvironment, text: str) -> nodes.Template:
    """The text as Jinja reads it, with nothing in it but fields and the allowed filters."""
    if FORBIDDEN.search(text):
        raise item.refuse("text holds a curly quote, a long dash, an ellipsis or a semicolon.", "Write it plainly.")
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        raise item.refuse(f"text can't be read: {error.message}.", "Mend its {{ fields }}.") from None
    filters = ", ".join(sorted(environment.filters))
    for node in _walk(tree):
        if not isinstance(node, ALLOWED_NODES):
            allowed = f"Use only {{{{ field }}}}, with the filters {filters}."
            raise item.refuse(f"text uses {type(node).__name__.lower()}, which isn't allowed.", allowed)
        if isinstance(node, nodes.Filter) and (node.name not in environment.filters or node.args or node.kwargs):
            raise item.refuse(f"there is no filter {node.name!r}.", f"Known: {filters}.")
        if isinstance(node, nodes.Name) and node.name not in FIELDS:
            raise item.refuse(f"there is no field {node.name!r}.", f"Known fields: {', '.join(sorted(FIELDS))}.")
    return tree


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _prove(item: Item, message: Message) -> None:
    for example in message.data.examples:
        if set(example.fields) != message.fields:
            raise item.refuse(
                f"an example gives {sorted(example.fields)}, but text uses {sorted(message.fields)}.",
                "Give each example exactly the fields that text uses.",
            )
        reads = message.fill(example.fields)
        if reads != example.reads:
            raise item.refuse(f"an example reads {reads!r}, not {example.reads!r}.", "Mend 'reads' or 'text'.")
    shown = {message.mood(example.fields) for example in message.data.examples}
    if missing := message.data.moods.keys() - shown:
        raise item.refuse(f"no example shows the mood {min(missing)}.", "Give an example whose detail has it.")
