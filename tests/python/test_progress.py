"""Progress on a terminal, in a notebook and in a log."""

import time
import types

import pytest

from narrows import progress
from narrows.progress import LineDisplay, Progress, Stage


class Recorder:
    """A display that keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, float, str]] = []
        self.lines: list[str] = []
        self.closed = False

    def show(self, stages: list[Stage], changed: Stage) -> None:
        self.shown.append((changed.name, changed.share, changed.text))

    def say(self, line: str) -> None:
        self.lines.append(line)

    def close(self) -> None:
        self.closed = True


def training(epoch: int, step: int) -> types.SimpleNamespace:
    return types.SimpleNamespace(
        epoch=epoch,
        epochs=4,
        step=step,
        steps=10,
        loss=0.5,
        accuracy=0.8,
        images_per_second=1234.5,
        seconds_left=65,
        message="",
    )


def now(**fields: object) -> types.SimpleNamespace:
    empty = {"stage": None, "name": "", "index": 0, "count": 0, "finished": False, "message": "", "until": 0}
    return types.SimpleNamespace(**(empty | dict.fromkeys(("law", "training", "latency", "accuracy")) | fields))


def test_a_training_shows_epoch_loss_accuracy_speed_and_time_left() -> None:
    display = Recorder()
    assert Progress(display).training("mine")(training(3, 5)) is True
    assert display.shown == [("mine", 0.625, "epoch 3/4  loss 0.500  accuracy 80.0%  1,234 images/s  1 min 5 s left")]


def test_a_search_moves_one_bar_over_all_of_a_stage_s_networks() -> None:
    display = Recorder()
    show = Progress(display).search()
    show(now(stage="train", name="a-1", index=1, count=4, training=training(3, 0)))
    show(now(stage="train", name="a-1", index=1, count=4, finished=True, accuracy=0.9))
    show(now(stage="time", name="a-1", index=3, count=4, finished=True, latency=types.SimpleNamespace(median_ms=0.5)))
    show(now(message="training will take 3 minutes"))
    assert [(name, share) for name, share, _ in display.shown] == [("train", 0.375), ("train", 0.5), ("time", 1.0)]
    assert display.shown[1][2] == "a-1  90.00%" and display.shown[2][2] == "a-1  0.5 ms"
    assert display.lines == ["training will take 3 minutes"]


def test_the_display_is_closed_even_after_an_error() -> None:
    display = Recorder()
    with pytest.raises(KeyError), Progress(display):
        raise KeyError
    assert display.closed


def test_a_log_gets_one_line_for_each_finished_stage_and_not_one_for_each_step(capsys) -> None:
    bars = Progress(LineDisplay(every_seconds=3600))
    for step in range(101):
        bars.update("law", step, 100, "98 % inside")
    bars.update("law", 100, 100)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("law: 100% in") and lines[0].endswith("98 % inside")


def test_a_long_stage_speaks_up_now_and_then_in_a_log(capsys) -> None:
    bars = Progress(LineDisplay(every_seconds=0))
    bars.update("training", 1, 4)
    assert capsys.readouterr().err.startswith("training: 25% in")


def test_names_cannot_become_markup_in_a_notebook() -> None:
    assert "<script>" not in progress.stage_html(Stage("<script>", 1, 2, "<script>"))


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (190, "3 min 10 s"), (7500, "2 h 5 min"), (-1, "0 s")]
)
def test_durations_read_well(seconds: float, text: str) -> None:
    assert progress.duration(seconds) == text


def test_the_time_left_goes_by_what_was_done_since_the_bar_began(monkeypatch: pytest.MonkeyPatch) -> None:
    display, clock = Recorder(), [time.monotonic()]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    shown = Progress(display)
    for done, seconds in ((40, 0), (42, 4), (80, 76), (100, 40)):  # 40 were known from an earlier time
        clock[0] += seconds
        shown.update("calibrating pi", done, 100, "1.2 ms", timed=True)
    assert [text for _, _, text in display.shown] == [
        "1.2 ms",
        "1.2 ms  1 min 56 s left",
        "1.2 ms  40 s left",
        "1.2 ms",
    ]
