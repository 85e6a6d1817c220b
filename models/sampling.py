"""Batches of signatures from which genuine, skilled and random pairs are made."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from models.augment import augment
from models.signatures import SignatureArrays


class BatchSampler(keras.utils.PyDataset):
    """Endless epochs of batches: a few writers, several genuine signatures and forgeries of each.

    Every pair inside a batch is used by the loss, so that a batch of 64 holds some hundred genuine and skilled
    pairs and a thousand random ones for the price of 64 embeddings. Writers of one batch come from two
    collections: random pairs within a collection cannot be told by their scanner or script.

    Batch `step` of epoch `epoch` depends on the seed and on these two numbers alone, so that a training that
    was stopped goes on with the very batches that it would have seen.
    """

    def __init__(
        self,
        signatures: SignatureArrays,
        *,
        writers_a_batch: int,
        images_a_writer: int,
        steps: int,
        seed: int,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=4)
        self._signatures = signatures
        self._writers_a_batch = writers_a_batch
        self._images_a_writer = images_a_writer
        self._steps = steps
        self._seed = seed
        self.epoch = 0
        self._genuine, self._forged = {}, {}
        self._writers_of: dict[int, list[int]] = {}
        for writer in np.unique(signatures.writers):
            own = signatures.writers == writer
            genuine = np.flatnonzero(own & ~signatures.forged)
            if len(genuine) < 2:
                continue
            self._genuine[int(writer)] = genuine
            self._forged[int(writer)] = np.flatnonzero(own & signatures.forged)
            collection = int(signatures.collections[genuine[0]])
            self._writers_of.setdefault(collection, []).append(int(writer))
        if len(self._genuine) < 2:
            raise ValueError("training takes at least two writers with two genuine signatures each")
        # Between equal shares a writer and equal shares a collection: small collections count, large ones more.
        weights = np.sqrt([len(writers) for writers in self._writers_of.values()])
        self._chances = weights / weights.sum()

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return canvases (batch, height, width, 1) 0 to 1 and labels (batch, 2): writer, forged."""
        rng = np.random.default_rng((self._seed, self.epoch, step))
        chosen = self._indices(rng)
        canvases = np.stack([augment(self._signatures.canvases[i], rng) for i in chosen])
        labels = np.stack([self._signatures.writers[chosen], self._signatures.forged[chosen]], axis=1)
        return canvases[..., np.newaxis].astype(np.float32) / np.float32(255), labels.astype(np.int64)

    def _indices(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Choose the images of one batch."""
        names = list(self._writers_of)
        half = -(-self._writers_a_batch // 2)
        writers: list[int] = []
        for collection in rng.choice(len(names), size=2, p=self._chances):
            pool = [writer for writer in self._writers_of[names[collection]] if writer not in writers]
            writers += rng.choice(pool, size=min(half, len(pool)), replace=False).tolist()
        chosen: list[int] = []
        for writer in writers:
            forged = self._forged[writer]
            skilled = min(len(forged), self._images_a_writer // 2)
            genuine = self._genuine[writer]
            wanted = min(len(genuine), self._images_a_writer - skilled)
            chosen += rng.choice(genuine, size=wanted, replace=False).tolist()
            chosen += rng.choice(forged, size=skilled, replace=False).tolist() if skilled else []
        return np.asarray(chosen)
