"""`peyman import` in processes that can be killed: each is forked from one that has loaded everything.

Run as a program it reads command lines from its standard input, and writes the process id of each, then how it ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Parent:
    """The process that has loaded everything."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def starts(self, *words: str) -> int:
        """The id of a process that does `peyman …`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self._told()

    def ended(self) -> int:
        """How the last one ended: minus the number of the signal, or its exit code."""
        return self._told()

    def _told(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@contextmanager
def parent(environment: Mapping[str, str]) -> Iterator[Parent]:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, __file__], cwd=ROOT, env=dict(environment), stdin=pipe, stdout=pipe, text=True
    ) as process:
        try:
            yield Parent(process)
        finally:
            process.kill()


def child(words: Sequence[str]) -> None:
    from cli import commands

    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # until it is killed
    commands(words, standalone_mode=False)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import app
    import resolvers.execution
    import resolvers.importing  # noqa: F401

    app.assembled()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                child(json.loads(line))
            finally:
                os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
