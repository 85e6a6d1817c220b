"""Labelled canvases: what training, validation and evaluation read. Imports no Keras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SignatureArrays:
    """Signatures of known writers.

    Attributes
    ----------
    canvases
        uint8 (n, height, width), 0 paper to 255 ink.
    writers
        int (n,): who is meant to have signed. Forgeries carry their victim's number.
    forged
        bool (n,): True for skilled forgeries.
    collections
        int (n,): which collection (scanner, country, year) the signature comes from.
    texts
        int (n,): which of the texts that all writers of its collection wrote; -1 for the writer's own name.
    """

    canvases: NDArray[np.uint8]
    writers: NDArray[np.int64]
    forged: NDArray[np.bool_]
    collections: NDArray[np.int64]
    texts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.canvases)

    def subset(self, chosen: NDArray[np.bool_]) -> SignatureArrays:
        """Return the chosen signatures; `chosen` is bool (n,)."""
        return SignatureArrays(
            self.canvases[chosen],
            self.writers[chosen],
            self.forged[chosen],
            self.collections[chosen],
            self.texts[chosen],
        )
