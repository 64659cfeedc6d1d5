"""Starts processes under test by forking, so that a killed one is back in a moment.

Orders come as lines of JSON on the standard input and news go as lines to the standard output. When the input ends,
as when the harness dies, every process ends.
"""

import json
import os
import selectors
import signal
import sys
import traceback
from contextlib import suppress
from typing import Any

from tests.faults import program

CRASHED = 70


def main() -> None:
    """Take orders until there are no more."""
    told, tells = os.pipe()
    os.set_blocking(tells, False)
    signal.set_wakeup_fd(tells)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    born: dict[int, str] = {}
    with selectors.DefaultSelector() as waiting:
        waiting.register(sys.stdin.fileno(), selectors.EVENT_READ)
        waiting.register(told, selectors.EVENT_READ)
        pending = b""
        while True:
            ready = {key.fd for key, _ in waiting.select()}
            if told in ready:
                os.read(told, 4096)
                _bury(born)
            if sys.stdin.fileno() in ready:
                more = os.read(sys.stdin.fileno(), 65536)
                if not more:
                    break
                *orders, pending = (pending + more).split(b"\n")
                for order in orders:
                    _start(json.loads(order), born)
    for pid in born:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _start(order: dict[str, Any], born: dict[int, str]) -> None:
    pid = os.fork()
    if pid == 0:
        _live(order)
    born[pid] = order["name"]
    _say(name=order["name"], pid=pid)


def _live(order: dict[str, Any]) -> None:
    """Be the process under test, to the end."""
    code = CRASHED
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(order["log"])
        os.chdir(order["folder"])
        os.environ.update(order["settings"])
        if order["is_unmodified"]:
            os.execv(sys.executable, [sys.executable, "-m", "bot", "serve"])  # noqa: S606 - ours
        code = program.serve(os.environ)
    except BaseException:  # noqa: BLE001 - told where the program tells all else; it ends right here
        traceback.print_exc()
    finally:
        os._exit(code)


def _redirect(log: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(nothing, 0)
    os.dup2(file, 1)
    os.dup2(file, 2)


def _bury(born: dict[int, str]) -> None:
    while born:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        _say(name=born.pop(pid), pid=pid, exit=os.waitstatus_to_exitcode(status))


def _say(**news: Any) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
