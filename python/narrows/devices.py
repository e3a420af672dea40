"""Devices that latency is measured on: this machine, and others behind a command.

>>> import narrows as nw
>>> pi = nw.devices.add("pi", via="ssh pi@raspberrypi.local")  # doctest: +SKIP
>>> pi.measure(["best.onnx"])  # doctest: +SKIP
>>> pi.calibrate(networks=100)  # doctest: +SKIP
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows import _core, device_link, device_program
from narrows.device_link import Link, Patience, Reply

if TYPE_CHECKING:
    from narrows.calibration import Calibration

__all__ = ["Device", "LocalDevice", "RemoteTimer", "add", "folder", "get", "names", "remove"]

LOCAL = "local"
Subject = _core.Model | _core.Network | _core.Architecture | str | Path
Say = Callable[[str], None]


def folder() -> Path:
    """Where devices, their measurements and their latency models are kept.

    $NARROWS_DEVICES, or narrows/devices in the user's data folder ($XDG_DATA_HOME, else ~/.local/share).
    """
    if chosen := os.environ.get("NARROWS_DEVICES"):
        return Path(chosen)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data, "narrows/devices")


@dataclass(frozen=True)
class Device:
    """A device with narrows-device on it, behind a command such as `ssh pi@raspberrypi.local`."""

    name: str
    via: str = ""
    program: str = ""
    """Path of narrows-device at the other end."""
    identity: Reply = field(default_factory=dict)
    """What it says about itself: cpu, architecture, cores, engine ..."""

    @property
    def description(self) -> str:
        """In words, for stores and tables."""
        cores = self.identity.get("cores")
        known = [self.identity.get("cpu"), self.identity.get("architecture"), f"{cores} cores" if cores else None]
        return ", ".join(word for word in known if word)

    @property
    def engine(self) -> str:
        return str(self.identity.get("engine", ""))

    def link(self, patience: Patience | None = None, say: Say = lambda line: None) -> Link:
        """A line to the device, made when first used."""
        words = [self.program, "serve"]
        prefix = shlex.split(self.via)
        return Link(self.name, lambda: device_link.command_line(prefix, words), self.identity, patience, say)

    def timer(self, threads: int = 1, repeats: int = 10, blocks: int = 9, **options: Any) -> _core.AbstractTimer:
        """What a search takes to measure on this device."""
        return RemoteTimer(self, threads, repeats, blocks, **options)

    def measure(
        self, models: Sequence[Subject], *, threads: int = 1, repeats: int = 10, blocks: int = 9
    ) -> list[_core.Latency]:
        """Latencies of models, networks, architectures or ONNX files, measured in turn."""
        with self.link() as link:
            options = {"threads": threads, "repeats": repeats, "blocks": blocks}
            request = {"command": "time", "models": [described(subject) for subject in models], **options}
            results = link.ask_again(request)["results"]
        return [latency_of(result) for result in results]

    def per_operator(self, model: Subject, *, threads: int = 1) -> list[_core.OperatorTime]:
        """Where the time of one model goes."""
        with self.link() as link:
            answer = link.ask_again({"command": "time", **described(model), "threads": threads, "per_operator": True})
        return [_core.OperatorTime(**step) for step in answer["operators"]]

    def calibrate(self, networks: int = 100, **options: Any) -> Calibration:
        """Measures networks of all spaces and fits a LatencyModel; see `narrows.calibration.calibrate`."""
        from narrows.calibration import calibrate

        return calibrate(self, networks, **options)

    def latency_model(self, store: str | Path | None = None) -> _core.LatencyModel:
        """The model of the last calibration."""
        from narrows.calibration import model_file, store_file

        path = model_file(self.name, store_file(store))
        try:
            return _core.LatencyModel.from_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise _core.Error(f"{self.name} is not calibrated: narrows device calibrate {self.name}") from error


class LocalDevice(Device):
    """This machine, measured in this process."""

    def __init__(self) -> None:
        cores = len(os.sched_getaffinity(0))
        identity = {
            "cpu": processor(),
            "architecture": os.uname().machine,
            "cores": cores,
            "engine": _core.engine_version(),
        }
        super().__init__(LOCAL, identity=identity)

    def timer(self, threads: int = 1, repeats: int = 10, blocks: int = 9, **options: Any) -> _core.AbstractTimer:
        return _core.InferenceTimer(threads=threads, repeats=repeats, blocks=blocks)

    def measure(
        self, models: Sequence[Subject], *, threads: int = 1, repeats: int = 10, blocks: int = 9
    ) -> list[_core.Latency]:
        timer = _core.InferenceTimer(threads=threads, repeats=repeats, blocks=blocks)
        return timer.measure_all([model_of(subject) for subject in models])

    def per_operator(self, model: Subject, *, threads: int = 1) -> list[_core.OperatorTime]:
        subject = model_of(model)
        whole = _core.Model.initialised(subject) if isinstance(subject, _core.Network) else subject
        return _core.InferenceTimer(threads=threads).per_operator(whole)


class RemoteTimer(_core.AbstractTimer):
    """Measures on a device; the connection is kept until the timer is closed, and made again when it breaks."""

    def __init__(
        self,
        device: Device,
        threads: int = 1,
        repeats: int = 10,
        blocks: int = 9,
        *,
        patience: Patience | None = None,
        say: Say = lambda line: None,
    ) -> None:
        super().__init__()
        self._options = {"threads": threads, "repeats": repeats, "blocks": blocks}
        self._link = device.link(patience, say)

    def measure(self, model: _core.Model) -> _core.Latency:
        return latency_of(self._link.ask_again({"command": "time", **described(model), **self._options}))

    def close(self) -> None:
        self._link.close()


def described(subject: Subject) -> Reply:
    """A model as a request names it: small for an architecture, else the whole ONNX file."""
    if isinstance(subject, _core.Architecture) and subject.space in _core.spaces.names():
        return {"architecture": json.loads(subject.to_json())}
    model = model_of(subject)
    if isinstance(model, _core.Network):
        model = _core.Model.initialised(model)
    return {"onnx": base64.b64encode(_core.OnnxExporter().to_bytes(model)).decode()}


def model_of(subject: Subject) -> _core.Model | _core.Network:
    if isinstance(subject, str | Path):
        return _core.Model.from_onnx(str(subject))
    if isinstance(subject, _core.Architecture):
        return _core.spaces.get(subject.space).build(subject)
    return subject


def latency_of(answer: Reply) -> _core.Latency:
    try:
        return _core.Latency.from_dict(answer["latency"])
    except (KeyError, TypeError, RuntimeError) as error:
        raise _core.Error(f"the device's answer holds no latency: {str(answer)[:80]}") from error


def processor() -> str:
    """The name of this machine's processor, as it gives it."""
    from narrows.workflow import processor as name

    return name()


# -- the list of devices -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(name: str, refusal: str | None = None) -> Iterator[None]:
    """Holds a lock by name, which the system frees when the process ends; waits for it, or refuses."""
    folder().mkdir(parents=True, exist_ok=True)
    with Path(folder(), f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
        except BlockingIOError as error:
            raise _core.Error(refusal or "locked") from error
        yield


def read_list() -> dict[str, Device]:
    path = folder() / "devices.json"
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {entry["name"]: Device(**entry) for entry in entries}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError) as error:
        raise _core.Error(f"'{path}' is damaged ({error}): remove it and add the devices again") from error


def write_list(devices: dict[str, Device]) -> None:
    path = folder() / "devices.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps([asdict(device) for device in devices.values()], indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def names() -> list[str]:
    """Names of all devices, "local" first."""
    return [LOCAL, *read_list()]


def get(name: str) -> Device:
    """A device by name; ValueError naming those there are."""
    if name == LOCAL:
        return LocalDevice()
    devices = read_list()
    if name not in devices:
        known = ", ".join([LOCAL, *devices])
        raise ValueError(f"device: {name!r} is not known; there are: {known}; narrows device add adds one")
    return devices[name]


def add(name: str, via: str, program: str | Path | None = None) -> Device:
    """Copies narrows-device over, asks the device what it is, and keeps it under that name (again: anew).

    Parameters
    ----------
    name
        What to call it: letters, digits, ".", "_" and "-".
    via
        A command that runs a program with standard input and output at the other end: "ssh pi@raspberrypi.local",
        "docker exec -i NAME", "qemu-aarch64".
    program
        narrows-device, or the folder with it; by default what was built for the device's processor.

    Raises
    ------
    ValueError
        For a bad name or an empty command.
    Error
        If the device cannot be reached, there is no program for it, or it does not run there.
    """
    if name == LOCAL or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError(f"name: expected letters, digits, '.', '_' and '-', and not 'local', found {name!r}")
    prefix = split(via)
    place = install(prefix, program)
    identity = device_link.read_identity(device_link.call(prefix, [place, "identify"]))
    device = Device(name, shlex.join(prefix), place, identity)
    with locked("devices"):
        write_list(read_list() | {name: device})
    return device


def split(via: str) -> list[str]:
    try:
        prefix = shlex.split(via)
    except ValueError as error:
        raise ValueError(f"via: {via!r} is no command: {error}") from error
    if not prefix:
        raise ValueError('via: expected a command such as "ssh pi@raspberrypi.local", found none')
    return prefix


def install(prefix: list[str], program: str | Path | None) -> str:
    """Path of the program at the other end; an emulator runs the one that is here."""
    if program is not None:
        device_program.checked(Path(program))  # before anybody is asked for a password
    if architecture := device_link.emulated(prefix):
        return str(device_program.executable(device_program.program_for(architecture, program)).resolve())
    architecture = device_link.call(prefix, ["uname", "-m"]).decode(errors="replace").strip()
    return device_program.copy(prefix, device_program.program_for(architecture, program))


def remove(name: str) -> None:
    """Forgets a device; what was measured on it stays in the store, and the program stays on the device."""
    with locked("devices"):
        devices = read_list()
        if name not in devices:
            get(name)  # says which there are
            raise ValueError("device: 'local' cannot be removed")
        del devices[name]
        write_list(devices)
