from __future__ import annotations

from typing import Any

from sim.kernels.people import LAYERS
from tests.towns import SEALING, begin, by_hand, end, find, rows


def controls(**controls: Any) -> dict[str, Any]:
    return {"response": {**SEALING, "controls": controls}}


def town(**words: Any) -> dict[str, Any]:
    return {"kind": "town", "scope": "town", **words}


def test_the_smallest_factor_of_the_controls_that_speak_of_a_layer_holds() -> None:
    world = begin(
        by_hand(
            controls(
                one=town(factors={"grid": 0.5, "city": 0.2}),
                two=town(factors={"grid": 0.3}, until="2022-03-02 08:00"),
            )
        )
    )
    spans = rows(
        end(world), "restrictions", "layer", "cause", "from_h", "until_h", "factor", resident=0
    )
    assert spans == [
        ("grid", "two", 0.0, 24.0, 0.3),
        ("grid", "one", 24.0, 48.0, 0.5),
        ("city", "one", 0.0, 24.0, 0.2),
        ("city", "one", 24.0, 48.0, 0.2),
    ]


def kept(compliance: float) -> set[int]:
    calm = town(factors={"city": 0.1}, compliance=compliance)
    world = begin(by_hand({"town": {"households_per_grid": 120}}, controls(calm=calm)))
    return {resident for (resident,) in rows(end(world), "restrictions", "resident")}


def test_compliers_are_a_keyed_and_nested_set() -> None:
    some, most, everybody = kept(0.3), kept(0.8), kept(1.0)
    assert some < most < everybody
    assert (round(len(some) / 24), round(len(most) / 24), len(everybody)) == (3, 8, 240)


def test_a_control_by_another_name_is_kept_by_others() -> None:
    calm = town(factors={"city": 0.1}, compliance=0.5)
    world = begin(by_hand({"town": {"households_per_grid": 120}}, controls(other=calm)))
    others = {resident for (resident,) in rows(end(world), "restrictions", "resident")}
    assert 0 < len(others & kept(0.5)) < len(others)


def test_the_table_of_factors_and_the_log_agree() -> None:
    world = begin(by_hand(controls(sealed=SEALING["controls"]["sealed"])))
    find(world, resident=0, at_h=0.0)
    world.clock.run(1.0)
    fields = world.state.fields
    assert fields.restriction[:4].tolist() == [1, 1, 1, 0]
    assert dict(zip(LAYERS, fields.factors[1, : len(LAYERS)].tolist(), strict=True)) == {
        "household": 1.0,
        "stairwell": 1.0,
        "grid": 0.0,
        "school": 1.0,
        "work": 1.0,
        "city": 0.0,
        "edges": 1.0,
    }
    ((time_h, residents, row),) = world.state.restriction_log
    assert (time_h, residents.tolist(), row.tolist()) == (0.0, [0, 1, 2], [1, 1, 1])
