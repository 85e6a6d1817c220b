from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from sigverify.demo.hands import Hand, genuine, hand, skilled_forgery, write
from sigverify.demo.kinematics import SAMPLES_PER_SECOND, Plan, Trajectory, carry_out
from sigverify.demo.letters import glyph
from sigverify.demo.pens import MARGIN_MM, Pen, PenKind, any_pen, draw

GEL = Pen(0.45, (20, 20, 20), PenKind.GEL)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def shape_of(trajectory: Trajectory) -> NDArray[np.float64]:
    """Return 200 points along what is on the paper, centred, of unit size."""
    xy = trajectory.points[trajectory.down, :2]
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    at = np.linspace(0, along[-1], 200)
    points = np.column_stack([np.interp(at, along, xy[:, 0]), np.interp(at, along, xy[:, 1])])
    points -= points.mean(axis=0)
    return np.asarray(points / np.linalg.norm(points))


def apart(one: Trajectory, other: Trajectory) -> float:
    return float(np.linalg.norm(shape_of(one) - shape_of(other)))


def two_strokes(fluency: float) -> Trajectory:
    plan = Plan(
        start=np.zeros(2),
        targets=np.asarray([[0.0, 10.0], [10.0, 10.0]]),
        turns=np.zeros(2),
        spacing=np.full(2, 0.15),
        rest=np.zeros(2),
        down=np.ones(2, dtype=np.bool_),
    )
    return carry_out(plan, fluency)


def test_strokes_arrive_where_they_aim() -> None:
    trajectory = two_strokes(0.3)
    # x to the right and, on paper, y downwards.
    assert trajectory.points[-1, :2] == pytest.approx([10.0, -10.0], abs=0.1)


def test_overlapping_strokes_round_the_corner_between_them() -> None:
    def miss(fluency: float) -> float:
        points = two_strokes(fluency).points[:, :2]
        return float(np.hypot(points[:, 0], points[:, 1] + 10).min())

    assert miss(0.15) < 0.5 < miss(0.5)


def test_a_stroke_has_one_lognormal_burst_of_speed() -> None:
    plan = Plan(
        np.zeros(2), np.asarray([[20.0, 0.0]]), np.zeros(1), np.full(1, 0.2), np.zeros(1), np.ones(1, bool)
    )
    speed = np.diff(carry_out(plan, 0.3).points[:, 0]) * SAMPLES_PER_SECOND
    peak = int(speed.argmax())
    assert (np.diff(speed[: peak + 1]) >= -1e-9).all()
    assert (np.diff(speed[peak:]) <= 1e-9).all()
    # Skewed: quicker to rise than to fall.
    half = np.flatnonzero(speed > speed.max() / 2)
    assert half[-1] - peak > peak - half[0]


def test_a_turning_stroke_goes_round_the_outside_of_its_chord() -> None:
    plan = Plan(
        np.zeros(2),
        np.asarray([[10.0, 0.0]]),
        np.full(1, np.pi),
        np.full(1, 0.2),
        np.zeros(1),
        np.ones(1, bool),
    )
    # Counter-clockwise to the right: below the chord, by the radius; y points downwards.
    assert carry_out(plan, 0.3).points[:, 1].max() == pytest.approx(5.0, abs=0.05)


def test_the_same_seed_is_the_same_person_and_the_same_signature() -> None:
    assert hand(5).name == hand(5).name
    one, other = genuine(hand(5), rng(1)), genuine(hand(5), rng(1))
    assert np.array_equal(one.points, other.points)
    assert np.array_equal(one.down, other.down)


def test_no_two_genuine_signatures_are_equal() -> None:
    assert not np.array_equal(genuine(hand(5), rng(1)).points[:50], genuine(hand(5), rng(2)).points[:50])


def test_own_signatures_are_nearer_than_forgeries_and_those_nearer_than_strangers() -> None:
    own, copied, strange = [], [], []
    for seed in range(20):
        who = hand(seed)
        model = genuine(who, rng(1))
        own += [apart(model, genuine(who, rng(k))) for k in (2, 3)]
        copied += [apart(model, skilled_forgery(who, hand(seed + 300), rng(k))) for k in (4, 5)]
        strange += [apart(model, genuine(hand(seed + 100 + k), rng(k))) for k in (6, 7)]
    assert np.median(own) < 0.6 * np.median(copied)
    assert np.median(copied) < 0.6 * np.median(strange)


@pytest.mark.parametrize("seed", range(6))
def test_a_forgery_takes_longer_than_the_signature_it_copies(seed: int) -> None:
    forged = skilled_forgery(hand(seed), hand(seed + 50), rng(seed))
    assert forged.seconds > 1.5 * genuine(hand(seed), rng(seed)).seconds


def test_a_forger_trembles_at_eight_to_twelve_hertz() -> None:
    def tremor(trajectory: Trajectory) -> float:
        """Return the power of the pen's speed at 8 to 12 Hz over that at 4 to 7 Hz."""
        velocity = np.diff(trajectory.points[:, :2], axis=0)
        power = (np.abs(np.fft.rfft(velocity, axis=0)) ** 2).sum(axis=1)
        hertz = np.fft.rfftfreq(len(velocity), 1 / SAMPLES_PER_SECOND)
        return float(power[(hertz >= 8) & (hertz <= 12)].mean() / power[(hertz >= 4) & (hertz <= 7)].mean())

    forged = [tremor(skilled_forgery(hand(s), hand(s + 50), rng(s))) for s in range(10)]
    calm = [tremor(genuine(hand(s), rng(s))) for s in range(10)]
    # A calm hand's power falls with the frequency.
    assert np.median(calm) < 0.3
    assert np.median(forged) > 4 * np.median(calm)


def test_a_copy_is_as_large_as_the_specimen() -> None:
    def diagonal(trajectory: Trajectory) -> float:
        left, top, right, bottom = trajectory.bounds
        return float(np.hypot(right - left, bottom - top))

    ratios = [
        diagonal(skilled_forgery(hand(s), hand(s + 50), rng(s))) / diagonal(genuine(hand(s), rng(s)))
        for s in range(30)
    ]
    assert 0.96 < np.exp(np.mean(np.log(ratios))) < 1.04


def test_signatures_have_the_size_that_people_sign_in() -> None:
    for seed in range(60):
        left, top, right, bottom = genuine(hand(seed), rng(seed)).bounds
        assert 10 < max(right - left, bottom - top) < 80
        assert bottom - top < 26


def test_hands_differ_in_manner_paraph_and_slant() -> None:
    crowd = [hand(seed) for seed in range(60)]
    assert len({who.manner for who in crowd}) == 5
    assert len({who.flourish for who in crowd}) == 6
    slants = [who.style.slant for who in crowd]
    assert min(slants) < 0.05
    assert max(slants) > 0.4


def lifts(trajectory: Trajectory) -> int:
    return int((np.diff(trajectory.down.astype(int)) == -1).sum())


def test_the_pen_is_lifted_between_words_and_for_dots() -> None:
    flowing = next(who for who in map(hand, range(50)) if who.style.joined == 1.0)
    assert lifts(write(flowing, "an an", rng())) >= lifts(write(flowing, "an", rng())) + 1
    assert lifts(write(flowing, "in", rng())) > lifts(write(flowing, "en", rng()))


def test_every_character_of_a_cheque_has_a_shape_of_its_own() -> None:
    unknown = glyph("\u00a7").body[0]
    for character in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,/-":
        assert not np.array_equal(glyph(character).body[0], unknown), character


def test_ink_covers_the_trajectory_and_a_margin() -> None:
    signed = genuine(hand(3), rng(3))
    left, top, right, bottom = signed.bounds
    ink = draw(signed, 300, GEL, rng(1))
    size = np.asarray([bottom - top + 2 * MARGIN_MM, right - left + 2 * MARGIN_MM]) / 25.4 * 300
    assert ink.shape == pytest.approx(size, abs=1)
    assert ink.dtype == np.uint8
    edge = np.concatenate([ink[:4].ravel(), ink[-4:].ravel(), ink[:, :4].ravel(), ink[:, -4:].ravel()])
    assert edge.max() == 0
    assert ink.max() > 200


@pytest.mark.parametrize("dpi", [200, 300, 600])
def test_a_line_is_as_wide_as_its_pen(dpi: int) -> None:
    points = np.column_stack([np.linspace(0, 40, 400), np.zeros(400), np.arange(400) / SAMPLES_PER_SECOND])
    line = Trajectory(points, np.ones(400, dtype=np.bool_))
    ink = draw(line, dpi, Pen(0.6, (0, 0, 0), PenKind.GEL), rng(2))
    middle = ink[:, ink.shape[1] // 4 : -ink.shape[1] // 4]
    assert (middle > 100).sum(axis=0).mean() / dpi * 25.4 == pytest.approx(0.57, abs=0.12)


def test_a_broader_pen_leaves_more_ink() -> None:
    signed = genuine(hand(3), rng(3))
    fine, broad = (draw(signed, 300, Pen(w, (0, 0, 0), PenKind.BALLPOINT), rng(1)) for w in (0.3, 0.6))
    assert (broad > 128).sum() > 1.5 * (fine > 128).sum()


def test_slow_forgeries_are_not_written_broader_than_genuine_signatures() -> None:
    def breadth(trajectory: Trajectory) -> float:
        mask = draw(trajectory, 300, GEL, rng(1)) > 128
        return float(mask.sum() / skeletonize(mask).sum())

    own = [breadth(genuine(hand(s), rng(s))) for s in range(12)]
    copied = [breadth(skilled_forgery(hand(s), hand(s + 50), rng(s))) for s in range(12)]
    assert np.mean(copied) == pytest.approx(np.mean(own), rel=0.06)


def test_pens_are_blue_or_black_and_of_every_kind() -> None:
    pens = [any_pen(rng(seed)) for seed in range(80)]
    assert {pen.kind for pen in pens} == set(PenKind)
    assert all(max(pen.colour) < 200 and 0.3 < pen.width_mm < 0.65 for pen in pens)


def test_who_forges_shows_in_the_forgery() -> None:
    upright, slanted = sorted(map(hand, range(200, 260)), key=lambda who: who.style.slant)[::59]
    victim = hand(31)

    def shear(forger: Hand) -> float:
        xy = [skilled_forgery(victim, forger, rng(k)) for k in range(8)]
        flat = [np.cov(t.points[t.down, :2].T) for t in xy]
        return float(np.mean([-c[0, 1] / c[1, 1] for c in flat]))

    assert shear(slanted) > shear(upright)


def test_a_stroke_that_turns_a_whole_circle_stays_where_it_aims() -> None:
    plan = Plan(
        start=np.zeros(2),
        targets=np.asarray([[10.0, 0.0]]),
        turns=np.asarray([-2 * np.pi + 0.001]),
        spacing=np.asarray([0.1]),
        rest=np.zeros(1),
        down=np.ones(1, dtype=bool),
    )
    points = carry_out(plan, 0.4).points
    assert np.abs(points[:, :2]).max() < 40
    assert np.allclose(points[-1, :2], [10.0, 0.0], atol=0.5)
