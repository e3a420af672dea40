"""A limit in milliseconds: from a device's calibration to what a search takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from narrows import _core, devices
from narrows.progress import Progress

SMOKE_NETWORKS = 20
DRIFT = 0.1  # beyond which the device counts as another than the one that was calibrated

Stop = Callable[[], bool] | None


def of(
    amount: float | str,
    device: str,
    timer: _core.AbstractTimer | None,
    show: bool = False,
    stop: Stop = None,
    smoke: bool = False,
) -> _core.LatencyLimit:
    """The limit, with the predictions of the device's calibration, which is made first if there is none.

    Raises
    ------
    ValueError
        For an amount that is no time, or a device that is not known.
    Error
        If the device cannot be reached.
    """
    ms = milliseconds(amount)
    found = devices.get(device)
    with Progress() if show else nullcontext() as bars:
        say = bars.say if bars else lambda line: None
        if not found.calibrated:
            networks = SMOKE_NETWORKS if smoke else 100
            say(f"{device} is not calibrated yet: {networks} networks are measured on it first, which takes minutes")
            found.calibrate(networks, progress=progress_of(bars, device, stop))
        elif warning := drift_of(found, timer):
            say(warning)
    return _core.LatencyLimit(ms, found.latency_model().resource("latency"))


def milliseconds(amount: float | str) -> float:
    if isinstance(amount, str):
        if not amount.strip().endswith("s"):
            raise ValueError(f"max_latency: expected a time such as 10ms, found {amount!r}")
        amount = _core.parse_quantity(amount)
    if not 0 < amount < float("inf"):
        raise ValueError(f"max_latency: expected more than 0 ms, found {amount:g}")
    return float(amount)


def progress_of(bars: Progress | None, device: str, stop: Stop) -> Callable[[int, int, str], None]:
    """The search's own bars, rather than others beside them; asks at every network whether to stop."""

    def told(done: int, of: int, text: str) -> None:
        if bars is not None:
            bars.update(f"calibrating {device}", done, of, text)
        if stop is not None and stop():
            raise _core.Interrupted

    return told


def drift_of(device: devices.Device, timer: _core.AbstractTimer | None = None) -> str:
    """A warning if a network of the calibration takes another time today; empty if it does not."""
    reference = device.reference()
    if reference is None:
        return ""
    space = _core.spaces.get(reference.network.space)
    network = space.build(space.architecture(reference.network.architecture))
    now = (timer or device.timer()).measure(_core.Model.initialised(network))
    then = reference.latency
    change = now.median_ms / then.median_ms - 1
    apart = now.low_ms > then.high_ms or now.high_ms < then.low_ms
    if abs(change) <= DRIFT or not apart:
        return ""
    changed = f"{abs(change):.0%} {'slower' if change > 0 else 'faster'}"
    return (
        f"Warning: {device.name} is {changed} than when it was calibrated "
        f"({then.median_ms:.3g} ms then, {now.median_ms:.3g} ms now): narrows device calibrate {device.name} --again"
    )
