from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.sampling import BatchSampler
from models.signatures import SignatureArrays
from tests.models.tiny_hands import HEIGHT, WIDTH, hands


def joined(*parts: SignatureArrays) -> SignatureArrays:
    return SignatureArrays(
        np.concatenate([part.canvases for part in parts]),
        np.concatenate([part.writers for part in parts]),
        np.concatenate([part.forged for part in parts]),
        np.concatenate([part.collections for part in parts]),
        np.concatenate([part.texts for part in parts]),
    )


def sampler(signatures: SignatureArrays, *, seed: int = 1, writers: int = 4, images: int = 6) -> BatchSampler:
    return BatchSampler(signatures, writers_a_batch=writers, images_a_writer=images, steps=12, seed=seed)


def batches(source: BatchSampler) -> list[tuple[NDArray[np.float32], NDArray[np.int64]]]:
    return [source[step] for step in range(len(source))]


def test_a_batch_holds_canvases_and_labels_as_the_network_and_the_loss_take_them() -> None:
    for canvases, labels in batches(sampler(hands(range(8)))):
        assert canvases.shape == (4 * 6, HEIGHT, WIDTH, 1)
        assert canvases.dtype == np.float32
        assert canvases.min() == 0
        assert 0.5 < canvases.max() <= 1
        assert labels.shape == (4 * 6, 2)
        assert labels.dtype == np.int64
        assert set(labels[:, 1].tolist()) <= {0, 1}


def test_seed_epoch_and_step_alone_decide_a_batch() -> None:
    signatures = hands(range(8))
    straight, backwards = sampler(signatures), sampler(signatures)
    backwards.epoch = straight.epoch = 3
    forth = [straight[step] for step in (0, 1, 2)]
    back = [backwards[step] for step in (2, 1, 0)][::-1]
    for (canvases, labels), (same_canvases, same_labels) in zip(forth, back, strict=True):
        np.testing.assert_array_equal(canvases, same_canvases)
        np.testing.assert_array_equal(labels, same_labels)


def test_another_seed_epoch_or_step_gives_another_batch() -> None:
    signatures = hands(range(8))
    later = sampler(signatures)
    later.epoch = 1
    one = sampler(signatures)[0][0]
    for other in (sampler(signatures, seed=2)[0][0], later[0][0], sampler(signatures)[1][0]):
        assert not np.array_equal(one, other)


def test_a_batch_comes_from_two_collections_at_most() -> None:
    signatures = hands(range(20), collections=5)
    used = [{writer % 5 for writer in labels[:, 0].tolist()} for _, labels in batches(sampler(signatures))]
    assert max(map(len, used)) == 2
    assert len(set.union(*used)) == 5


def test_every_writer_of_a_batch_has_genuine_pairs_and_forgeries() -> None:
    for _, labels in batches(sampler(hands(range(8), genuine=3, forged=5))):
        for writer in np.unique(labels[:, 0]):
            own = labels[labels[:, 0] == writer]
            assert np.count_nonzero(own[:, 1] == 0) == 3
            assert np.count_nonzero(own[:, 1] == 1) == 3


def test_no_signature_comes_twice_in_a_batch() -> None:
    signatures = hands(range(8))
    source = sampler(signatures)
    for step in range(len(source)):
        chosen = np.concatenate(source._by_writer(np.random.default_rng(step)))
        assert len(set(chosen.tolist())) == len(chosen)


def test_labels_are_those_of_the_canvases() -> None:
    signatures = hands(range(8))
    # Blocks that no augmentation hides, mirror images neither: the middle tells the writer, the sides the kind.
    plain = np.zeros((len(signatures), 96, 256), np.uint8)
    plain[signatures.writers >= 4, :, 100:156] = 255
    plain[signatures.forged, :, :84] = 255
    plain[signatures.forged, :, -84:] = 255
    told = replace(signatures, canvases=plain)
    for canvases, labels in batches(sampler(told)):
        bright = canvases[:, 40:56, :, 0]
        sides = np.concatenate([bright[:, :, 50:62], bright[:, :, 194:206]], axis=2)
        assert ((bright[:, :, 122:134].mean(axis=(1, 2)) > 0.5) == (labels[:, 0] >= 4)).all()
        assert ((sides.mean(axis=(1, 2)) > 0.5) == (labels[:, 1] == 1)).all()


def test_a_writer_with_fewer_than_two_genuine_signatures_is_left_out() -> None:
    signatures = joined(hands(range(4)), hands(range(10, 13), genuine=1, forged=6))
    seen = np.concatenate([labels[:, 0] for _, labels in batches(sampler(signatures))])
    assert set(seen.tolist()) == {0, 1, 2, 3}


def test_a_collection_without_forgeries_gives_genuine_signatures_instead() -> None:
    for _, labels in batches(sampler(hands(range(8), genuine=8, forged=0))):
        assert labels.shape == (4 * 6, 2)
        assert not labels[:, 1].any()


def test_a_small_collection_beside_a_large_one_is_drawn_too() -> None:
    large, small = hands(range(40), collections=1), hands(range(100, 102), collections=1)
    signatures = joined(large, replace(small, collections=small.collections + 1))
    seen = np.concatenate([labels[:, 0] for _, labels in batches(sampler(signatures))])
    assert np.count_nonzero(seen >= 100) > len(seen) * 2 / 42


def test_fewer_than_two_usable_writers_are_refused() -> None:
    with pytest.raises(ValueError, match="at least two writers"):
        sampler(joined(hands(range(1)), hands(range(1, 5), genuine=1)))


def test_writers_of_one_text_stand_beside_each_other() -> None:
    signatures = hands(range(12), collections=1, forged=0)
    # Each of four people wrote three texts: twelve signatures.
    texts = signatures.writers % 3
    for _, labels in batches(sampler(replace(signatures, texts=texts), writers=3)):
        first, second = np.split(labels[:, 0], [2 * 6])
        assert len(set((first % 3).tolist())) == 1
        assert len(set((second % 3).tolist())) == 1


def test_a_collection_counts_by_its_people_not_by_what_they_wrote() -> None:
    names, texts = hands(range(16), collections=1), hands(range(100, 180), collections=1, forged=0)
    parted = replace(texts, collections=texts.collections + 1, texts=texts.writers % 20)
    seen = np.concatenate([labels[:, 0] for _, labels in batches(sampler(joined(names, parted)))])
    assert np.mean(seen >= 100) < 0.5


def spliced(signatures: SignatureArrays) -> list[tuple[NDArray[np.float32], NDArray[np.int64]]]:
    return batches(BatchSampler(signatures, writers_a_batch=4, images_a_writer=6, steps=12, seed=1, spliced=1.0))


def test_a_spliced_writer_begins_as_one_and_ends_as_another() -> None:
    signatures = hands(range(8))
    # Bands of rows tell who made a half, columns which half it is.
    plain = np.zeros((len(signatures), 96, 256), np.uint8)
    for i, writer in enumerate(signatures.writers):
        plain[i, 12 * writer : 12 * writer + 12] = 255
    sampler = BatchSampler(
        replace(signatures, canvases=plain), writers_a_batch=4, images_a_writer=6, steps=12, seed=1, spliced=1.0
    )
    rng = np.random.default_rng(3)
    canvases, labels = sampler._spliced(rng)
    for writer in np.unique(labels[:, 0]):
        own = canvases[labels[:, 0] == writer]
        begun, ended = own[:, :, 40].argmax(axis=1), own[:, :, 215].argmax(axis=1)
        assert len(set(begun.tolist())) == len(set(ended.tolist())) == 1


def test_a_spliced_signature_is_forged_where_either_half_is() -> None:
    signatures = hands(range(8))
    plain = np.zeros((len(signatures), 96, 256), np.uint8)
    plain[signatures.forged] = 255
    sampler = BatchSampler(
        replace(signatures, canvases=plain), writers_a_batch=4, images_a_writer=6, steps=12, seed=1, spliced=1.0
    )
    half = 0
    for seed in range(20):
        canvases, labels = sampler._spliced(np.random.default_rng(seed))
        begun, ended = canvases[:, 48, 20] > 0, canvases[:, 48, 235] > 0
        assert ((begun | ended) == (labels[:, 1] == 1)).all()
        half += int((begun ^ ended).sum())
    assert half > 0


def test_spliced_batches_are_whole_batches() -> None:
    for canvases, labels in spliced(hands(range(8))):
        assert canvases.shape == (4 * 6, HEIGHT, WIDTH, 1)
        assert len(np.unique(labels[:, 0])) == 4
        assert 0 < labels[:, 1].sum() < len(labels)
