from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow
from keras import ops
from numpy.typing import NDArray

from models.comparison import Comparison
from models.losses import LOSSES, ContrastiveLoss, TripletLoss, contrastive, pair_kinds

# Writer and forged flag: two genuine and a forgery of writer 7, one genuine and two forgeries of writer 9.
LABELS = np.array([[7, 0], [7, 0], [7, 1], [9, 0], [9, 1], [9, 1]])


def comparison(dimensions: int) -> Comparison:
    """Return that of embeddings with one cell, which looks like the whole."""
    return Comparison(
        dimensions, rows=1, columns=1, depth=dimensions, reach_rows=0, reach_columns=0, whole_share=0.5
    )


def embedded(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return embeddings (n, 2 d + 1) whose distances are those of unit vectors (n, d) without negative numbers."""
    return np.concatenate([points, points, np.ones((len(points), 1), np.float32)], axis=1)


def batch(seed: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return labels and embeddings of unit length of three writers, three genuine and two forged each."""
    rng = np.random.default_rng(seed)
    labels = np.array([[writer, forged] for writer in range(3) for forged in (0, 0, 0, 1, 1)])
    embeddings = np.abs(rng.normal(size=(15, 6)) + 2 * labels[:, :1] * rng.random(6))
    return labels, (embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)).astype(np.float32)


def kind(a: NDArray[np.int64], b: NDArray[np.int64]) -> str:
    """Return how a questioned signature `b` stands to a reference `a` that is another signature."""
    if a[1]:
        return "none"
    if a[0] == b[0]:
        return "skilled" if b[1] else "genuine"
    return "none" if b[1] else "random"


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def contrastive_by_hand(labels: NDArray[np.int64], embeddings: NDArray[np.float32], margin: float) -> float:
    costs: dict[str, list[float]] = {"genuine": [], "skilled": [], "random": [], "none": []}
    for i, a in enumerate(embeddings.astype(float)):
        for j, b in enumerate(embeddings.astype(float)):
            if i != j:
                of = kind(labels[i], labels[j])
                apart = float(np.linalg.norm(a - b))
                costs[of].append(apart**2 / 2 if of == "genuine" else max(0.0, margin - apart) ** 2 / 2)
    forged = (mean([cost for cost in costs[of] if cost > 0]) for of in ("skilled", "random"))
    return mean(costs["genuine"]) + sum(forged)


def triplet_by_hand(labels: NDArray[np.int64], embeddings: NDArray[np.float32], margin: float) -> float:
    costs: dict[str, list[float]] = {"skilled": [], "random": []}
    points = embeddings.astype(float)
    for a in range(len(points)):
        for p in range(len(points)):
            for n in range(len(points)):
                of = kind(labels[a], labels[n])
                if a != p and kind(labels[a], labels[p]) == "genuine" and of in costs:
                    near, far = np.linalg.norm(points[a] - points[p]), np.linalg.norm(points[a] - points[n])
                    costs[of].append(float(max(0.0, near - far + margin)))
    return sum(mean([cost for cost in costs[of] if cost > 0]) for of in costs)


@pytest.mark.parametrize(
    ("distance", "dissimilar", "loss"),
    [
        (0.0, 0, 0.0),  # Y = 0: one hand, costs half the squared distance
        (0.6, 0, 0.18),
        (2.0, 0, 2.0),
        (0.0, 1, 0.5),  # Y = 1: a forgery, costs half the square of what it lacks to the margin
        (0.6, 1, 0.08),
        (1.0, 1, 0.0),
        (1.7, 1, 0.0),
    ],
)
def test_the_contrastive_loss_is_that_of_hadsell_chopra_and_lecun(
    distance: float, dissimilar: int, loss: float
) -> None:
    found = contrastive(ops.array([distance]), ops.array([float(dissimilar)]), 1.0)
    assert np.asarray(found) == pytest.approx([loss], abs=1e-6)


def test_the_margin_says_how_far_forgeries_must_be() -> None:
    found = contrastive(ops.array([1.5, 2.5]), ops.array([1.0, 1.0]), 2.0)
    assert np.asarray(found) == pytest.approx([0.125, 0.0])


def test_pairs_are_of_the_kind_that_their_labels_say() -> None:
    genuine, skilled, random = (np.asarray(kinds) for kinds in pair_kinds(ops.array(LABELS)))
    expected = {"genuine": np.zeros((6, 6)), "skilled": np.zeros((6, 6)), "random": np.zeros((6, 6))}
    expected["genuine"][[0, 1], [1, 0]] = 1
    expected["skilled"][[0, 1, 3, 3], [2, 2, 4, 5]] = 1
    expected["random"][[0, 1, 3, 3], [3, 3, 0, 1]] = 1
    np.testing.assert_array_equal(genuine, expected["genuine"])
    np.testing.assert_array_equal(skilled, expected["skilled"])
    np.testing.assert_array_equal(random, expected["random"])


def test_a_reference_is_never_a_forgery() -> None:
    used = sum(np.asarray(kinds) for kinds in pair_kinds(ops.array(LABELS)))
    assert not used[LABELS[:, 1] == 1].any()


def test_no_signature_is_compared_with_itself() -> None:
    used = sum(np.asarray(kinds) for kinds in pair_kinds(ops.array(LABELS)))
    assert not np.diagonal(used).any()


@pytest.mark.parametrize("loss", LOSSES)
def test_where_two_forgeries_lie_to_each_other_costs_nothing(loss: str) -> None:
    labels = np.array([[1, 0], [1, 0], [1, 1], [1, 1]])
    # The forgeries are equally far from both genuine signatures: only their distance to each other changes.
    own = [[1.0, 0.0, 0.0, 0.0], [0.8, 0.6, 0.0, 0.0]]
    together = np.array([*own, [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0]], np.float32)
    opposite = np.array([*own, [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]], np.float32)
    first, second = (
        float(LOSSES[loss](comparison(4), margin=2.0)(labels, embedded(points))) for points in (together, opposite)
    )
    assert first == pytest.approx(second, abs=1e-6)
    assert first > 0.01


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("margin", [0.5, 1.0, 1.5])
def test_the_contrastive_loss_of_a_batch_is_that_of_a_loop(seed: int, margin: float) -> None:
    labels, embeddings = batch(seed)
    found = float(ContrastiveLoss(comparison(6), margin)(labels, embedded(embeddings)))
    assert found == pytest.approx(contrastive_by_hand(labels, embeddings, margin), abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("margin", [0.1, 0.3, 1.0])
def test_the_triplet_loss_of_a_batch_is_that_of_a_loop(seed: int, margin: float) -> None:
    labels, embeddings = batch(seed)
    found = float(TripletLoss(comparison(6), margin)(labels, embedded(embeddings)))
    assert found == pytest.approx(triplet_by_hand(labels, embeddings, margin), abs=1e-4)


@pytest.mark.parametrize("loss", LOSSES)
def test_perfect_embeddings_cost_nothing(loss: str) -> None:
    # Each writer's genuine signatures in one corner, the forgeries in corners of their own.
    corners = np.eye(4, dtype=np.float32)
    labels = np.array([[1, 0], [1, 0], [1, 1], [2, 0], [2, 0], [2, 1]])
    assert float(LOSSES[loss](comparison(4))(labels, embedded(corners[[0, 0, 1, 2, 2, 3]]))) == pytest.approx(
        0, abs=1e-6
    )


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("blind", ["whole", "cells"])
def test_neither_part_rests_on_what_the_other_part_tells_apart(loss: str, blind: str) -> None:
    corners = np.eye(4, dtype=np.float32)[[0, 0, 1, 2, 2, 3]]
    alike = np.random.default_rng(4).uniform(0.4, 0.6, (6, 4)).astype(np.float32)
    alike /= np.linalg.norm(alike, axis=1, keepdims=True)
    whole, cells = (alike, corners) if blind == "whole" else (corners, alike)
    points = tensorflow.Variable(np.concatenate([whole, cells, np.ones((6, 1), np.float32)], axis=1))
    labels = np.array([[1, 0], [1, 0], [1, 1], [2, 0], [2, 0], [2, 1]])
    with tensorflow.GradientTape() as tape:
        cost = LOSSES[loss](comparison(4))(labels, points)
    slope = np.asarray(tape.gradient(cost, points))
    assert float(cost) > 0.1
    assert np.abs(slope[:, :4] if blind == "whole" else slope[:, 4:8]).max() > 1e-4


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("labels", [[[1, 0]], [[1, 0], [1, 0]], [[1, 0], [2, 0]], [[1, 1], [1, 1]]])
def test_a_batch_without_some_kind_of_pair_has_a_finite_loss(loss: str, labels: list[list[int]]) -> None:
    points = np.random.default_rng(2).random((len(labels), 3)).astype(np.float32)
    assert np.isfinite(float(LOSSES[loss](comparison(3))(np.array(labels), embedded(points))))


@pytest.mark.parametrize("loss", LOSSES)
def test_signatures_that_coincide_have_a_finite_gradient(loss: str) -> None:
    points = tensorflow.Variable(embedded(np.full((6, 4), 0.5, np.float32)))
    with tensorflow.GradientTape() as tape:
        cost = LOSSES[loss](comparison(4))(LABELS, points)
    assert np.isfinite(np.asarray(tape.gradient(cost, points))).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_a_few_steps_downhill_lower_the_loss(loss: str) -> None:
    labels, start = batch(3)
    points = tensorflow.Variable(embedded(start))
    costs = []
    for _ in range(10):
        with tensorflow.GradientTape() as tape:
            cost = LOSSES[loss](comparison(6))(labels, points)
        costs.append(float(cost))
        points.assign_sub(0.5 * tape.gradient(cost, points))
    assert costs[-1] < 0.8 * costs[0]


@pytest.mark.parametrize("loss", [ContrastiveLoss(comparison(5), 0.7), TripletLoss(comparison(5), 0.2)])
def test_a_loss_is_rebuilt_from_what_keras_stores_of_it(loss: ContrastiveLoss | TripletLoss) -> None:
    again = keras.losses.deserialize(keras.losses.serialize(loss))
    assert type(again) is type(loss)
    assert again.margin == loss.margin
    assert again.comparison == loss.comparison
