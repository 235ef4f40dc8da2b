"""Sparse vectors as two small arrays: eight bytes a term, and products at numpy's speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Vector:
    """Term numbers, each once and in order, and their weights."""

    ids: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]

    def dense(self, size: int) -> npt.NDArray[np.float32]:
        """Spread the weights over an array of `size`, which exceeds every term number that it is multiplied with."""
        spread = np.zeros(size, np.float32)
        spread[self.ids] = self.weights
        return spread

    def dot(self, dense: npt.NDArray[np.float32]) -> float:
        """Return the product with a vector that was spread."""
        return float(dense[self.ids] @ self.weights)

    def plus(self, other: Vector) -> Vector:
        """Return the sum."""
        ids, places = np.unique(np.concatenate((self.ids, other.ids)), return_inverse=True)
        weights = np.bincount(places, np.concatenate((self.weights, other.weights)), len(ids))
        return Vector(ids, weights.astype(np.float32))

    def minus(self, part: Vector) -> Vector:
        """Return the sum without a vector that was added to it."""
        weights = self.weights.copy()
        weights[np.searchsorted(self.ids, part.ids)] -= part.weights
        return Vector(self.ids, weights)

    def dot_without_top(self, dense: npt.NDArray[np.float32], most: int) -> float:
        """Return the product with a vector that was spread, but for the terms that add most to it."""
        parts = dense[self.ids] * self.weights
        if len(parts) <= most:
            return 0.0
        return max(0.0, float(parts.sum() - np.partition(parts, -most)[-most:].sum()))

    def divided(self, by: int) -> Vector:
        """Return the weights divided by a number of articles: the mean of what was summed over them."""
        return Vector(self.ids, self.weights / np.float32(by))

    def heaviest(self, most: int) -> list[tuple[int, float]]:
        """Return up to `most` terms with their weights, the heaviest first; of equals the lower number first."""
        order = np.lexsort((self.ids, -self.weights))[:most]
        return list(zip(self.ids[order].tolist(), self.weights[order].tolist(), strict=True))


EMPTY = Vector(np.zeros(0, np.int32), np.zeros(0, np.float32))
