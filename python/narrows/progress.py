"""Progress of long jobs: live bars in a terminal, one cell refreshed in place in a notebook, else lines."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

OnProgress = Callable[[int, int, str], None]  # what is done, of how much, and a text


@dataclass
class Stage:
    """One bar: how far a part of the job is."""

    name: str
    completed: float = 0
    total: float = 1
    text: str = ""
    started: float = field(default_factory=time.monotonic)
    finished: float | None = None
    begun: float = 0  # of which so much was done when it started

    @property
    def share(self) -> float:
        return min(1.0, self.completed / self.total) if self.total else 1.0

    @property
    def seconds(self) -> float:
        return (self.finished or time.monotonic()) - self.started

    @property
    def seconds_left(self) -> float | None:
        """If the rest goes like what was done since it started; None before anything is done."""
        done = self.completed - self.begun
        return self.seconds * (self.total - self.completed) / done if done > 0 else None


class Display(Protocol):
    """Where progress is shown."""

    def show(self, stages: list[Stage], changed: Stage) -> None: ...
    def say(self, line: str) -> None: ...
    def close(self) -> None: ...


class Progress:
    """Shows the stages of a job; made once, updated from callbacks, closed at the end (a context manager)."""

    def __init__(self, display: Display | None = None) -> None:
        self._display = display or choose_display()
        self._stages: dict[str, Stage] = {}

    def update(self, stage: str, completed: float, total: float, text: str = "", timed: bool = False) -> None:
        """Moves the bar of that name (a new name gets a new bar); `text` stands behind it, if `timed` with the time
        that is left."""
        bar = self._stages.setdefault(stage, Stage(stage, begun=completed))
        bar.completed, bar.total, bar.text = completed, total, text
        if timed and bar.seconds_left is not None and bar.seconds_left >= 1:
            bar.text = f"{text}  {duration(bar.seconds_left)} left".lstrip()
        if completed >= total and bar.finished is None:
            bar.finished = time.monotonic()
        self._display.show(list(self._stages.values()), bar)

    def say(self, line: str) -> None:
        """A line that stays, above the bars."""
        self._display.say(line)

    def training(self, stage: str = "training") -> Callable[[Any], bool]:
        """A callback for `Trainer.train(progress=…)` that moves the bar of that name, and never stops the training."""

        def callback(now: Any) -> bool:
            if now.message:
                self.say(now.message)
            self.update(stage, now.epochs * share_of(now), now.epochs, training_text(now))
            return True

        return callback

    def law(self, stage: str = "law") -> Callable[[Any], bool]:
        """A callback for `GeneticLawOptimizer.run(progress=…)` that moves the bar of that name."""

        def callback(now: Any) -> bool:
            self.update(stage, now.latest.generation, now.generations, law_text(now))
            return True

        return callback

    def search(self) -> Callable[[Any], bool]:
        """A callback for a whole search: a bar for each law, and one for each of the later stages."""

        def callback(now: Any) -> bool:
            for message in (now.message, now.training.message if now.training is not None else ""):
                if message:
                    self.say(message)
            if now.law is not None:
                self.law(f"law {now.name}")(now.law)
            elif now.training is not None:
                done = now.index + share_of(now.training)
                self.update(bar_of(now), done, now.count, f"{now.name}  {training_text(now.training)}")
            elif now.count:
                self.update(bar_of(now), now.index + now.finished, now.count, now.name + result_text(now), timed=True)
            return True

        return callback

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._display.close()


def share_of(now: Any) -> float:
    """How far a training is, from 0 to 1."""
    return float(min(1.0, (now.epoch - 1 + now.step / max(1, now.steps)) / max(1, now.epochs)))


def bar_of(now: Any) -> str:
    """Trainings that pause have a bar for each epoch at which they do."""
    return f"train to {now.until}" if now.until else str(now.stage)


def law_text(now: Any) -> str:
    return f"{now.latest.share_inside:.1%} inside, {now.latest.evaluations:,} networks counted"


def result_text(now: Any) -> str:
    """What a finished job gave, if anything."""
    if now.latency is not None:
        return f"  {now.latency.median_ms:.3g} ms"
    return f"  {now.accuracy:.2%}" if now.accuracy is not None else ""


def training_text(now: Any) -> str:
    """One training's place in words: epoch, loss, accuracy, speed, time left."""
    return (
        f"epoch {now.epoch}/{now.epochs}  loss {now.loss:.3f}  accuracy {now.accuracy:.1%}  "
        f"{now.images_per_second:,.0f} images/s  {duration(now.seconds_left)} left"
    )


def duration(seconds: float) -> str:
    """Seconds in words: "42 s", "3 min 10 s", "2 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def choose_display() -> Display:
    if in_notebook():
        return NotebookDisplay()
    return TerminalDisplay() if sys.stderr.isatty() else LineDisplay()


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs this: only then does a displayed object reach a page."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


class TerminalDisplay:
    """Bars of rich, on standard error."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = [
            TextColumn("{task.description:>12}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[text]}", markup=False),
        ]
        self._bars = Bars(*columns, console=Console(stderr=True), refresh_per_second=8)
        self._tasks: dict[str, TaskID] = {}
        self._bars.start()

    def show(self, stages: list[Stage], changed: Stage) -> None:
        if changed.name not in self._tasks:
            self._tasks[changed.name] = self._bars.add_task(changed.name, total=changed.total, text="")
        self._bars.update(
            self._tasks[changed.name], completed=changed.completed, total=changed.total, text=changed.text
        )

    def say(self, line: str) -> None:
        self._bars.console.print(line, markup=False, highlight=False)

    def close(self) -> None:
        self._bars.stop()


class LineDisplay:
    """A line when a stage ends and every ten seconds: for log files and pipes."""

    def __init__(self, every_seconds: float = 10) -> None:
        self._every = every_seconds
        self._last = time.monotonic()
        self._done: set[str] = set()

    def show(self, stages: list[Stage], changed: Stage) -> None:
        ends = changed.finished is not None and changed.name not in self._done
        if not ends and time.monotonic() - self._last < self._every:
            return
        if ends:
            self._done.add(changed.name)
        self._last = time.monotonic()
        self.say(f"{changed.name}: {changed.share:.0%} in {duration(changed.seconds)}  {changed.text}".rstrip())

    def say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def close(self) -> None:
        pass


class NotebookDisplay:
    """One output cell, replaced at most five times a second."""

    def __init__(self) -> None:
        from IPython.display import display

        self._handle = display(display_id=True)  # type: ignore[no-untyped-call]
        self._lines: list[str] = []
        self._stages: list[Stage] = []
        self._last = 0.0

    def show(self, stages: list[Stage], changed: Stage) -> None:
        self._stages = stages
        if changed.finished is not None or time.monotonic() - self._last >= 0.2:
            self._refresh()

    def say(self, line: str) -> None:
        self._lines.append(line)
        self._refresh()

    def close(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        from IPython.display import HTML

        self._last = time.monotonic()
        lines = "".join(f"<div>{html.escape(line)}</div>" for line in self._lines)
        rows = "".join(map(stage_html, self._stages))
        self._handle.update(HTML(f"{lines}<table>{rows}</table>"))  # type: ignore[no-untyped-call]


def stage_html(stage: Stage) -> str:
    """One row: name, bar, time, text."""
    bar = f'<progress value="{stage.share:.4f}" max="1"></progress>'
    cells = [html.escape(stage.name), bar, duration(stage.seconds), html.escape(stage.text)]
    return "<tr>" + "".join(f'<td style="text-align:left">{value}</td>' for value in cells) + "</tr>"
