"""The service as a process that is asked, by SIGUSR1, which of its Python objects still hold a marked text.

`python watched.py HEAP_FILE [broken|slow]`; the mark is spelled backwards here, so that it is not found in the asking.
"""

import gc
import signal
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARK = "rekramxuuq"[::-1]
SKIPPED = (types.ModuleType, type(sys.implementation))


def holders() -> Iterator[str]:
    """Each live object that holds the mark, as the kinds of the objects on the way to it."""
    gc.unfreeze()  # what was loaded at start is walked as well
    gc.collect()
    frames = list(sys._current_frames().values())
    own = sys._getframe()
    pending: list[tuple[Any, str]] = [(found, "gc") for found in gc.get_objects()]
    for frame in frames:
        step: types.FrameType | None = frame
        while step is not None:
            if step is not own:
                pending.append((dict(step.f_locals), f"frame {step.f_code.co_qualname}"))
            step = step.f_back
    seen = {id(pending), id(frames), id(own), id(MARK)}
    kept = []  # an id is only somebody's while they live
    while pending:
        found, way = pending.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        kept.append(found)
        if isinstance(found, str | bytes | bytearray):
            if MARK in (found if isinstance(found, str) else bytes(found).decode("latin-1")):
                yield f"{way} > {type(found).__name__}"
            continue
        name = type(found).__qualname__
        pending += [(inner, f"{way[-300:]} > {name}") for inner in gc.get_referents(found)]


def note(*_: object) -> None:
    """Write what was found, whole or not at all."""
    found = sorted(set(holders()))
    whole = Path(sys.argv[1])
    part = whole.with_suffix(".part")
    part.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    part.rename(whole)


def main() -> int:
    from app import cli  # noqa: PLC0415  # the module is read by the tests as well, which need no service
    from app.web import routes  # noqa: PLC0415

    if "broken" in sys.argv:

        def fail(*said: Any, **more: Any) -> Any:
            raise RuntimeError(f"secret: {said[1:]} {more}")

        routes.review = routes.write_drafts = fail  # type: ignore[assignment]
    if "slow" in sys.argv:
        review = routes.review

        def slow(*said: Any, **more: Any) -> Any:
            time.sleep(0.5)
            return review(*said, **more)

        routes.review = slow
    # A thread of its own: the handler's frame would stand on top of whatever the main thread is doing.
    signal.signal(signal.SIGUSR1, lambda *_: threading.Thread(target=note).start())
    return cli.main(["serve"])


if __name__ == "__main__":
    sys.exit(main())
