"""Losses over the pairs and triplets inside a batch.

The whole vectors and the cells of an embedding each carry a loss of their own. Under one loss for the joint
distance the whole, which learns its training writers by heart, brings the loss down alone and the cells stop
learning.

Label convention, after Hadsell, Chopra and LeCun (2006): Y = 0 for a similar pair (both genuine, one hand),
Y = 1 for a dissimilar one (a skilled or a random forgery).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict
from typing import Any, Self

import keras
from keras import ops

from models.comparison import Comparison
from models.network import root, squared_parts


def contrastive(distance: keras.KerasTensor, dissimilar: keras.KerasTensor, margin: float) -> keras.KerasTensor:
    """Return the contrastive loss of each pair.

    L = (1 - Y) D^2 / 2 + Y max(0, margin - D)^2 / 2: Hadsell, Chopra and LeCun, Dimensionality Reduction by
    Learning an Invariant Mapping, CVPR 2006, equation 4.

    Parameters
    ----------
    distance
        Euclidean distance D of each pair, any shape.
    dissimilar
        Y, same shape: 0 for pairs of one hand, 1 for forgeries.
    margin
        Dissimilar pairs farther apart than this cost nothing.
    """
    apart = ops.maximum(margin - distance, 0.0)
    return 0.5 * ((1.0 - dissimilar) * ops.square(distance) + dissimilar * ops.square(apart))


def pair_kinds(labels: keras.KerasTensor) -> tuple[keras.KerasTensor, keras.KerasTensor, keras.KerasTensor]:
    """Return which pairs of a batch are genuine, skilled and random, as floats 0 or 1 (batch, batch) each.

    Row i is the reference, which is always a genuine signature; column j is the questioned one. Forgeries of
    one writer are never compared with each other: nobody's reference is a forgery.

    Parameters
    ----------
    labels
        (batch, 2): writer, and 1 for a skilled forgery of that writer's signature.
    """
    writer, forged = labels[:, 0], labels[:, 1]
    same_writer = ops.equal(writer[:, None], writer[None, :])
    own_reference = ops.equal(forged, 0)[:, None]
    questioned_genuine = ops.equal(forged, 0)[None, :]
    itself = ops.cast(ops.eye(ops.shape(writer)[0]), "bool")
    both_genuine = ops.logical_and(own_reference, questioned_genuine)
    genuine = ops.logical_and(ops.logical_and(same_writer, both_genuine), ops.logical_not(itself))
    skilled = ops.logical_and(ops.logical_and(same_writer, own_reference), ops.logical_not(questioned_genuine))
    random = ops.logical_and(ops.logical_not(same_writer), both_genuine)
    return ops.cast(genuine, "float32"), ops.cast(skilled, "float32"), ops.cast(random, "float32")


# Of each two signatures of a batch whether they are genuine, skilled, random, as `pair_kinds` tells.
Kinds = tuple[keras.KerasTensor, keras.KerasTensor, keras.KerasTensor]


class _BatchLoss(keras.losses.Loss, ABC):
    """A loss over a batch, the mean of those of the two parts of an embedding.

    Takes labels as `pair_kinds` does and embeddings (batch, dimensions) as `comparison` says.
    """

    def __init__(self, comparison: Comparison, margin: float, name: str) -> None:
        super().__init__(name=name, reduction="none")
        self.comparison = comparison
        self.margin = margin

    def call(self, y_true: keras.KerasTensor, y_pred: keras.KerasTensor) -> keras.KerasTensor:
        """Return one number for the batch."""
        kinds = pair_kinds(y_true)
        whole, cells = squared_parts(y_pred, y_pred, self.comparison)
        return (self._cost(root(whole), kinds) + self._cost(root(cells), kinds)) / 2.0

    @abstractmethod
    def _cost(self, between: keras.KerasTensor, kinds: Kinds) -> keras.KerasTensor:
        """Return one number for the distances (batch, batch) of one part and the kinds of their pairs."""

    def get_config(self) -> dict[str, object]:
        """Return what Keras needs to build it again."""
        return {"comparison": asdict(self.comparison), "margin": self.margin, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build it from what `get_config` gave."""
        return cls(**{**config, "comparison": Comparison(**config["comparison"])})


@keras.saving.register_keras_serializable("sigverify")
class ContrastiveLoss(_BatchLoss):
    """Contrastive loss over all pairs of a batch; genuine, skilled and random pairs count alike.

    Forgeries that are already beyond the margin are left out of the mean: they would only water down the hard
    ones.
    """

    def __init__(self, comparison: Comparison, margin: float = 1.0, name: str = "contrastive") -> None:
        super().__init__(comparison, margin, name)

    def _cost(self, between: keras.KerasTensor, kinds: Kinds) -> keras.KerasTensor:
        genuine, skilled, random = kinds
        alike = contrastive(between, ops.zeros_like(between), self.margin)
        apart = contrastive(between, ops.ones_like(between), self.margin)
        return _mean(alike, genuine) + _active_mean(apart, skilled) + _active_mean(apart, random)


@keras.saving.register_keras_serializable("sigverify")
class TripletLoss(_BatchLoss):
    """Triplet loss over all triplets of a batch: max(0, D(a, p) - D(a, n) + margin).

    Schroff, Kalenichenko and Philbin, FaceNet, CVPR 2015, equation 2; the mean is over triplets that still
    cost something (Hermans, Beyer and Leibe 2017, "batch all"). Anchor and positive are genuine signatures of
    one hand, the negative is a skilled or a random forgery; both kinds count alike.
    """

    def __init__(self, comparison: Comparison, margin: float = 0.3, name: str = "triplet") -> None:
        super().__init__(comparison, margin, name)

    def _cost(self, between: keras.KerasTensor, kinds: Kinds) -> keras.KerasTensor:
        genuine, skilled, random = kinds
        cost = ops.maximum(between[:, :, None] - between[:, None, :] + self.margin, 0.0)
        with_skilled = genuine[:, :, None] * skilled[:, None, :]
        with_random = genuine[:, :, None] * random[:, None, :]
        return _active_mean(cost, with_skilled) + _active_mean(cost, with_random)


LOSSES = {"contrastive": ContrastiveLoss, "triplet": TripletLoss}


def _mean(cost: keras.KerasTensor, chosen: keras.KerasTensor) -> keras.KerasTensor:
    return ops.sum(cost * chosen) / ops.maximum(ops.sum(chosen), 1.0)


def _active_mean(cost: keras.KerasTensor, chosen: keras.KerasTensor) -> keras.KerasTensor:
    """Average over the chosen that cost anything."""
    active = chosen * ops.cast(cost > 0.0, "float32")
    return ops.sum(cost * active) / ops.maximum(ops.sum(active), 1.0)
