"""From saved results to one page that answers first; figures for notebooks."""

from sim.report.page import write_report
from sim.report.plots import plot
from sim.report.sliders import what_if
from sim.report.study_page import write_study

__all__ = ["plot", "what_if", "write_report", "write_study"]
