"""Devices behind a command: adding them and measuring on them, over broken lines, through fakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from device_fakes import QUICK, Fake
from device_program import NATIVE
from search_child import arguments, dataset

import narrows as nw
from narrows import cli, devices

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def model() -> nw.Model:
    net = nw.NetworkBuilder((3, 8, 8))
    return nw.Model.initialised(net.finish(net.add(nw.Conv2d(8), net.input)))


# -- the list ----------------------------------------------------------------------------------------------------------


def test_a_device_is_copied_to_identified_and_remembered(home: Path) -> None:
    fake = Fake(home)
    added = fake.add()
    assert added.description == "Fake Pi, aarch64, 4 cores"
    assert devices.names() == ["local", "pi"]
    assert devices.get("pi") == added
    there = fake.folder / added.program
    assert sorted(path.name for path in there.parent.iterdir()) == ["libXNNPACK.so.0", "narrows-device"]
    devices.remove("pi")
    assert devices.names() == ["local"]


def test_a_shell_that_greets_is_no_hindrance(home: Path, model: nw.Model) -> None:
    device = Fake(home).add("echo; echo 'Welcome to Raspberry Pi OS'; exec \"$@\"")
    assert device.description == "Fake Pi, aarch64, 4 cores"
    (latency,) = device.measure([model])
    assert latency.median_ms >= 1


def test_a_32_bit_system_on_a_64_bit_kernel_is_said(home: Path) -> None:
    shell = """case "$*" in
      *identify*) echo "sh: 1: narrows-device: No such file or directory" >&2; exit 127;;
      *LONG_BIT*) echo 32;;
      *) exec "$@";;
    esac"""
    with pytest.raises(nw.Error, match=r"a 32-bit system on a 64-bit kernel, .* install the 64-bit system"):
        Fake(home).add(shell)


@pytest.mark.parametrize(
    ("name", "via", "rule"),
    [("local", "ssh x", "not 'local'"), ("a/b", "ssh x", "letters"), ("pi", " ", "a command"), ("pi", "'x", "command")],
)
def test_bad_names_and_commands_are_refused(name: str, via: str, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        devices.add(name, via)


def test_unknown_devices_are_refused_with_those_there_are(home: Path) -> None:
    Fake(home).add()
    for attempt in (devices.get, devices.remove):
        with pytest.raises(ValueError, match="'toaster' is not known; there are: local, pi"):
            attempt("toaster")
    with pytest.raises(ValueError, match="cannot be removed"):
        devices.remove("local")


def test_a_device_that_is_not_there_or_not_ours_is_said_in_one_line(home: Path) -> None:
    fake = Fake(home)
    fake.unreachable()
    with pytest.raises(nw.Error, match="No route to host"):
        fake.add()
    with pytest.raises(nw.Error, match="cannot run no-such-command"):
        devices.add("pi", "no-such-command", NATIVE[0])
    with pytest.raises(nw.Error, match="neither the program"):
        devices.add("pi", fake.via, home / "nothing")
    fake.unreachable(False)
    fake.behave(protocol=2)
    with pytest.raises(nw.Error, match="speaks protocol 2, this version speaks 1"):
        fake.add()
    assert devices.names() == ["local"]


def test_a_damaged_list_is_said(home: Path) -> None:
    Fake(home).add()
    (devices.folder() / "devices.json").write_text('[{"nam')
    with pytest.raises(nw.Error, match="damaged"):
        devices.get("pi")


def test_the_command_line_adds_shows_lists_and_removes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = Fake(home)
    fake.add()
    program = str(fake.folder / "program")
    assert cli.main(["device", "add", "pi2", "--via", fake.via, "--program", program, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["what"] == "Fake Pi, aarch64, 4 cores"
    assert cli.main(["device", "list", "--json"]) == 0
    assert [json.loads(line)["device"] for line in capsys.readouterr().out.splitlines()] == ["local", "pi", "pi2"]
    assert cli.main(["device", "show", "pi2"]) == 0
    assert "Fake Pi" in capsys.readouterr().out
    assert cli.main(["device", "remove", "pi2"]) == 0
    assert cli.main(["device", "show", "pi2"]) == 2


# -- measuring ---------------------------------------------------------------------------------------------------------


def test_models_are_measured_on_the_device_in_one_request(home: Path, model: nw.Model) -> None:
    fake = Fake(home)
    device = fake.add()
    space = nw.spaces.mobilenetv2()
    first, second = device.measure([model, space.reference], threads=2)
    assert 1 <= first.median_ms <= 2 and first.median_ms != second.median_ms
    assert first.threads == 2
    assert first.engine == "XNNPACK fake"
    assert len(fake.answered()) == 1


@pytest.mark.parametrize("fault", ["deaths", "hangs", "rubbish", "stale"])
def test_a_broken_line_is_mended_and_the_answer_is_the_same(home: Path, model: nw.Model, fault: str) -> None:
    fake = Fake(home)
    timer = fake.add().timer(patience=QUICK)
    whole = timer.measure(model).to_dict()
    fake.behave(**{fault: [2, 3]})
    assert timer.measure(model).to_dict() == whole
    timer.close()
    assert (fake.folder / "count").read_text() == "4"


def test_a_request_that_the_device_refuses_is_not_repeated(home: Path, model: nw.Model) -> None:
    fake = Fake(home, refuses=[1])
    timer = fake.add().timer(patience=QUICK)
    with pytest.raises(nw.Error, match="pi: not enough memory"):
        timer.measure(model)
    assert timer.measure(model).median_ms >= 1  # the line is as good as before
    timer.close()


def test_a_device_that_stays_away_is_given_up_with_its_last_words(home: Path, model: nw.Model) -> None:
    fake = Fake(home)
    timer = fake.add().timer(patience=QUICK)
    fake.unreachable()
    with pytest.raises(nw.Error, match=r"pi cannot be reached: .*No route to host \(tried 3 times\)"):
        timer.measure(model)


def test_another_device_at_the_same_address_is_not_measured(home: Path, model: nw.Model) -> None:
    fake = Fake(home)
    timer = fake.add().timer(patience=QUICK)
    fake.behave(cpu="Another Pi")
    with pytest.raises(nw.Error, match="its cpu is 'Another Pi', and was 'Fake Pi'"):
        timer.measure(model)
    assert fake.answered() == []


def test_time_measures_on_a_device(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Fake(home).add()
    assert cli.main(["time", "pnasnet", "mobilenetv2", "--device", "pi", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["model"] for row in rows] == ["pnasnet", "mobilenetv2"]
    assert all(row["engine"] == "XNNPACK fake" for row in rows)


class Guessing(nw.AbstractTrainer):
    """Trains nothing; enough for a search that is about latency."""

    def train(self, network: nw.Network, seed: int, checkpoint: str, progress: Any) -> nw.Training:
        return nw.Training(nw.Model.initialised(network, seed=seed), 0.5)

    def logits(self, model: nw.Model, images: nw.LabelledImages) -> list[float]:
        return [1.0, 0.0] * len(images.labels)

    def train_on(self) -> str:
        return "cpu"


def test_a_search_measures_what_it_trained_on_the_device(home: Path) -> None:
    fake = Fake(home, deaths=[2])
    fake.add()
    options = arguments(str(home / "run")) | {"train": 2, "device": "pi"}
    run = nw.search(dataset(), **options, make_trainer=lambda data, recipe: Guessing(), progress=False)
    assert len(fake.answered()) == 2
    assert {(trained.result.device, trained.result.latency.engine) for trained in run.trained} == {
        ("pi", "XNNPACK fake")
    }
    (device,) = nw.ResultsStore(home / "run/results.db", read_only=True).devices
    assert device.description == "Fake Pi, aarch64, 4 cores"


class Diverging(Guessing):
    """Fails with the first network that it is given."""

    first: nw.Network | None = None

    def train(self, network: nw.Network, seed: int, checkpoint: str, progress: Any) -> nw.Training:
        self.first = self.first or network
        if network == self.first:
            raise nw.Diverged("the loss is infinite")
        return super().train(network, seed, checkpoint, progress)


def test_a_trainer_written_in_python_says_of_a_network_that_it_diverged_and_the_search_goes_on(home: Path) -> None:
    trainer = Diverging()
    options = arguments(str(home / "run")) | {"train": 2}
    run = nw.search(dataset(), **options, make_trainer=lambda data, recipe: trainer, progress=False)
    assert list(run.failures.values()) == ["the loss is infinite"]
    assert len(run.trained) == 1


@pytest.mark.usefixtures("home")
def test_measuring_here_tells_every_block(home: Path) -> None:
    told: list[tuple[int, int, str]] = []
    space = nw.spaces.pnasnet()
    nw.devices.get("local").measure([space.reference], blocks=2, repeats=1, progress=lambda *now: told.append(now))
    assert [done for done, _, _ in told[:2]] == [1, 2] and {of for _, of, _ in told} == {2}
    assert told[0][2] == "block 1 of 2" and max(done for done, _, _ in told) == 2


def test_a_device_tells_every_block_and_each_is_a_sign_of_life(home: Path) -> None:
    device = Fake(home, block_s=0.2).add()
    told: list[tuple[int, int, str]] = []
    with device.link(QUICK) as link:  # whose patience ends after a second
        request = {"command": "time", "models": [{"architecture": 1}, {"architecture": 2}], "blocks": 4}
        answer = link.ask({**request, "progress": True}, lambda now: told.append((now["network"], now["block"], "")))
    assert len(answer["results"]) == 2 and [pair[:2] for pair in told] == [(n, b) for b in range(4) for n in range(2)]


@pytest.mark.usefixtures("home")
def test_timing_on_the_command_line_shows_how_far_it_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Fake(home).add()
    assert cli.main(["time", "pnasnet", "mobilenetv2", "--device", "pi"]) == 0
    assert "measuring on pi: 100%" in capsys.readouterr().err
