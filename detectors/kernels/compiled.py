"""How numeric loops are compiled: by numba, once on each machine, and kept on disk.

Numba costs a process about 120 MB (measured), so nothing imports this package before a detector is run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

ROUNDING = {"reassoc", "contract", "nsz"}
"""What the compiler may do to be faster: reorder sums, so that several are computed at a time. NaN and infinity keep
their meaning."""
Function = TypeVar("Function", bound=Callable[..., object])


def compiled(*signatures: str) -> Callable[[Function], Function]:
    """Compile a function for the given signatures when its module is imported, or load what was compiled before."""

    def decorate(function: Function) -> Function:
        return cast("Function", njit(list(signatures), cache=True, fastmath=ROUNDING)(function))

    return decorate
