"""What a scenario may say: typed, bounded, with unit and source; loading from YAML and CSV."""

from sim.scenario.base import Layer
from sim.scenario.doubts import heads, offered_load, sizes, warnings
from sim.scenario.epidemic_spec import (
    DatedIntroduction,
    EpidemicSpec,
    Introductions,
    IsolationSpec,
    LayerSpec,
    Testing,
)
from sim.scenario.grid_table import GridTable, read_grid_table
from sim.scenario.law import AgeRow, AgeTable, Law
from sim.scenario.loader import apply_set, load, load_all
from sim.scenario.observed import read_observed
from sim.scenario.response_spec import Control, Emergency, Response
from sim.scenario.scenario_spec import (
    Costs,
    Observed,
    ObservedPoint,
    RunSpec,
    Scenario,
    Targets,
)
from sim.scenario.schema import json_schema
from sim.scenario.service_spec import (
    BackgroundNeed,
    CaseNeed,
    Compliance,
    Detection,
    GridNeed,
    Isolation,
    ResidentNeed,
    SealedHouseholdNeed,
    SelfService,
    Service,
    ZoneRoundNeed,
)
from sim.scenario.town_spec import TownSpec, Walk
from sim.scenario.workforce_spec import EMPLOYERS, CallUp, Employer, Roster, Shift, Workforce

__all__ = [
    "EMPLOYERS",
    "AgeRow",
    "AgeTable",
    "BackgroundNeed",
    "CallUp",
    "CaseNeed",
    "Compliance",
    "Control",
    "Costs",
    "DatedIntroduction",
    "Detection",
    "Emergency",
    "Employer",
    "EpidemicSpec",
    "GridNeed",
    "GridTable",
    "Introductions",
    "Isolation",
    "IsolationSpec",
    "Law",
    "Layer",
    "LayerSpec",
    "Observed",
    "ObservedPoint",
    "ResidentNeed",
    "Response",
    "Roster",
    "RunSpec",
    "Scenario",
    "SealedHouseholdNeed",
    "SelfService",
    "Service",
    "Shift",
    "Targets",
    "Testing",
    "TownSpec",
    "Walk",
    "Workforce",
    "ZoneRoundNeed",
    "apply_set",
    "heads",
    "json_schema",
    "load",
    "load_all",
    "offered_load",
    "read_grid_table",
    "read_observed",
    "sizes",
    "warnings",
]
