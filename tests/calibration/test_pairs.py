from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from calibration.pairs import (
    GENUINE,
    RANDOM,
    SKILLED,
    Pairs,
    make_pairs,
    pair_distances,
    reference_spreads,
    spread,
)

signatures = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30).map(
    lambda rows: (np.array([w for w, _ in rows], np.int64), np.array([f for _, f in rows], bool))
)


def a_set(genuine: dict[int, int], forged: dict[int, int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return writers and forged flags, so many of each writer."""
    writers = [w for w, n in genuine.items() for _ in range(n)] + [w for w, n in forged.items() for _ in range(n)]
    flags = [False] * sum(genuine.values()) + [True] * sum(forged.values())
    return np.array(writers, np.int64), np.array(flags, bool)


def euclidean(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.linalg.norm(first[:, None].astype(float) - second[None], axis=-1)


def as_rows(pairs: Pairs) -> list[tuple[object, ...]]:
    return list(
        zip(
            map(tuple, pairs.references.tolist()),
            pairs.questioned.tolist(),
            pairs.kinds.tolist(),
            pairs.writers.tolist(),
            strict=True,
        )
    )


@given(signatures, st.integers(1, 3), st.integers(0, 5), st.integers(0, 3))
def test_every_pair_is_what_its_kind_says(
    collection: tuple[NDArray[np.int64], NDArray[np.bool_]], references: int, randoms: int, seed: int
) -> None:
    writers, forged = collection
    pairs = make_pairs(writers, forged, references=references, draws=2, randoms=randoms, seed=seed)
    assert pairs.references.shape == (len(pairs), references)
    for own, questioned, kind, writer in as_rows(pairs):
        assert len(set(own)) == references
        assert questioned not in own
        assert all(writers[i] == writer and not forged[i] for i in own)
        if kind == GENUINE:
            assert writers[questioned] == writer
            assert not forged[questioned]
        elif kind == SKILLED:
            assert writers[questioned] == writer
            assert forged[questioned]
        else:
            assert kind == RANDOM
            assert writers[questioned] != writer
            assert not forged[questioned]


def test_each_draw_meets_all_other_genuine_all_forgeries_and_some_strangers() -> None:
    writers, forged = a_set({0: 5, 1: 4}, {0: 3})
    pairs = make_pairs(writers, forged, references=2, draws=3, randoms=2)
    first = pairs.writers == 0
    assert np.count_nonzero(first & (pairs.kinds == GENUINE)) == 3 * (5 - 2)
    assert np.count_nonzero(first & (pairs.kinds == SKILLED)) == 3 * 3
    assert np.count_nonzero(first & (pairs.kinds == RANDOM)) == 3 * 2
    assert np.count_nonzero(~first & (pairs.kinds == SKILLED)) == 0


def test_strangers_are_as_many_as_there_are_when_more_are_asked_for() -> None:
    writers, forged = a_set({0: 3, 1: 3}, {})
    pairs = make_pairs(writers, forged, draws=1, randoms=50)
    assert np.count_nonzero((pairs.writers == 0) & (pairs.kinds == RANDOM)) == 3


def test_a_writer_with_nothing_left_to_compare_is_left_out() -> None:
    writers, forged = a_set({0: 3, 1: 4}, {0: 2, 1: 2})
    pairs = make_pairs(writers, forged, references=3)
    assert set(pairs.writers.tolist()) == {1}
    assert 0 in writers[pairs.questioned[pairs.kinds == RANDOM]]


def test_nobody_with_enough_signatures_gives_no_pairs() -> None:
    writers, forged = a_set({0: 1, 1: 2}, {0: 4})
    pairs = make_pairs(writers, forged, references=2)
    assert len(pairs) == 0
    assert pairs.references.shape == (0, 2)
    assert pair_distances(euclidean, np.zeros((7, 4), np.float32), pairs).shape == (0, 2)


def test_a_lone_writer_has_no_random_forgeries() -> None:
    pairs = make_pairs(*a_set({3: 4}, {3: 1}))
    assert set(pairs.kinds.tolist()) == {GENUINE, SKILLED}


def test_the_seed_alone_decides_the_draws() -> None:
    writers, forged = a_set({0: 9, 1: 9, 2: 9}, {0: 4, 1: 4})
    once, again, other = (
        as_rows(make_pairs(writers, forged, references=2, randoms=5, seed=seed)) for seed in (1, 1, 2)
    )
    assert once == again
    assert once != other


@pytest.mark.parametrize("references", [1, 3])
def test_distances_are_those_of_a_loop(references: int) -> None:
    writers, forged = a_set({0: 5, 1: 6}, {0: 2, 1: 3})
    embeddings = np.random.default_rng(5).normal(size=(len(writers), 8)).astype(np.float32)
    pairs = make_pairs(writers, forged, references=references)
    distances = pair_distances(euclidean, embeddings, pairs)
    assert distances.shape == (len(pairs), references)
    for row, (own, questioned, _, _) in enumerate(as_rows(pairs)):
        for column, reference in enumerate(own):
            apart = sum(
                (float(a) - float(b)) ** 2
                for a, b in zip(embeddings[reference], embeddings[questioned], strict=True)
            )
            assert distances[row, column] == pytest.approx(apart**0.5)


def test_spreads_are_the_mean_distance_of_the_references_among_each_other() -> None:
    writers, forged = a_set({0: 5, 1: 6}, {0: 2})
    embeddings = np.random.default_rng(6).normal(size=(len(writers), 8)).astype(np.float32)
    pairs = make_pairs(writers, forged, references=3)
    found = reference_spreads(euclidean, embeddings, pairs)
    for row, (own, *_) in enumerate(as_rows(pairs)):
        a, b, c = (embeddings[i].astype(float) for i in own)
        apart = [np.linalg.norm(a - b), np.linalg.norm(a - c), np.linalg.norm(b - c)]
        assert found[row] == pytest.approx(sum(apart) / 3)


def test_one_reference_has_no_spread() -> None:
    writers, forged = a_set({0: 3, 1: 3}, {})
    embeddings = np.ones((6, 2), np.float32)
    assert not reference_spreads(euclidean, embeddings, make_pairs(writers, forged)).any()
    assert spread(euclidean, embeddings[:1]) == 0.0
