"""How numeric loops are compiled: by numba, once per machine, kept on disk.

Numba costs a process about 120 MB (measured), so nothing imports this package before a detector is run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

ROUNDING = {"reassoc", "contract", "nsz"}
"""Sums may be taken in another order, so that several are taken at a time; NaN and infinity stay what they are."""
Function = TypeVar("Function", bound=Callable[..., object])


def compiled(*signatures: str) -> Callable[[Function], Function]:
    """Compile a function for the given signatures when its module is imported, or load what was compiled before."""

    def decorate(function: Function) -> Function:
        return cast("Function", njit(list(signatures), cache=True, fastmath=ROUNDING)(function))

    return decorate
