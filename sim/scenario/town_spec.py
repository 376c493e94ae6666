"""What a scenario may say about the town: sizes, ages, places and walking times."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.base import Hours, Number, Share, Spec, asked, given, rule

MOST_HOUSEHOLDS = 20_000_000
CENSUS = "2020 census, county bulletins (hongheiku.com)"


class Walk(Spec):
    """Walking times between places."""

    stops: Hours = given("1.5 min", "between two stops in a stairwell", unit="h")
    stairwells: Hours = given("3 min", "between two stairwells of a grid", unit="h")
    neighbouring_grids: Hours = given("8 min", "between neighbouring grids", unit="h")
    community: Hours = given("12 min", "across a community", unit="h")


class TownSpec(Spec):
    """The town, drawn from its own seed and shared by all replications."""

    seed: int = given(1, "seed of the town", ge=0, lt=2**63)
    grids: str | None = asked(
        "table of grids (CSV), in place of the four sizes below", default=None
    )
    communities: int = given(
        10, "communities", "Jianghan district, 109 communities in 12 streets (2020)", ge=1
    )
    grids_per_community: int = given(
        6, "grids of a community", "People's Daily, Taining community, 2020", ge=1
    )
    households_per_grid: int = given(
        425, "households of a grid", "People's Daily, Taining community: 430, 2020", ge=1
    )
    household_sizes: tuple[Share, ...] = given(
        ("0.25", "0.39", "0.20", "0.10", "0.04", "0.02"),
        "shares of households of 1, 2, 3 ... members (mean 2.35)",
        f"{CENSUS} (mean); Huxiu on NBS yearbook 2021 (one-person); rest assumed",
        min_length=1,
        max_length=20,
    )
    share_0_14: Share = given(0.145, "residents aged 0-14", CENSUS)
    share_60_plus: Share = given(0.255, "residents aged 60 and over", CENSUS)
    share_80_plus: Share = given(0.03, "residents aged 80 and over")
    alone_80_plus: Share = given(
        0.33, "of those aged 80 and over, living alone", "census 2020 via redian.news"
    )
    chronic_60_plus: Share = given(
        0.75, "of those aged 60 and over, chronically ill", "NHC statement, 2019 (recalled)"
    )
    chronic_under_60: Share = given(0.1, "of those under 60, chronically ill")
    households_per_stairwell: int = given(26, "households of a stairwell", ge=1)
    stairwells_per_building: int = given(2, "stairwells of a building", ge=1)
    employed_share: Share = given(0.7, "of those aged 18-59, in work")
    works_in_town: Share = given(0.5, "of those in work, in the town")
    class_size: int = given(45, "pupils of a class", ge=1)
    workplace_mean: Number = given(20.0, "mean size of a workplace", unit="people", gt=0)
    workplace_cv: Number = given(1.0, "coefficient of variation of a workplace's size")
    own_grid_share: Share = given(0.7, "grid contacts that stay in the own grid")
    walk: Walk = given(Walk(), "walking times")

    @model_validator(mode="after")
    def _shares_add_up(self) -> TownSpec:
        if abs(sum(self.household_sizes) - 1) > 1e-6:
            raise rule("shares of household sizes must add up to 1", "household_sizes")
        grids = self.communities * self.grids_per_community
        if grids * self.households_per_grid > MOST_HOUSEHOLDS:
            raise rule(f"a town has at most {MOST_HOUSEHOLDS} households", "communities")
        if self.share_0_14 + self.share_60_plus > 1:
            raise rule("shares of ages must not add up to more than 1", "share_60_plus")
        if self.share_80_plus > self.share_60_plus:
            raise rule("must not exceed share_60_plus", "share_80_plus")
        return self
