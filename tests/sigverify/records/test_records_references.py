from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.errors import RecordsError
from sigverify.geometry import Box
from sigverify.records import Records
from tests.sigverify.records.evidence import HOSTILE, IMAGE, enrol


def test_a_reference_comes_back_as_it_was_added(records: Records) -> None:
    records.add_account("1")
    before = datetime.now(UTC)
    whole = enrol(records, " 1 ", page=2)
    part = enrol(records, "1", box=Box(-1, 0, 70, 30), file_name="b.png")
    assert records.references("1") == [whole, part]
    assert (whole.account, whole.image, whole.page, whole.box) == ("1", IMAGE, 2, None)
    assert whole.sha256 == hashlib.sha256(IMAGE).hexdigest()
    assert before <= whole.added_at <= datetime.now(UTC)
    assert (part.box, part.file_name, part.page, part.retired_at) == (Box(-1, 0, 70, 30), "b.png", 1, None)


def test_a_reference_makes_no_account(records: Records) -> None:
    with pytest.raises(RecordsError, match="account 1 is not there"):
        enrol(records, "1")
    assert records.account("1") is None


def test_references_of_an_unknown_account_are_an_error_not_an_empty_list(records: Records) -> None:
    with pytest.raises(RecordsError, match="account 1 is not there"):
        records.references("1")


@pytest.mark.parametrize("box", [None, Box(1, 2, 30, 40)])
def test_the_same_signature_twice_on_an_account_is_told(records: Records, box: Box | None) -> None:
    records.add_account("1")
    enrol(records, "1", box=box)
    with pytest.raises(RecordsError, match=r"other name.png is already a reference of account 1"):
        enrol(records, "1", box=box, file_name="other name.png")
    assert len(records.references("1")) == 1


def test_another_page_box_image_or_account_is_another_signature(records: Records) -> None:
    records.add_account("1")
    records.add_account("2")
    enrol(records, "1")
    enrol(records, "1", page=2)
    enrol(records, "1", box=Box(1, 2, 30, 40))
    enrol(records, "1", IMAGE + b"2")
    enrol(records, "2")
    assert len(records.references("1")) == 4
    assert len(records.references("2")) == 1


def test_bytes_that_are_not_those_of_the_hash_are_refused(records: Records) -> None:
    records.add_account("1")
    with pytest.raises(RecordsError, match=r"a.png changed while it was read"):
        records.add_reference("1", image=IMAGE, file_name="a.png", sha256="0" * 64, box=None)
    assert records.references("1") == []


def test_a_retired_reference_is_kept_with_its_reason_but_out_of_use(records: Records) -> None:
    records.add_account("1")
    kept, gone = enrol(records, "1"), enrol(records, "1", page=2)
    records.retire_reference(gone.id, " new passport ")
    assert records.references("1") == [kept]
    everything = records.references("1", include_retired=True)
    assert [reference.id for reference in everything] == [kept.id, gone.id]
    assert everything[1].retired_reason == "new passport"
    assert everything[1].retired_at is not None
    assert gone.added_at <= everything[1].retired_at <= datetime.now(UTC)


def test_a_retired_signature_can_be_enrolled_again(records: Records) -> None:
    records.add_account("1")
    first = enrol(records, "1")
    records.retire_reference(first.id, "by mistake")
    second = enrol(records, "1")
    assert records.references("1") == [second]
    assert len(records.references("1", include_retired=True)) == 2


def test_retiring_needs_a_reference_in_use_and_a_reason(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1")
    with pytest.raises(RecordsError, match="a reason for retiring the reference is missing"):
        records.retire_reference(reference.id, " ")
    with pytest.raises(RecordsError, match="not there"):
        records.retire_reference(reference.id + 1, "lost")
    records.retire_reference(reference.id, "lost")
    with pytest.raises(RecordsError, match="retired already"):
        records.retire_reference(reference.id, "lost again")
    assert records.references("1", include_retired=True)[0].retired_reason == "lost"


@pytest.mark.parametrize("name", [*HOSTILE, "line\nbreak.png"])
def test_any_file_name_is_kept(records: Records, name: str) -> None:
    records.add_account("1")
    assert enrol(records, "1", file_name=name).file_name == name
    assert records.references("1")[0].file_name == name


def test_a_file_name_that_is_not_utf8_is_kept_readable(records: Records) -> None:
    records.add_account("1")
    enrol(records, "1", file_name="J\udcfcrgen.png")
    assert records.references("1")[0].file_name == "J\\udcfcrgen.png"
    enrol(records, "1", page=2, file_name="nul\x00.png")  # which PostgreSQL does not take
    assert records.references("1")[1].file_name == "nul\\x00.png"


def some_embedding(seed: int = 1, dimensions: int = 128) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=dimensions).astype(np.float32)


def test_an_embedding_comes_back_bit_for_bit_and_can_be_written_to(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1")
    records.save_embedding(reference.id, "bundle-1", some_embedding())
    cached = records.embedding(reference.id, "bundle-1")
    assert cached is not None
    assert cached.dtype == np.float32
    assert cached.flags.writeable
    np.testing.assert_array_equal(cached, some_embedding())


def test_an_embedding_is_kept_for_each_reference_and_bundle(records: Records) -> None:
    records.add_account("1")
    first, second = enrol(records, "1"), enrol(records, "1", page=2)
    records.save_embedding(first.id, "bundle-1", some_embedding(1))
    records.save_embedding(first.id, "bundle-2", some_embedding(2, 64))
    one, two = records.embedding(first.id, "bundle-1"), records.embedding(first.id, "bundle-2")
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one, some_embedding(1))
    np.testing.assert_array_equal(two, some_embedding(2, 64))
    assert records.embedding(second.id, "bundle-1") is None
    assert records.embedding(first.id, "bundle-3") is None


def test_a_later_embedding_takes_the_place_of_the_earlier(records: Records) -> None:
    records.add_account("1")
    reference = enrol(records, "1")
    records.save_embedding(reference.id, "bundle", some_embedding(1))
    records.save_embedding(reference.id, "bundle", some_embedding(2, 32))
    cached = records.embedding(reference.id, "bundle")
    assert cached is not None
    np.testing.assert_array_equal(cached, some_embedding(2, 32))


def test_an_embedding_needs_its_reference(records: Records) -> None:
    with pytest.raises(RecordsError, match="reference 5 is not there"):
        records.save_embedding(5, "bundle", some_embedding())


@pytest.mark.parametrize("bad", [np.zeros((2, 2), np.float32), np.array([np.nan], np.float32)])
def test_what_is_no_embedding_is_a_bug_of_the_caller(records: Records, bad: NDArray[np.float32]) -> None:
    records.add_account("1")
    with pytest.raises(ValueError, match="one row of finite numbers"):
        records.save_embedding(enrol(records, "1").id, "bundle", bad)
