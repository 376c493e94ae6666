"""What a scenario may say: typed, bounded, with unit and source; loading from YAML and CSV."""

from sim.scenario.base import Layer
from sim.scenario.behaviour_spec import Behaviour, Fear, Hiding
from sim.scenario.calibration_spec import Calibration, load_calibration
from sim.scenario.chain import Chain, chain_of
from sim.scenario.changed import changed_values
from sim.scenario.consequence_spec import (
    Compliance,
    Correction,
    Detection,
    Harm,
    Isolation,
    Move,
    Release,
    Repeat,
    Sample,
    Tracing,
)
from sim.scenario.control_spec import ANSWERING, STANDING, Control
from sim.scenario.doubts import heads, offered_load, sizes, warnings
from sim.scenario.draws import read_draws, write_draws
from sim.scenario.duty_table import DutyTable, read_duty_table
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
from sim.scenario.flood_spec import FloodSpec, LeavingSpec, SheltersSpec
from sim.scenario.grid_table import GridTable, read_grid_table
from sim.scenario.ground_table import read_ground
from sim.scenario.hazard_spec import HazardSpec, kind_of, known_kind, of_kind
from sim.scenario.heat_spec import HeatChecksSpec, HeatIllnessSpec, HeatWaveSpec
from sim.scenario.law import AgeNumbers, AgeRow, AgeTable, Law
from sim.scenario.level_spec import ALWAYS, Level, StandDown
from sim.scenario.loader import apply_set, load, load_all
from sim.scenario.mobilise_spec import JointCommand, Mobilised
from sim.scenario.need_spec import (
    BackgroundNeed,
    BuildingNeed,
    CalendarNeed,
    CaseNeed,
    ControlNeed,
    FollowUpNeed,
    GridNeed,
    HazardNeed,
    PersonNeed,
    PostNeed,
    ResidentNeed,
    SealedHouseholdNeed,
    SourceNeed,
    Step,
    ZoneRoundNeed,
)
from sim.scenario.observed import read_observed
from sim.scenario.prepare_spec import Agreement, Preparedness
from sim.scenario.prevalence import Prevalence, read_prevalence
from sim.scenario.reporting_spec import Link, Reporting
from sim.scenario.response_spec import Emergency, Response
from sim.scenario.roster_spec import OnCall, Roster, Shift, Span
from sim.scenario.scenario_spec import (
    Costs,
    Observed,
    ObservedPoint,
    RunSpec,
    Scenario,
    Targets,
)
from sim.scenario.schema import json_schema
from sim.scenario.selection_spec import Selection, load_selection
from sim.scenario.sensitivity_spec import Sensitivity, load_sensitivity
from sim.scenario.service_spec import Learning, SelfService, Service
from sim.scenario.staffing_spec import Bound, PlanSpec, Staffing, StaffingSpec, load_staffing
from sim.scenario.study_spec import Study, StudySpec, load_study
from sim.scenario.sweep_spec import Factor, Sweep, SweepSpec, load_sweep
from sim.scenario.target_spec import ControlCost, Doses, Gain, Target, Trips
from sim.scenario.temperatures import read_temperatures
from sim.scenario.testing_site_spec import (
    LaboratorySpec,
    MassTesting,
    MassTestingNeed,
    PositivePoolNeed,
    TestingSites,
)
from sim.scenario.town_spec import TownSpec, Walk
from sim.scenario.trigger_spec import Trigger
from sim.scenario.workforce_spec import (
    EMPLOYERS,
    CallUp,
    Colleagues,
    Employer,
    Equipment,
    Fatigue,
    Platform,
    StaffTests,
    Suits,
    Workforce,
)

__all__ = [
    "ALWAYS",
    "ANSWERING",
    "EMPLOYERS",
    "STANDING",
    "AfterInfection",
    "AgeNumbers",
    "AgeRow",
    "AgeTable",
    "Agreement",
    "BackgroundNeed",
    "Behaviour",
    "Bound",
    "BuildingNeed",
    "CalendarNeed",
    "Calibration",
    "CallUp",
    "Campaign",
    "CaseNeed",
    "Chain",
    "Colleagues",
    "Commuting",
    "Compliance",
    "Control",
    "ControlCost",
    "ControlNeed",
    "Correction",
    "Costs",
    "CourseSpec",
    "DatedIntroduction",
    "Detection",
    "Doses",
    "DutyTable",
    "Edges",
    "Emergency",
    "Employer",
    "EpidemicSpec",
    "Equipment",
    "Factor",
    "Fatigue",
    "Fear",
    "FloodSpec",
    "FollowUpNeed",
    "Gain",
    "GridNeed",
    "GridTable",
    "Harm",
    "HazardNeed",
    "HazardSpec",
    "HeatChecksSpec",
    "HeatIllnessSpec",
    "HeatWaveSpec",
    "Hiding",
    "HistoryRow",
    "ImmunitySpec",
    "Introductions",
    "Isolation",
    "IsolationSpec",
    "JointCommand",
    "LaboratorySpec",
    "Law",
    "Layer",
    "LayerSpec",
    "Learning",
    "LeavingSpec",
    "Level",
    "Link",
    "MassTesting",
    "MassTestingNeed",
    "MixingSpec",
    "Mobilised",
    "Move",
    "Observed",
    "ObservedPoint",
    "OnCall",
    "PersonNeed",
    "PlanSpec",
    "Platform",
    "PositivePoolNeed",
    "PostNeed",
    "Preparedness",
    "Prevalence",
    "Release",
    "Repeat",
    "Reporting",
    "ResidentNeed",
    "Response",
    "Roster",
    "RunSpec",
    "Sample",
    "Scenario",
    "SealedHouseholdNeed",
    "Selection",
    "SelfService",
    "Sensitivity",
    "Service",
    "SheltersSpec",
    "Shift",
    "SourceNeed",
    "Span",
    "StaffTests",
    "Staffing",
    "StaffingSpec",
    "StandDown",
    "Step",
    "Study",
    "StudySpec",
    "Suits",
    "Sweep",
    "SweepSpec",
    "Target",
    "Targets",
    "Testing",
    "TestingSites",
    "TownSpec",
    "Tracing",
    "Trigger",
    "Trips",
    "VaccineSpec",
    "VariantSpec",
    "Walk",
    "Workforce",
    "ZoneRoundNeed",
    "apply_set",
    "chain_of",
    "changed_values",
    "heads",
    "json_schema",
    "kind_of",
    "known_kind",
    "load",
    "load_all",
    "load_calibration",
    "load_selection",
    "load_sensitivity",
    "load_staffing",
    "load_study",
    "load_sweep",
    "of_kind",
    "offered_load",
    "read_draws",
    "read_duty_table",
    "read_edges",
    "read_grid_table",
    "read_ground",
    "read_observed",
    "read_prevalence",
    "read_temperatures",
    "sizes",
    "warnings",
    "write_draws",
]
