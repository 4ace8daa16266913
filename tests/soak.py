"""Twenty minutes at half load with grammar on: does the memory of the process grow, do answers slow down?

`make soak`; SOAK_MINUTES shortens it. Half load is half of what one client gets answered when it never pauses.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[1]
MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
SETTLED = MINUTES / 4  # of the whole: the first five minutes of twenty
MOST_GROWTH = 0.02
TEXTS = (
    "Hey 😀 please please give me one more chance",
    "Passed the ramen place on Mill Road and thought of you. Hope work has calmed down",
    "i should of told you sooner, your free to be angry. i miss you so much it hurts and i cant sleep",
    "You're right, I shut you out in spring and I'm sorry. Thanks for telling me.",
)
REQUESTS = [
    ("/v1/reviews", {"text": text, "stage": stage}) for text in TEXTS for stage in ("first_contact", "in_touch")
]
REQUESTS.append(("/v1/drafts", {"recipient": {"name": "Anna"}, "grammar": True, "count": 2}))
BODIES = [(path, json.dumps(said).encode()) for path, said in REQUESTS]


def main() -> int:
    """Run it; 0 where memory stayed and answers did not slow down."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {**os.environ, "FESSUP_PORT": str(port), "FESSUP_LOG_LEVEL": "error"}
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=environment)
    try:
        connection = _connect(port)
        rate = 0.5 * len(BODIES) * 20 / sum(_ask(connection, number) for number in range(len(BODIES) * 20))
        print(f"half load is {rate:.1f} requests a second")
        return _soak(connection, process.pid, rate)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _connect(port: int) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(600):
        try:
            connection.connect()
        except OSError:
            time.sleep(0.2)
        else:
            return connection
    sys.exit("the service did not start")


def _ask(connection: HTTPConnection, number: int) -> float:
    """Seconds until the answer is there."""
    path, body = BODIES[number % len(BODIES)]
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    assert response.status == 200
    return time.perf_counter() - started


def _soak(connection: HTTPConnection, pid: int, rate: float) -> int:
    started = due = time.perf_counter()
    times: list[float] = []
    minutes: list[tuple[int, float]] = []
    print("minute    MB resident    p50 ms    p99 ms    answered")
    while len(minutes) < MINUTES:
        due = max(due + 1 / rate, time.perf_counter() - 1)  # what was missed long ago is not made up for
        time.sleep(max(due - time.perf_counter(), 0))
        times.append(_ask(connection, len(times)))
        if time.perf_counter() - started >= 60 * (len(minutes) + 1):
            late = quantiles(times, n=100)[98]
            minutes.append((_resident(pid), late))
            memory = minutes[-1][0] / 1024
            print(
                f"{len(minutes):6}{memory:15.1f}{median(times) * 1e3:10.1f}{late * 1e3:10.1f}{len(times):12}",
                flush=True,
            )
            times = []
    return _judge(minutes)


def _resident(pid: int) -> int:
    """Memory in kB."""
    return int(Path(f"/proc/{pid}/status").read_text(encoding="utf-8").split("VmRSS:")[1].split()[0])


def _judge(minutes: list[tuple[int, float]]) -> int:
    settled = minutes[round(SETTLED) :] or minutes
    growth = max(memory for memory, _ in settled) / minutes[max(round(SETTLED) - 1, 0)][0] - 1
    half = max(len(settled) // 2, 1)
    first, last = (median(late for _, late in part) for part in (settled[:half], settled[-half:]))
    print(f"memory after the first quarter: {growth:+.1%} (at most {MOST_GROWTH:.0%})")
    print(f"99th percentile, later half to earlier half: {last / first:.2f} (at most 1.20)")
    return 0 if growth <= MOST_GROWTH and last / first <= 1.2 else 1


if __name__ == "__main__":
    sys.exit(main())
