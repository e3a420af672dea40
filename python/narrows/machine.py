"""The machine that this process runs on."""

from __future__ import annotations

from pathlib import Path


def processor() -> str:
    """The name of its processor, as it gives it; empty where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith(("model name", "Model"))]
    return names[0] if names else ""
