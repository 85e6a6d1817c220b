"""The main job on real cheques: same signer nearer than another."""

from __future__ import annotations

from pathlib import Path

from benchmarks.idrbt_pairs import measure


def test_same_signers_are_nearer_than_different_ones_on_real_cheques(shared_data: Path) -> None:
    figures = measure(shared_data / "cheques" / "idrbt", cheques_a_signer=4)
    assert figures.same_median < 0.7 * figures.different_median
    assert figures.eer < 0.25
