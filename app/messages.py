"""The messages people come for: read from files, checked when loaded, filled with what the sender gave."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Annotated

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    nodes,
)  # fills the messages; only names and two filters allowed
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field

from app.conditions import Facts, KnownFacts, When, check, holds
from app.datafile import Item, data_files, read_item, read_items
from app.findings import HookCard, TemplateCard
from app.situation import Stage, Tone

TEMPLATES_DIR = Path(__file__).parent.parent / "templates"
MESSAGES_DIR, HOOKS_FILE = TEMPLATES_DIR / "messages", TEMPLATES_DIR / "hooks.yaml"
FIELDS = frozenset(("recipient", "sender", "detail", "mistake"))
ALLOWED_NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter)
MOST_CHARACTERS = 600
DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
FORBIDDEN = re.compile("[\u2018\u2019\u201c\u201d\u2013\u2014\u2026;]")


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
    text: Annotated[str, Field(min_length=3, max_length=MOST_CHARACTERS)]
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
    _template: Callable[[], Template]

    def fill(self, values: Mapping[str, str]) -> str:
        """The message with the sender's own words put in as plain text. Needs every one of `fields`."""
        filled = self._template().render({name: values[name] for name in self.fields}).strip()
        return DOUBLE_STOP.sub(".", filled)  # a name may end with a full stop of its own

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
    folders = [MESSAGES_DIR, *([own_messages] if own_messages else [])]
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters = {"opening": opening, "possessive": possessive}
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
    if FORBIDDEN.search(data.text):
        raise item.refuse("text holds a curly quote, a long dash, an ellipsis or a semicolon.", "Write it plainly.")
    tree = _parse(item, environment, data.text)
    fields = frozenset(node.name for node in tree.find_all(nodes.Name))
    message = Message(item.path.stem, item, data, fields, cache(partial(environment.from_string, tree)))
    if (data.hook is not None) != ("detail" in fields):
        raise item.refuse("'hook' and the field 'detail' go together.", "Use both or neither.")
    if not proved:
        _prove(item, message)
    return message


def _parse(item: Item, environment: ImmutableSandboxedEnvironment, text: str) -> nodes.Template:
    """The text as Jinja reads it, with nothing in it but fields and the allowed filters."""
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
