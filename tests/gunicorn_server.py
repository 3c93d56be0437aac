"""A web server as a process of its own, for tests: started, waited for, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120
"""How long a test waits for a state before it fails. Reached only by what hangs: a busy machine is no failure."""
MAX_STOP_SECONDS = 10.0
"""How long a server may take to end: what Docker grants before it kills; Heroku grants thirty."""


@dataclass(frozen=True)
class Server:
    url: str
    process: psutil.Popen
    log: Path

    def answers(self) -> bool:
        assert self.process.poll() is None, f"the server has ended:\n{self.log.read_text()}"
        try:
            return requests.get(f"{self.url}/healthz", timeout=PATIENCE_SECONDS).status_code == 200
        except (requests.ConnectionError, requests.Timeout):
            return False

    def family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def stop(self) -> float:
        """Ask the server to end and return after how many seconds it has."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_SECONDS)
        return time.monotonic() - begun


@contextmanager
def serving(command: list[str], environ: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Run a web server inside the block, on a free port, its output in ``folder/server.log``."""
    port = free_port()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, **environ, "PORT": str(port), "HOST": "127.0.0.1", "PATH": path}
    log = folder / "server.log"
    with log.open("wb") as stream:
        process = psutil.Popen(
            command, cwd=ROOT, env=env, stdout=stream, stderr=subprocess.STDOUT, start_new_session=True
        )
        server = Server(f"http://127.0.0.1:{port}", process, log)
        family: list[psutil.Process] = []
        try:
            until(server.answers, why=log.read_text)
            yield server
        finally:
            family = server.family() if process.is_running() else []
            for one in family:
                if one.is_running():
                    one.kill()
            process.wait()


def until(holds: Callable[[], bool], *, why: Callable[[], object] = lambda: "") -> None:
    """Return as soon as a condition holds; fail, and say why, when it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, f"still not so after {PATIENCE_SECONDS} s: {why()}"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
