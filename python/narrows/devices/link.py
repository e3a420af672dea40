"""The line to a program on a device: one process with JSON lines in both directions, mended when it breaks."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shlex
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from narrows._core import Error

PROTOCOL = 1
Reply = dict[str, Any]
Say = Callable[[str], None]
Told = Callable[[Reply], None]


class LostError(Error):
    """The line broke: the program ended, was silent for too long, or sent what is no answer."""


class UnreachableError(LostError):
    """No connection after as many tries as patience allows."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try again."""

    answer_s: float = 600  # for a measurement
    greeting_s: float = 60  # for a connection; a password may be typed meanwhile
    tries: int = 6  # connections in a row without an answer
    first_pause_s: float = 1  # doubled after each
    longest_pause_s: float = 30

    def pause_s(self, failures: int) -> float:
        return min(self.first_pause_s * 2.0 ** (failures - 1), self.longest_pause_s)


def through_ssh(prefix: Sequence[str]) -> bool:
    return any(Path(word).name in {"ssh", "dbclient"} for word in prefix)


def emulated(prefix: Sequence[str]) -> str:
    """Architecture of the emulator (qemu-aarch64: "aarch64") that the prefix is; empty for anything else."""
    names = [Path(word).name for word in prefix]
    return next((name.removeprefix("qemu-") for name in names if name.startswith("qemu-")), "")


def control_folder() -> Path:
    """Of this user alone; its path is short because sockets' are limited to about 100 characters."""
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir(), f"narrows-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise Error(f"'{folder}' must belong to you alone: ssh's shared connections are kept in it")
    return folder


def command_line(prefix: Sequence[str], words: Sequence[str]) -> list[str]:
    """The words as a command behind the prefix; connections of ssh are shared, so that it asks once."""
    if not through_ssh(prefix):
        return [*prefix, *words]
    shared = ["-o", "ControlMaster=auto", "-o", "ControlPersist=600", "-o", f"ControlPath={control_folder()}/%C"]
    alive = ["-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=4"]
    place = next(i for i, word in enumerate(prefix) if Path(word).name in {"ssh", "dbclient"}) + 1
    options = [*shared, *alive] if Path(prefix[place - 1]).name == "ssh" else []
    return [*prefix[:place], *options, *prefix[place:], shlex.join(words)]  # ssh's other end is a shell


def last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return " ".join(lines[-1].split()) if lines else ""


def call(prefix: Sequence[str], words: Sequence[str], data: bytes = b"", patience_s: float = 300) -> bytes:
    """Runs a command behind the prefix; its standard output. Errors go to a file: ssh may hold on to a pipe."""
    with tempfile.TemporaryFile() as errors:
        try:
            result = subprocess.run(
                command_line(prefix, words), input=data, stdout=subprocess.PIPE, stderr=errors, timeout=patience_s
            )
        except OSError as error:
            raise LostError(f"cannot run {shlex.join([*prefix, *words])}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise LostError(f"{shlex.join([*prefix, *words])} did not end within {patience_s:g} s") from error
        errors.seek(0)
        said = last_line(errors.read().decode(errors="replace"))
    if result.returncode:
        raise LostError(f"{shlex.join([*prefix, *words])} failed: {said or f'status {result.returncode}'}")
    return result.stdout


def read_identity(text: bytes | str) -> Reply:
    """What `narrows-device identify` printed, checked; a shell may have greeted before it."""
    lines = (text if isinstance(text, str) else text.decode(errors="replace")).splitlines()
    answers = [line for line in lines if line.startswith("{")]
    try:
        identity = json.loads(answers[-1] if answers else text)
        protocol = identity["protocol"]
    except (ValueError, TypeError, KeyError) as error:
        shown = last_line(text if isinstance(text, str) else text.decode(errors="replace"))[:80]
        raise Error(f"this is not narrows-device: it answers {shown!r}") from error
    if protocol != PROTOCOL:
        raise Error(
            f"the device's narrows-device ({identity.get('version')}) speaks protocol {protocol}, this version speaks "
            f"{PROTOCOL}: add the device again to copy the program that fits"
        )
    return dict(identity)


class Line:
    """One running `serve`. Every failure is LostError; the process is then of no more use."""

    def __init__(self, command: Sequence[str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
        except OSError as error:
            self._errors.close()
            raise LostError(f"cannot run {shlex.join(command)}: {error.strerror}") from error
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._number = 0
        self._greeted = False
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()

    def _read(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in stream:
                self._answers.put(line)
        self._answers.put(b"")

    def ask(self, request: Reply, patience_s: float, told: Told | None = None) -> Reply:
        """The answer; `told` is given what comes before it, each a sign of life after which patience starts anew."""
        self._number += 1
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps({"id": self._number, **request}).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise LostError(self._why("the connection broke")) from error
        answer = self._answer(patience_s)
        while told is not None and "progress" in answer:
            told(answer["progress"])
            answer = self._answer(patience_s)
        return answer

    def _answer(self, patience_s: float) -> Reply:
        end = time.monotonic() + patience_s
        line = self._next_line(end, patience_s)
        while not self._greeted and line.endswith(b"\n") and not line.startswith(b"{"):  # a shell's greeting
            line = self._next_line(end, patience_s)
        self._greeted = True
        if not line.endswith(b"\n"):
            raise LostError(self._why("the connection broke"))
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise LostError(f"it answers {line[:60]!r}, which is not JSON") from error
        if not isinstance(answer, dict) or answer.get("id") != self._number:
            raise LostError(f"it answers {line[:60]!r}, which was not asked")
        return answer

    def _next_line(self, end: float, patience_s: float) -> bytes:
        try:
            return self._answers.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty as error:
            raise LostError(f"no answer for {patience_s:g} s") from error

    def _why(self, text: str) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self._errors.seek(0)
        said = last_line(self._errors.read().decode(errors="replace"))
        return f"{text}: {said}" if said else text

    def close(self) -> None:
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        try:
            self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()


class Link:
    """A line that is made when needed and made again when lost; the same device must be at its end every time."""

    def __init__(
        self,
        name: str,
        command: Callable[[], Sequence[str]],
        identity: Reply,
        patience: Patience | None = None,
        say: Say = lambda line: None,
    ) -> None:
        self._name = name
        self._command = command
        self._identity = identity
        self.patience = patience or Patience()
        self._say = say
        self._line: Line | None = None

    def __enter__(self) -> Link:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def ask(self, request: Reply, told: Told | None = None) -> Reply:
        """One answer; LostError if the line breaks meanwhile. Error for what the device refuses.

        `told` is given the progress that a request with ``"progress": True`` reports.
        """
        line = self._connected()
        try:
            answer = line.ask(request, self.patience.answer_s, told)
        except BaseException:  # Ctrl-C as well: an answer still to come must not meet the next request
            self.close()
            raise
        if "error" in answer:
            raise Error(f"{self._name}: {answer['error']}")
        return answer

    def ask_again(self, request: Reply, told: Told | None = None) -> Reply:
        """As `ask`, repeated when the line breaks, as often as patience allows."""
        for failures in range(1, self.patience.tries + 1):
            try:
                return self.ask(request, told)
            except UnreachableError:
                raise
            except LostError as error:
                if failures == self.patience.tries:
                    raise LostError(f"{self._name}: {error}; given up after {failures} times") from error
                self._say(f"{self._name}: {error}; asking again")
                time.sleep(self.patience.pause_s(failures))
        raise AssertionError

    def _connected(self) -> Line:
        """The line, made if need be: with pauses between tries."""
        failures = 0
        while self._line is None:
            try:
                self._connect()
            except LostError as error:
                failures += 1
                if failures >= self.patience.tries:
                    raise UnreachableError(
                        f"{self._name} cannot be reached: {error} (tried {failures} times)"
                    ) from error
                pause = self.patience.pause_s(failures)
                self._say(f"{self._name}: {error}; trying again in {pause:.3g} s")
                time.sleep(pause)
        return self._line

    def _connect(self) -> None:
        line = Line(self._command())
        try:
            answer = line.ask({"command": "identify"}, self.patience.greeting_s)
            self._check_same(read_identity(json.dumps(answer)))
        except BaseException:
            line.close()
            raise
        self._line = line

    def _check_same(self, identity: Reply) -> None:
        for field in ("cpu", "architecture", "cores", "engine"):
            if identity.get(field) != self._identity.get(field):
                raise Error(
                    f"{self._name} is not what it was: its {field} is {identity.get(field)!r}, and was "
                    f"{self._identity.get(field)!r} when it was added; add it again"
                )

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
