"""A small recurrent network on sequences of days, with reproducible training (PyTorch, an optional package)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.series import FloatArray

if TYPE_CHECKING:
    import torch

HIDDEN = 32
"""Number of hidden units. Chosen, not tuned."""
LEARNING_RATE = 0.003
"""Step size of AdamW, without unit. Chosen, not tuned."""
WEIGHT_DECAY = 1e-2
"""Factor of AdamW, without unit. Source: default of PyTorch."""
MAX_STEP = 1.0
"""Norm at which gradients are clipped, without unit. Chosen, not tuned."""
MIN_DAYS = 14
"""Days with known readings that are needed for training. Chosen, not tuned."""
MIN_SCALE = 1e-6
"""Share of the load range: with smaller departures there is nothing to train on. Chosen, not tuned."""
SEED = 7
"""Seed of the first weights. Chosen at random: any one will do."""


@dataclass(frozen=True, eq=False)
class Network:
    """A trained LSTM with a linear layer on its last state, and the scale of its inputs and outputs."""

    memory: torch.nn.LSTM
    answer: torch.nn.Linear
    slots: int
    scale: float

    def departures(self, runs: FloatArray) -> FloatArray:
        """Return the output after each sequence of days, shape ``(runs, slots)``, in the unit of the input."""
        import torch  # noqa: PLC0415 - an optional package

        with one_thread(), torch.inference_mode():
            decoded = self.decode(self.read(runs))
        departures: FloatArray = decoded.numpy().astype(np.float64) * self.scale
        return departures

    def read(self, runs: FloatArray) -> torch.Tensor:
        """Return sequences as tensors; the first ``slots`` features are amounts and are scaled."""
        import torch  # noqa: PLC0415

        scaled = np.concatenate([runs[..., : self.slots] / self.scale, runs[..., self.slots :]], axis=-1)
        return torch.from_numpy(scaled.astype(np.float32))

    def decode(self, runs: torch.Tensor) -> torch.Tensor:
        """Return the output of the linear layer for the last state."""
        answer: torch.Tensor = self.answer(self.memory(runs)[0][:, -1])
        return answer


def trained(runs: FloatArray, goal: FloatArray, epochs: int) -> Network | None:
    """Return a network trained for the least absolute error on known entries; None where there is too little data.

    Parameters
    ----------
    runs
        Shape ``(days, steps, features)``; the first ``slots`` features are amounts like those of ``goal``.
    goal
        Shape ``(days, slots)``, NaN where unknown.
    epochs
        Number of steps, each on all days at once.
    """
    import torch  # noqa: PLC0415

    known = np.isfinite(goal)
    some = known.any(axis=1)
    scale = float(np.sqrt(np.mean(goal[known] ** 2))) if known.any() else 0.0
    if some.sum() < MIN_DAYS or scale < MIN_SCALE:
        return None
    with one_thread():
        network = _untrained(runs.shape[-1], goal.shape[-1], scale)
        inputs, mask = network.read(runs[some]), torch.from_numpy(known[some].astype(np.float32))
        goals = torch.from_numpy(np.where(known, goal, 0.0)[some].astype(np.float32)) / scale
        weights = [*network.memory.parameters(), *network.answer.parameters()]
        steps = torch.optim.AdamW(weights, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        for _ in range(epochs):
            steps.zero_grad()
            loss = ((network.decode(inputs) - goals).abs() * mask).sum() / mask.sum()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, MAX_STEP)
            steps.step()
    return network


def _untrained(features: int, slots: int, scale: float) -> Network:
    """Return a network with weights drawn by NumPy's generator and a first output of zero."""
    import torch  # noqa: PLC0415

    memory, answer = torch.nn.LSTM(features, HIDDEN, batch_first=True), torch.nn.Linear(HIDDEN, slots)
    rng, reach = np.random.default_rng(SEED), HIDDEN**-0.5
    with torch.no_grad():
        for weight in memory.parameters():
            weight.copy_(torch.from_numpy(rng.uniform(-reach, reach, tuple(weight.shape)).astype(np.float32)))
        for weight in answer.parameters():
            weight.zero_()
    return Network(memory, answer, slots, scale)


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread, where sums come out the same every time and other jobs keep their processor."""
    import torch  # noqa: PLC0415

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
