"""A limit in milliseconds: from a device's calibration to what a search takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from narrows import _core, devices
from narrows.devices import drift
from narrows.progress import Progress

SMOKE_NETWORKS = 20

Stop = Callable[[], bool] | None


def of(
    amount: float | str,
    device: str,
    show: bool = False,
    stop: Stop = None,
    smoke: bool = False,
    check: bool = True,
) -> _core.LatencyLimit:
    """The limit, with the predictions of the device's calibration, which is made first if there is none.

    With `check` one network of the calibration is timed again, and it is said if the device has become another.

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
            say(f"{device} is not calibrated yet: {networks} networks are measured on it first, once for all searches; "
                "stopped, the same command goes on with it")  # fmt: skip
            done = found.calibrate(networks, progress=progress_of(bars, device, stop))
            say(f"{device} is calibrated: {done.summary}")
        elif check:
            drift.warn(found, say if bars else None)
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
            bars.update(f"calibrating {device}", done, of, text, timed=True)
        if stop is not None and stop():
            raise _core.Interrupted

    return told
