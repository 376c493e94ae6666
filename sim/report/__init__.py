"""From saved results to one page that answers first; figures for notebooks."""

from sim.report.page import write_report
from sim.report.plots import plot
from sim.report.study_page import write_study

__all__ = ["plot", "write_report", "write_study"]
