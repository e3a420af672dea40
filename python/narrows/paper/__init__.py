"""The paper, number by number: its laws, its networks by number, its tables and figures, recomputed.

Scheidegger, Benini, Bekas, Malossi: Constrained deep neural network architecture search for IoT devices accounting for
hardware calibration, NeurIPS 2019.

>>> import narrows as nw
>>> nw.paper.law("densenet", "L3").cardinality
1717749060
>>> network = nw.paper.network("resnext", "s3", 99)
>>> nw.paper.published_cost("resnext", network).params
4771
"""

from __future__ import annotations

from narrows._core._paper import (
    Comparison,
    Import,
    NumpyRandom,
    PublishedCost,
    ReleasedResult,
    cardinality_note,
    compare_cardinalities,
    compare_networks,
    compare_table1,
    compare_table7,
    import_results,
    law,
    laws,
    network,
    printed_cardinality,
    printed_law,
    published_cost,
    read_released_results,
    released_laws,
    spaces,
)
from narrows.paper.figures import figure1, figure2, figure3, figure4
from narrows.paper.replay import Replay, replay, replay_figure

__all__ = [
    "Comparison",
    "Import",
    "NumpyRandom",
    "PublishedCost",
    "ReleasedResult",
    "Replay",
    "cardinality_note",
    "compare_cardinalities",
    "compare_networks",
    "compare_table1",
    "compare_table7",
    "figure1",
    "figure2",
    "figure3",
    "figure4",
    "import_results",
    "law",
    "laws",
    "network",
    "printed_cardinality",
    "printed_law",
    "published_cost",
    "read_released_results",
    "released_laws",
    "replay",
    "replay_figure",
    "spaces",
]
