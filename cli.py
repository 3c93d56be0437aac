"""The terminal door: ``python cli.py COMMAND``, or ``loadlens COMMAND``; each command is a module of ``terminal``.

Bad input ends with exit code 2 and one sentence on stderr, a fault of Loadlens itself with 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from data.errors import LoadlensError, UnforeseenError
from terminal import bench, detect, detectors, forecast, import_readings, meters, serve, settings, simulate
from terminal.parser import Commands, Parser

COMMANDS = (serve, import_readings, meters, detect, forecast, detectors, simulate, settings, bench)
CONSOLE = "loadlens"
DONE, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and return the exit code."""
    words = tuple(sys.argv[1:] if words is None else words)
    try:
        arguments = parser(words).parse_args(words)
        arguments.run(arguments)
        sys.stdout.flush()
    except UnforeseenError as error:
        if "--traceback" in words:
            raise
        return _ended(BAD_INPUT, str(error))
    except LoadlensError as error:
        return _ended(BAD_INPUT, str(error))
    except BrokenPipeError:  # whoever read the answer has seen enough, as in: ... | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return _ended(INTERRUPTED, "Stopped.")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _ended(BAD_INPUT, f"{where}{error.strerror or error}.")
    except Exception as error:
        if "--traceback" in words:
            raise
        kind = type(error).__name__
        return _ended(FAULT, f"Loadlens failed: {kind}: {error}. Please report it with the output of --traceback.")
    return DONE


def parser(words: tuple[str, ...] = ()) -> Parser:
    """Return the parser of all commands; the options of ``detect`` depend on the detector named in ``words``."""
    top = Parser(
        prog=_called(),
        description="Loadlens finds abnormal electricity consumption in smart-meter readings.",
        allow_abbrev=False,
    )
    top.add_argument("--traceback", action="store_true", help="on a fault of Loadlens show where it happened")
    commands = Commands(top.add_subparsers(metavar="COMMAND", required=True), words)
    for command in COMMANDS:
        command.add(commands)
    return top


def command() -> NoReturn:
    """Run the command line of the console command ``loadlens``."""
    _leave(main())


def _called() -> str:
    """Return what a person types: the console command, or this file."""
    return CONSOLE if Path(sys.argv[0]).stem == CONSOLE else "python cli.py"


def _ended(code: int, sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return code


def _leave(code: int) -> NoReturn:
    """End the process at once, so that the exit code is the one of the command.

    On the ordinary way out a thread of Arrow now and then aborts it with code 134 (apache/arrow issue 34314).
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    command()
