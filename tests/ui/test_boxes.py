from __future__ import annotations

from sigverify.geometry import Box
from ui.verify.boxes import Boxes

ONE, TWO, THREE = Box(0, 0, 10, 10), Box(20, 0, 30, 10), Box(40, 0, 50, 10)
BOTH = Boxes().compared([ONE, TWO], [ONE, TWO])


def test_what_was_found_is_looked_for_again_until_the_user_makes_a_box() -> None:
    assert BOTH.asked == ()
    assert BOTH.changed(THREE).asked == (THREE, TWO)
    assert BOTH.changed(THREE).to_be_found().asked == ()


def test_where_nothing_was_found_there_is_no_box() -> None:
    nothing = Boxes().compared([None], [])
    assert nothing.current is None
    assert nothing.choosing(1) == nothing
    assert nothing.drawn(ONE, wanted=1).asked == (ONE,)


def test_a_change_is_about_the_chosen_one_alone() -> None:
    changed = BOTH.choosing(1).changed(THREE)
    assert (changed.signatures, changed.current) == ((ONE, THREE), THREE)


def test_a_drawn_box_is_another_signature_only_where_one_is_wanted() -> None:
    one = Boxes().compared([ONE], [ONE])
    assert one.drawn(TWO, wanted=1).signatures == (TWO,)
    two = one.drawn(TWO, wanted=2)
    assert (two.signatures, two.current) == ((ONE, TWO), TWO)
    assert two.drawn(THREE, wanted=2).signatures == (ONE, THREE)


def test_the_last_box_is_never_left_out() -> None:
    left = BOTH.choosing(1).without_chosen()
    assert (left.signatures, left.current) == ((ONE,), ONE)
    assert left.without_chosen() == left


def test_choosing_goes_round() -> None:
    assert [BOTH.choosing(at).current for at in (0, 1, 2)] == [ONE, TWO, ONE]


def test_what_was_found_is_known_after_the_user_made_a_box() -> None:
    assert BOTH.changed(THREE).compared([THREE, TWO], []).found == (ONE, TWO)


def test_fewer_signatures_than_before_leave_no_choice_beyond_them() -> None:
    assert BOTH.choosing(1).compared([ONE], [ONE]).current == ONE
