"""The report of a search: what it shows, its pictures, its page.

>>> import narrows as nw
>>> run = nw.SearchRun.load("runs/search")  # doctest: +SKIP
>>> nw.report.write(nw.report.from_run(run), "report.html")  # doctest: +SKIP
"""

from __future__ import annotations

from narrows.report import figures
from narrows.report.command import repeat_command
from narrows.report.data import (
    ClassRecall,
    Confusions,
    Law,
    Limit,
    Mistake,
    ReportData,
    Share,
    Timing,
    Trained,
    VariableRange,
)
from narrows.report.gather import from_run
from narrows.report.page import hover, milliseconds, render, svg, write

__all__ = [
    "ClassRecall",
    "Confusions",
    "Law",
    "Limit",
    "Mistake",
    "ReportData",
    "Share",
    "Timing",
    "Trained",
    "VariableRange",
    "figures",
    "from_run",
    "hover",
    "milliseconds",
    "render",
    "repeat_command",
    "svg",
    "write",
]
