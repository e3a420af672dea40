"""The list of devices: which there are, adding one, removing one."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import asdict
from pathlib import Path

from narrows import _core
from narrows.devices.device import LOCAL, Device, LocalDevice
from narrows.devices.link import LostError, call, emulated, last_line, read_identity
from narrows.devices.place import folder, locked
from narrows.devices.program import checked, copy, executable, program_for


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
    _core.write_file(path, json.dumps([asdict(device) for device in devices.values()], indent=2) + "\n")


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
    identity = read_identity(first_words(prefix, place))
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
        checked(Path(program))  # before anybody is asked for a password
    if architecture := emulated(prefix):
        return str(executable(program_for(architecture, program)).resolve())
    architecture = last_line(call(prefix, ["uname", "-m"]).decode(errors="replace"))  # a shell may greet before
    return copy(prefix, program_for(architecture, program))


def first_words(prefix: list[str], place: str) -> bytes:
    """What the program says of itself; where it does not run at all, why."""
    try:
        return call(prefix, [place, "identify"])
    except LostError as error:
        if not emulated(prefix) and word_size(prefix) == "32":
            raise _core.Error(
                "the device has a 32-bit system on a 64-bit kernel, which cannot run narrows-device: install the "
                f"64-bit system (Raspberry Pi OS 64-bit) on it ({error})"
            ) from error
        raise


def word_size(prefix: list[str]) -> str:
    """ "32" or "64", of the system's programs; empty if it does not say."""
    try:
        return last_line(call(prefix, ["getconf", "LONG_BIT"]).decode(errors="replace"))
    except LostError:
        return ""


def remove(name: str) -> None:
    """Forgets a device; what was measured on it stays in the store, and the program stays on the device."""
    with locked("devices"):
        devices = read_list()
        if name not in devices:
            get(name)  # says which there are
            raise ValueError("device: 'local' cannot be removed")
        del devices[name]
        write_list(devices)
