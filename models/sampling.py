"""Batches of signatures from which genuine, skilled and random pairs are made."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from models.augment import Hand, augment, draw_hand, no_hand
from models.signatures import SignatureArrays

# Share of the forgeries by spliced writers of which one half is genuine.
_HALF_FORGED = 0.4
# Shares of the batches that stay as they are, undergo one change, and of which each writer undergoes another.
_HAND_CHANGES = (0.2, 0.25, 0.55)


class BatchSampler(keras.utils.PyDataset):
    """Endless epochs of batches: a few writers, several genuine signatures and forgeries of each.

    Every pair inside a batch is used by the loss, so that a batch of 64 holds some hundred genuine and skilled
    pairs and a thousand random ones for the price of 64 embeddings. Writers of one batch come from two
    collections: random pairs within a collection cannot be told by their scanner or script. Where the writers of a
    collection wrote the same texts, those of a batch share one: only their hands differ.

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
        spliced: float = 0.0,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=4)
        self._signatures = signatures
        self._writers_a_batch = writers_a_batch
        self._images_a_writer = images_a_writer
        self._steps = steps
        self._seed = seed
        self._share_spliced = spliced
        self.epoch = 0
        self._genuine, self._forged = {}, {}
        # Of each collection, who may stand beside whom in a batch.
        self._groups: dict[int, dict[int, list[int]]] = {}
        for writer in np.unique(signatures.writers):
            own = signatures.writers == writer
            genuine = np.flatnonzero(own & ~signatures.forged)
            if len(genuine) < 2:
                continue
            self._genuine[int(writer)] = genuine
            self._forged[int(writer)] = np.flatnonzero(own & signatures.forged)
            collection, text = int(signatures.collections[genuine[0]]), int(signatures.texts[genuine[0]])
            self._groups.setdefault(collection, {}).setdefault(text, []).append(int(writer))
        if len(self._genuine) < 2:
            raise ValueError("training takes at least two writers with two genuine signatures each")
        # Between equal shares a writer and equal shares a collection: small collections count, large ones more.
        weights = np.sqrt([max(map(len, groups.values())) for groups in self._groups.values()])
        self._chances = weights / weights.sum()

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, step: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return canvases (batch, height, width, 1) 0 to 1 and labels (batch, 2): writer, forged."""
        rng = np.random.default_rng((self._seed, self.epoch, step))
        drawn, labels = self._spliced(rng) if rng.random() < self._share_spliced else self._plain(rng)
        hands = self._hands(rng, labels[:, 0])
        canvases = np.stack([augment(canvas, rng, hand) for canvas, hand in zip(drawn, hands, strict=True)])
        return canvases[..., np.newaxis].astype(np.float32) / np.float32(255), labels

    def _plain(self, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Draw signatures as they are; return canvases and labels."""
        chosen = np.concatenate(self._by_writer(rng))
        signatures = self._signatures
        labels = np.stack([signatures.writers[chosen], signatures.forged[chosen]], axis=1)
        return signatures.canvases[chosen], labels.astype(np.int64)

    def _spliced(self, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Draw invented writers, who begin a signature as one writer does and end it as another.

        A signature is forged where either half is. Two hundred writers make twenty thousand such pairs, whose
        signatures as a whole cannot be known by heart (after Yun et al., CutMix, 2019).
        """
        stored, forged = self._signatures.canvases, self._signatures.forged
        width = stored.shape[2]
        canvases: list[NDArray[np.uint8]] = []
        labels: list[tuple[int, bool]] = []
        for writer, (left, right) in enumerate(zip(self._by_writer(rng), self._by_writer(rng), strict=False)):
            seam = int(rng.integers(width // 3, width * 2 // 3))
            for begun, ended in zip(left.tolist(), right.tolist(), strict=False):
                if forged[begun] and forged[ended] and rng.random() < _HALF_FORGED:
                    begun = left[0]
                canvases.append(np.hstack([stored[begun][:, :seam], stored[ended][:, seam:]]))
                labels.append((writer, bool(forged[begun] or forged[ended])))
        return np.stack(canvases), np.asarray(labels, dtype=np.int64)

    def _hands(self, rng: np.random.Generator, writers: NDArray[np.int64]) -> list[Hand]:
        """Draw a lasting change for each image's writer.

        Some batches stay as they are, some undergo one change for all (strangers stay as alike as they were), in
        most of them each writer becomes somebody else.
        """
        kind = int(rng.choice(3, p=_HAND_CHANGES))
        if kind < 2:
            return [draw_hand(rng) if kind else no_hand()] * len(writers)
        of_writer = {writer: draw_hand(rng) for writer in np.unique(writers)}
        return [of_writer[writer] for writer in writers]

    def _by_writer(self, rng: np.random.Generator) -> list[NDArray[np.int64]]:
        """Choose the images of one batch: of each writer the genuine ones, then the forged ones."""
        collections = list(self._groups.values())
        half = -(-self._writers_a_batch // 2)
        writers: list[int] = []
        for collection in rng.choice(len(collections), size=2, p=self._chances):
            groups = list(collections[collection].values())
            group = groups[int(rng.integers(len(groups)))]
            pool = [writer for writer in group if writer not in writers]
            writers += rng.choice(pool, size=min(half, len(pool)), replace=False).tolist()
        chosen = []
        for writer in writers:
            forged = self._forged[writer]
            skilled = min(len(forged), self._images_a_writer // 2)
            genuine = self._genuine[writer]
            wanted = min(len(genuine), self._images_a_writer - skilled)
            ours = rng.choice(genuine, size=wanted, replace=False)
            theirs = rng.choice(forged, size=skilled, replace=False) if skilled else forged[:0]
            chosen.append(np.concatenate([ours, theirs]))
        return chosen
