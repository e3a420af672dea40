"""What a calibration found: measured and predicted times, and where the time goes; kept beside the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows import _core
from narrows.devices import picture
from narrows.devices.calibration_networks import Key
from narrows.devices.place import model_file, picture_file, record_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KIND, VERSION = "narrows calibration", 1
ERRORS = ("median_relative", "p90_relative", "within_10_percent", "r_squared", "rank_correlation")
KindTimes = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Calibration:
    """What a calibration found."""

    device: str
    model: _core.LatencyModel
    error: _core.LatencyError
    """By cross-validation: on networks that the model had not seen."""
    measured_ms: list[float]
    predicted_ms: list[float]
    """By models that had not seen the network."""
    networks: list[Key]
    """Space and architecture of each."""
    left_out: int
    disturbed: int
    """Networks whose latency was measured on a busy or throttled machine."""
    model_file: Path
    store: Path
    threads: int = 1
    date: str = ""
    """When it was fitted: 2026-01-31 12:00 UTC."""
    step_ms: KindTimes | None = None
    """By space and kind of step ("pointwise", "depthwise", "max pool" ...): the time of all its networks' steps; None
    where the device does not say where the time goes."""

    like: str = ""
    """The device that the model started from; empty for one that rests on this device's networks alone."""

    @classmethod
    def load(cls, device: str, store: Path) -> Calibration:
        """The device's last one; Error where there is none, or none whose figures were kept."""
        path = record_file(device, store)
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if (record.pop("kind"), record.pop("version")) != (KIND, VERSION):
                raise ValueError("it is of another version")
            networks = record.pop("networks")
            measured, predicted = ([each[name] for each in networks] for name in ("measured_ms", "predicted_ms"))
            return cls(
                model=_core.LatencyModel.from_json(model_file(device, store).read_text(encoding="utf-8")),
                error=_core.LatencyError.of(predicted, measured),
                measured_ms=measured,
                predicted_ms=predicted,
                networks=[(each["space"], each["architecture"]) for each in networks],
                model_file=model_file(device, store),
                store=store,
                **record,
            )
        except FileNotFoundError as error:
            raise _core.Error(f"no calibration of {device} is kept: narrows device calibrate {device}") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _core.Error(
                f"'{path}' cannot be read ({error}): narrows device calibrate {device} writes it again, "
                "from what was measured"
            ) from error

    def write(self) -> None:
        """Model and figures, each in a file of its own beside the store."""
        _core.write_file(self.model_file, self.model.to_json() + "\n")
        times = zip(self.networks, self.measured_ms, self.predicted_ms, strict=True)
        networks = [
            {"space": space, "architecture": architecture, "measured_ms": measured, "predicted_ms": predicted}
            for (space, architecture), measured, predicted in times
        ]
        names = ("device", "like", "left_out", "disturbed", "threads", "date", "step_ms")
        kept = {name: getattr(self, name) for name in names}
        record = {"kind": KIND, "version": VERSION, **kept, "networks": networks}
        _core.write_file(record_file(self.device, self.store), json.dumps(record, indent=1) + "\n")

    @property
    def errors_by_space(self) -> dict[str, _core.LatencyError]:
        """In the order of the alphabet."""
        rows = list(zip(self.spaces, self.predicted_ms, self.measured_ms, strict=True))
        return {
            name: _core.LatencyError.of(
                [row[1] for row in rows if row[0] == name], [row[2] for row in rows if row[0] == name]
            )
            for name in sorted(set(self.spaces))
        }

    @property
    def spaces(self) -> list[str]:
        """Of each network."""
        return [space for space, _ in self.networks]

    @property
    def basis(self) -> str:
        """What the model rests on: how many networks, and which other device's model."""
        return (f"the model of {self.like} and " if self.like else "") + f"{len(self.networks)} networks"

    @property
    def summary(self) -> str:
        """One line: how many networks, and the error on those that the model had not seen."""
        error = self.error
        counts = [f"{self.basis} measured"]
        counts += [f"{self.left_out} left out"] if self.left_out else []
        counts += [f"{self.disturbed} while it was busy or throttled"] if self.disturbed else []
        return (
            f"{', '.join(counts)}; on networks not seen: median error {error.median_relative:.1%}, nine of ten within "
            f"{error.p90_relative:.1%}, {error.within_10_percent:.0%} within 10 %, R² {error.r_squared:.3f}"
        )

    @property
    def step_shares(self) -> dict[str, dict[str, float]]:
        """By space: the share of its networks' time that each kind of step takes, the largest first."""
        return {space: shares(times) for space, times in sorted((self.step_ms or {}).items())}

    def to_dict(self) -> dict[str, Any]:
        errors = {name: getattr(self.error, name) for name in ERRORS}
        counts = {"left_out": self.left_out, "disturbed": self.disturbed}
        places = {"model": str(self.model_file), "store": str(self.store)}
        return {"device": self.device, "like": self.like, "networks": len(self.networks), **counts, **errors, **places}

    def figure(self, delivered: picture.Points = ()) -> Figure:
        """Predicted against measured, error by space, where the time goes. Needs matplotlib.

        `delivered`: space, measured and predicted milliseconds of other networks, to stand among those measured.
        """
        error = self.error
        return picture.figure(
            self.device,
            list(zip(self.spaces, self.measured_ms, self.predicted_ms, strict=True)),
            {space: each.within_10_percent for space, each in self.errors_by_space.items()},
            self.step_shares,
            f"{self.basis}, median error {error.median_relative:.1%}",
            delivered,
        )

    @property
    def picture_file(self) -> Path:
        """Where `narrows device show` draws the figure."""
        return picture_file(self.device, self.store)

    def plot(self, path: str | Path) -> None:
        """The figure as an image or PDF: the name's ending chooses the format."""
        self.figure().savefig(path)


def shares(times: Mapping[str, float]) -> dict[str, float]:
    total = sum(times.values())
    return {kind: ms / total for kind, ms in sorted(times.items(), key=lambda pair: -pair[1])} if total else {}
