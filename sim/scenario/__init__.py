"""What a scenario may say: typed, bounded, with unit and source; loading from YAML and CSV."""

from sim.scenario.base import Layer
from sim.scenario.doubts import heads, offered_load, sizes, warnings
from sim.scenario.edges import Edges, read_edges
from sim.scenario.epidemic import (
    AfterInfection,
    Campaign,
    Commuting,
    CourseSpec,
    DatedIntroduction,
    EpidemicSpec,
    HistoryRow,
    ImmunitySpec,
    Introductions,
    IsolationSpec,
    LayerSpec,
    MixingSpec,
    Testing,
    VaccineSpec,
    VariantSpec,
)
from sim.scenario.grid_table import GridTable, read_grid_table
from sim.scenario.law import AgeNumbers, AgeRow, AgeTable, Law
from sim.scenario.loader import apply_set, load, load_all
from sim.scenario.observed import read_observed
from sim.scenario.prevalence import Prevalence, read_prevalence
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
from sim.scenario.staffing_spec import Bound, PlanSpec, Staffing, StaffingSpec, load_staffing
from sim.scenario.town_spec import TownSpec, Walk
from sim.scenario.workforce_spec import EMPLOYERS, CallUp, Employer, Roster, Shift, Workforce

__all__ = [
    "EMPLOYERS",
    "AfterInfection",
    "AgeNumbers",
    "AgeRow",
    "AgeTable",
    "BackgroundNeed",
    "Bound",
    "CallUp",
    "Campaign",
    "CaseNeed",
    "Commuting",
    "Compliance",
    "Control",
    "Costs",
    "CourseSpec",
    "DatedIntroduction",
    "Detection",
    "Edges",
    "Emergency",
    "Employer",
    "EpidemicSpec",
    "GridNeed",
    "GridTable",
    "HistoryRow",
    "ImmunitySpec",
    "Introductions",
    "Isolation",
    "IsolationSpec",
    "Law",
    "Layer",
    "LayerSpec",
    "MixingSpec",
    "Observed",
    "ObservedPoint",
    "PlanSpec",
    "Prevalence",
    "ResidentNeed",
    "Response",
    "Roster",
    "RunSpec",
    "Scenario",
    "SealedHouseholdNeed",
    "SelfService",
    "Service",
    "Shift",
    "Staffing",
    "StaffingSpec",
    "Targets",
    "Testing",
    "TownSpec",
    "VaccineSpec",
    "VariantSpec",
    "Walk",
    "Workforce",
    "ZoneRoundNeed",
    "apply_set",
    "heads",
    "json_schema",
    "load",
    "load_all",
    "load_staffing",
    "offered_load",
    "read_edges",
    "read_grid_table",
    "read_observed",
    "read_prevalence",
    "sizes",
    "warnings",
]
