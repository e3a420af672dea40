"""Fits `expected_error`: a ridge regression, per space, of the logarithm of the error on a network's shape.

The spaces share what they have in common: each one's coefficients are the sum of a part of all and a part of its own,
both drawn towards 0. `python benchmarks/accuracy_fit.py FILE` writes src/search/fitted_accuracy.hpp anew.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import narrows as nw

HEADER = Path(__file__).resolve().parent.parent / "src/search/fitted_accuracy.hpp"
SQUARES = 3  # of the first features: parameters, macs, depth
RIDGE = 3.0  # of 1, 3, 10: the smallest regret with windows left out
OWN = 0.5  # how free a space's own part is beside the common one
SPACES = ("densenet", "googlenet", "mobilenetv2", "pnasnet", "resnext")


@dataclass(frozen=True)
class Released:
    """The released networks with an accuracy, as columns."""

    space: np.ndarray
    architecture: list[nw.Architecture]
    shape: np.ndarray  # [networks, features]
    error: np.ndarray  # per cent
    params: np.ndarray
    flops: np.ndarray
    pi_ms: np.ndarray  # nan where there is none

    def __len__(self) -> int:
        return len(self.space)


def read(path: Path) -> Released:
    """One row for each network of a file of released results, with its latency on the Raspberry Pi."""
    rows: dict[tuple[str, str, int], nw.paper.ReleasedResult] = {}
    pi: dict[tuple[str, str, int], float] = {}
    for row in nw.paper.read_released_results(str(path)):
        key = (row.space, row.law, row.id)
        if row.accuracy is not None:
            rows.setdefault(key, row)
        if row.device.startswith("pi"):
            pi[key] = row.latency_ms
    spaces = {name: nw.spaces.get(name) for name in SPACES}
    architectures = [nw.paper.network(*key) for key in rows]
    networks = [spaces[key[0]].build(a) for key, a in zip(rows, architectures, strict=True)]
    return Released(
        space=np.array([key[0] for key in rows]),
        architecture=architectures,
        shape=np.array([nw.NetworkShape.of(network).values for network in networks]),
        error=np.array([100 - 100 * row.accuracy for row in rows.values()]),
        params=np.array([row.params for row in rows.values()], float),
        flops=np.array([row.flops for row in rows.values()], float),
        pi_ms=np.array([pi.get(key, np.nan) for key in rows]),
    )


@dataclass(frozen=True)
class Fit:
    mean: np.ndarray
    deviation: np.ndarray
    low: np.ndarray
    high: np.ndarray
    constant: np.ndarray  # [spaces]
    slopes: np.ndarray  # [spaces, features + SQUARES]

    def terms(self, shape: np.ndarray) -> np.ndarray:
        x = (np.clip(shape, self.low, self.high) - self.mean) / self.deviation
        return np.hstack([x, x[:, :SQUARES] ** 2])

    def log_error(self, space: np.ndarray, shape: np.ndarray) -> np.ndarray:
        index = np.array([SPACES.index(s) for s in space])
        return self.constant[index] + np.sum(self.terms(shape) * self.slopes[index], axis=1)


def fit(data: Released, rows: np.ndarray) -> Fit:
    """The regression on some of the rows."""
    shape, space = data.shape[rows], data.space[rows]
    blank = Fit(
        mean=shape.mean(0),
        deviation=shape.std(0) + 1e-9,
        low=shape.min(0),
        high=shape.max(0),
        constant=np.zeros(len(SPACES)),
        slopes=np.zeros((len(SPACES), shape.shape[1] + SQUARES)),
    )
    terms = blank.terms(shape)
    member = np.array([[float(s == name) for name in SPACES] for s in space])
    own = [OWN * member[:, [i]] * terms for i in range(len(SPACES))]
    design = np.hstack([terms, 0.7 * member, *own])
    target = np.log(data.error[rows])
    weights = np.linalg.solve(design.T @ design + RIDGE * np.eye(design.shape[1]), design.T @ (target - target.mean()))
    k = terms.shape[1]
    common, offsets, parts = weights[:k], weights[k : k + len(SPACES)], weights[k + len(SPACES) :]
    return Fit(
        mean=blank.mean,
        deviation=blank.deviation,
        low=blank.low,
        high=blank.high,
        constant=target.mean() + 0.7 * offsets,
        slopes=common + OWN * parts.reshape(len(SPACES), k),
    )


def braced(values: np.ndarray) -> str:
    return "{" + ", ".join(f"{float(v):.6g}" for v in values) + "}"


def header(data: Released, found: Fit) -> str:
    """The C++ table of a fit."""
    features = data.shape.shape[1]
    lines = [
        "#pragma once",
        "",
        "// Written by benchmarks/accuracy_fit.py.",
        "",
        "#include <array>",
        "#include <string_view>",
        "",
        '#include "narrows/expected_accuracy.hpp"',
        "",
        "namespace narrows {",
        "",
        "/** One of a network's features: its range and spread over the networks that were fitted. */",
        "struct FittedFeature {",
        "  double mean, deviation, low, high;",
        "};",
        "",
        "/** The logarithm of the error in per cent, on standardised features. */",
        "struct FittedSpace {",
        "  std::string_view space;",
        "  double least_parameters, most_parameters;  ///< Decimal logarithms, of the networks that were fitted.",
        "  double constant;",
        "  std::array<double, NetworkShape::count> linear;",
        f"  std::array<double, {SQUARES}> square;  ///< Of the first features.",
        "};",
        "",
        "inline constexpr std::array<FittedFeature, NetworkShape::count> fitted_features{{",
    ]
    for row in zip(found.mean, found.deviation, found.low, found.high, strict=True):
        lines.append(f"    {braced(np.array(row))},")
    lines += ["}};", "", f"inline constexpr std::array<FittedSpace, {len(SPACES)}> fitted_accuracy{{{{"]
    for i, name in enumerate(SPACES):
        inside = data.shape[data.space == name, 0]
        lines.append(
            f'    {{"{name}", {inside.min():.6g}, {inside.max():.6g}, {found.constant[i]:.6g},'
            f" {braced(found.slopes[i, :features])}, {braced(found.slopes[i, features:])}}},"
        )
    return "\n".join([*lines, "}};", "", "}  // namespace narrows", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="released results, as JSON lines")
    data = read(parser.parse_args().data)
    HEADER.write_text(header(data, fit(data, np.arange(len(data)))))
    print(f"{len(data)} networks; run clang-format -i {HEADER}")


if __name__ == "__main__":
    main()
