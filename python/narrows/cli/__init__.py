"""The command line. A command's module is imported only when that command runs, so that help comes at once."""

from __future__ import annotations

import importlib
import io
import shlex
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

# Command -> (module that has its typer `app`, one line of help).
COMMANDS = {
    "search": ("narrows.cli.search", "From a limit to trained, exported and timed networks."),
    "results": ("narrows.cli.results", "What a search found."),
    "report": ("narrows.cli.report", "Writes report.html of a search again."),
    "law": ("narrows.cli.law", "Finds, shows and compares sampling laws."),
    "sample": ("narrows.cli.sample", "Draws architectures from a law, with their costs."),
    "train": ("narrows.cli.train", "Trains one architecture."),
    "predict": ("narrows.cli.predict", "Classifies images with an ONNX file."),
    "export": ("narrows.cli.export", "Writes an architecture as an ONNX file."),
    "time": ("narrows.cli.time", "Measures the latency of models, here or on a device."),
    "device": ("narrows.cli.device", "Devices that latency is measured on."),
    "data": ("narrows.cli.data", "Data sets on this machine."),
    "paper": ("narrows.cli.paper", "The paper's tables and networks, recomputed."),
    "doctor": ("narrows.cli.doctor", "Says what works here, and what to type for the rest."),
}
RESUMABLE = {"search", "train"}
USAGE_ERROR, FAILURE, INTERRUPTED = 2, 1, 130


def available() -> dict[str, str]:
    """Commands of this installation with their line of help."""
    return {name: text for name, (module, text) in COMMANDS.items() if find_spec(module) is not None}


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, text in available().items()]
    head = "A limit in, trained networks out.\n\nUsage: narrows COMMAND [OPTIONS]\n\nCommands:"
    return "\n".join([head, *lines, "", "narrows COMMAND --help says what a command takes; --version the version."])


def complain(message: object) -> None:
    """One line on standard error, whatever the message holds."""
    print("narrows: " + " ".join(str(message).split()), file=sys.stderr)


@contextmanager
def warnings_in_lines() -> Iterator[None]:
    """Warnings as lines like those of errors, without where in the sources they come from."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *place, **more: complain(message)
        yield


def interrupted(command: str, arguments: Sequence[str]) -> int:
    goes_on = command in RESUMABLE or [command, *arguments[:1]] == ["device", "calibrate"]
    hint = f"; to go on: narrows {shlex.join([command, *arguments])}" if goes_on else ""
    complain(f"interrupted{hint}")
    return INTERRUPTED


def invoke(command: str, arguments: Sequence[str]) -> int:
    """Runs one command's typer app; its own exit code, or 0."""
    import typer

    app = importlib.import_module(COMMANDS[command][0]).app
    result: Any = typer.main.get_command(app).main(
        args=list(arguments), prog_name=f"narrows {command}", standalone_mode=False
    )
    return result if isinstance(result, int) and not isinstance(result, bool) else 0


def run(command: str, arguments: Sequence[str]) -> int:
    """Runs one command; every expected failure becomes one line and a non-zero exit code."""
    try:
        with warnings_in_lines():
            code = invoke(command, arguments)
    except KeyboardInterrupt:
        return interrupted(command, arguments)
    except BrokenPipeError:  # `narrows … | head`
        sys.stderr.close()
        return FAILURE
    except Exception as error:
        return failed(command, arguments, error)
    return interrupted(command, arguments) if code == INTERRUPTED else code


def failed(command: str, arguments: Sequence[str], error: Exception) -> int:
    import narrows

    kind = type(error).__name__
    if kind in {"Abort", "Interrupted"}:
        return interrupted(command, arguments)
    if hasattr(error, "format_message"):  # an option that typer refused
        complain(f"{error.format_message()} (narrows {command} --help)")
        return USAGE_ERROR
    if isinstance(error, ValueError):
        complain(error)
        return USAGE_ERROR
    if isinstance(error, narrows.Error | OSError | ImportError | MemoryError):
        complain(str(error) or kind)
        return FAILURE
    raise error


def print_anywhere() -> None:
    """Where standard output takes fewer characters than are printed, the others become question marks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the `narrows` script."""
    print_anywhere()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"--help", "-h", "help"}:
        print(usage())
        return 0 if words else USAGE_ERROR
    if words[0] in {"--version", "version"}:
        import narrows

        print(f"narrows {narrows.__version__}")
        return 0
    if words[0] not in available():
        complain(f"no command {words[0]!r}; there are {', '.join(available())}")
        return USAGE_ERROR
    return run(words[0], words[1:])
