"""How this narrows came here: it decides what can mend it."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def from_wheel(folder: Path = FOLDER) -> bool:
    """Whether it came ready-made: wheels alone have narrows-device inside."""
    return (folder / "devices/programs").exists()


def origin(folder: Path = FOLDER) -> str:
    if from_wheel(folder):
        return "from a wheel"
    return "in its clone" if (folder.parents[1] / "CMakeLists.txt").exists() else "built by pip"


def rebuild(folder: Path = FOLDER) -> str:
    """The command that builds narrows again for the torch that is there, and where to type it."""
    again = "pip install --force-reinstall --no-deps"
    if from_wheel(folder):
        return f"`{again} --no-binary narrows narrows`"
    return f"`{again} .` in the source folder"
