"""The program narrows-device, as built for this machine and, by `make pi`, for a Raspberry Pi."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("NARROWS_BUILD", ROOT / "build/dev"))
PI = ROOT / "build/pi"
NATIVE = [str(BUILD / "src/device/narrows-device")]
EMULATOR = ["qemu-aarch64", "-cpu", "cortex-a72", "-L", "/usr/aarch64-linux-gnu"]  # the processor of a Raspberry Pi 4
EMULATED = [*EMULATOR, str(PI / "narrows-device/narrows-device")]


class DeviceProgram:
    """Runs the program behind a prefix; answers are JSON lines."""

    def __init__(self, command: list[str]) -> None:
        self.command = command

    def run(self, *arguments: str | Path, stdin: bytes | str = b"") -> subprocess.CompletedProcess[bytes]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        command = [*self.command, *map(str, arguments)]
        return subprocess.run(command, input=given, capture_output=True, timeout=300)

    def lines(self, *arguments: str | Path, stdin: bytes | str = b"") -> list[dict[str, Any]]:
        """Of a run that must succeed, silently."""
        result = self.run(*arguments, stdin=stdin)
        assert (result.returncode, result.stderr) == (0, b"")
        return [json.loads(line) for line in result.stdout.splitlines()]

    def complaint(self, *arguments: str | Path, stdin: bytes | str = b"") -> str:
        """Of a run that must fail with one line."""
        result = self.run(*arguments, stdin=stdin)
        assert result.returncode in (1, 2), result
        message = result.stderr.decode()
        assert message.startswith("narrows-device: ") and message.count("\n") == 1, message
        return message

    def serve(self, *requests: object) -> list[dict[str, Any]]:
        """The answers to requests: objects, or lines as they are."""
        lines = [request if isinstance(request, str) else json.dumps(request) for request in requests]
        return self.lines("serve", stdin="\n".join(lines) + "\n")
