"""How a command ends as a process: its exit code, a reader that leaves early, an interrupt."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli import BAD_INPUT, DONE
from tests.gunicorn_server import PATIENCE_SECONDS, ROOT, until
from tests.terminal.commands import command


@pytest.mark.parametrize(("words", "code"), [(("detectors",), DONE), (("import", "nothing.csv"), BAD_INPUT)])
def test_nothing_that_happens_on_the_way_out_changes_the_exit_code(words: tuple[str, ...], code: int) -> None:
    aborts = f"import atexit, os, runpy, sys; atexit.register(os.abort); sys.argv[0] = {command()[1]!r}"
    door = f"{aborts}; runpy.run_path(sys.argv[0], run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", door, *words], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert (done.stdout + done.stderr).endswith("\n")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    process = subprocess.Popen(command("detectors", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()  # before anything is written, as `head` would after a line

    error = process.stderr.read()

    assert (process.wait(PATIENCE_SECONDS), error) == (DONE, b"")


def test_an_interrupt_ends_with_one_word_and_leaves_no_file(tmp_path: Path) -> None:
    words = command("simulate", str(tmp_path / "long.csv"), "--meters", "500")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    assert process.stderr
    until(lambda: any(path.stat().st_size for path in tmp_path.iterdir()))  # it is in the midst of writing

    process.send_signal(signal.SIGINT)

    assert (process.wait(PATIENCE_SECONDS), process.stderr.read()) == (130, "Stopped.\n")
    assert list(tmp_path.iterdir()) == []
