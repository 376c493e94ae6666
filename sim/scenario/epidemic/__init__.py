"""What a scenario may say about an epidemic, part by part."""

from sim.scenario.epidemic.contacts import IsolationSpec, LayerSpec, MixingSpec
from sim.scenario.epidemic.course import CourseSpec, VariantSpec
from sim.scenario.epidemic.immunity import (
    AfterInfection,
    Campaign,
    HistoryRow,
    ImmunitySpec,
    VaccineSpec,
)
from sim.scenario.epidemic.introductions import Commuting, DatedIntroduction, Introductions
from sim.scenario.epidemic.spec import EpidemicSpec
from sim.scenario.epidemic.testing import Testing

__all__ = [
    "AfterInfection",
    "Campaign",
    "Commuting",
    "CourseSpec",
    "DatedIntroduction",
    "EpidemicSpec",
    "HistoryRow",
    "ImmunitySpec",
    "Introductions",
    "IsolationSpec",
    "LayerSpec",
    "MixingSpec",
    "Testing",
    "VaccineSpec",
    "VariantSpec",
]
