"""Whether a calibrated device is still the one it was: one network of its calibration, timed again."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

from narrows import _core
from narrows.devices.device import Device

TOLERANCE = 0.1  # beyond which the calibration is of another device
PROBES = {"arithmetic": "compute_probe_ms", "memory": "memory_probe_ms"}


@dataclass(frozen=True)
class Drift:
    """A network's time when the device was calibrated, and today."""

    device: str
    then: _core.Latency
    now: _core.Latency

    @property
    def change(self) -> float:
        """0.2 where it takes 20 % longer than then."""
        return self.now.median_ms / self.then.median_ms - 1

    @property
    def significant(self) -> bool:
        """Larger than the tolerance, and than the noise of both measurements."""
        apart = self.now.low_ms > self.then.high_ms or self.now.high_ms < self.then.low_ms
        return abs(self.change) > TOLERANCE and apart

    @property
    def probes(self) -> dict[str, float]:
        """The same of fixed work beside both measurements: "arithmetic" and "memory"; without those not measured."""
        pairs = {name: (getattr(self.then, field), getattr(self.now, field)) for name, field in PROBES.items()}
        return {name: now / then - 1 for name, (then, now) in pairs.items() if then > 0 and now > 0}

    def __str__(self) -> str:
        """What has changed, in words, with what the fixed work and the machine say about why."""
        pace = "slower" if self.change > 0 else "faster"
        changed = f"{self.device} is {abs(self.change):.0%} {pace} than when it was calibrated"
        times = f"{self.then.median_ms:.3g} ms then, {self.now.median_ms:.3g} ms now"
        return f"{changed} ({'; '.join([times, *self._reasons()])})"

    def _reasons(self) -> list[str]:
        found = []
        if self.probes:
            found.append("fixed work: " + ", ".join(f"{name} {change:+.0%}" for name, change in self.probes.items()))
        if self.then.governor != self.now.governor:
            found.append(f"governor {self.then.governor or '–'} then, {self.now.governor or '–'} now")
        if self.now.disturbed:
            found.append(f"disturbed now: {self.now.disturbances or 'by other work'}")
        return found

    @property
    def warning(self) -> str:
        """What to say to a user, with what to do; empty where nothing has changed."""
        if not self.significant:
            return ""
        again = f"narrows device calibrate {self.device} --again"
        advice = f"let it come to rest, then {again}" if self.now.disturbed else again
        return f"Warning: {self}: its calibration may be of no more use: {advice}"


def measure(device: Device) -> Drift | None:
    """Times the network in the middle of the device's calibration; None where it has none to compare with.

    Raises
    ------
    Error
        If the device cannot be reached.
    """
    reference = device.reference()
    if reference is None:
        return None
    architecture = _core.spaces.get(reference.network.space).architecture(reference.network.architecture)
    return Drift(device.name, reference.latency, device.measure([architecture])[0])


def warn(device: Device, say: Callable[[str], None] | None = None) -> None:
    """Says it, as a warning of Python's where nothing is shown, if the device is no longer as it was calibrated."""
    found = measure(device)
    if found is None or not found.warning:
        return
    if say is not None:
        say(found.warning)
    else:
        warnings.warn(found.warning, stacklevel=2)
