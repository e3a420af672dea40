"""Which narrows-device a device gets, and how it gets there."""

from __future__ import annotations

import hashlib
import io
import platform
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path

from narrows._core import Error
from narrows.devices.link import call

PROGRAM = "narrows-device"


def candidates(architecture: str) -> list[Path]:
    """Where builds of the program are, best first: a folder as it travels, or the program alone."""
    found = [Path(__file__).parent / "programs" / architecture]  # in a wheel
    for build in (Path(__file__).resolve().parents[3] / "build", Path("build")):
        if architecture == "aarch64":
            found.append(build / "pi" / PROGRAM)
        if architecture == platform.machine():
            found += sorted(build.glob(f"*/src/device/{PROGRAM}"))
    installed = shutil.which(PROGRAM)
    if installed and architecture == platform.machine():
        found.append(Path(installed))
    return found


def program_for(architecture: str, asked: str | Path | None = None) -> Path:
    """The program (a file, or a folder with the program in it) for an architecture such as "aarch64"."""
    if asked is not None:
        return checked(Path(asked))
    for path in candidates(architecture):
        if path.is_file() or (path / PROGRAM).is_file():
            return path
    hint = "make pi builds it; or say --program" if architecture == "aarch64" else "say where it is with --program"
    raise Error(f"there is no {PROGRAM} for {architecture} here: {hint}")


def checked(path: Path) -> Path:
    if path.is_file() or (path / PROGRAM).is_file():
        return path
    raise Error(f"'{path}' is neither the program {PROGRAM} nor a folder with it")


def executable(path: Path) -> Path:
    return path / PROGRAM if path.is_dir() else path


def packed(path: Path) -> bytes:
    """The program and what lies beside it, as a tar archive; the same files give the same bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        if path.is_dir():
            for file in sorted(path.iterdir()):
                tar.add(file, file.name, filter=anonymous)
        else:
            tar.add(path, PROGRAM, filter=anonymous)
    return archive.getvalue()


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    return entry


def copy(prefix: Sequence[str], path: Path) -> str:
    """Copies the program behind the prefix; the path there, relative to where commands start."""
    archive = packed(path)
    folder = f".narrows/{hashlib.sha256(archive).hexdigest()[:12]}"
    call(prefix, ["mkdir", "-p", folder])
    call(prefix, ["tar", "-x", "-f", "-", "-C", folder], archive)
    return f"{folder}/{PROGRAM}"
