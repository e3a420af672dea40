"""Devices behind a command: adding, measuring, broken lines; through fakes, a real sshd and qemu."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from device_program import EMULATOR, NATIVE, ROOT
from search_child import arguments, dataset

import narrows as nw
from narrows import cli, devices
from narrows.devices import Patience, calibration, link
from narrows.devices.calibration_networks import Sample, draw_networks

FAKE = Path(__file__).with_name("fake_device.py")
QUICK = Patience(answer_s=1, greeting_s=10, tries=3, first_pause_s=0.01, longest_pause_s=0.02)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of devices of its own for each test."""
    monkeypatch.setenv("NARROWS_DEVICES", str(tmp_path / "devices"))
    return tmp_path


class Fake:
    """A fake device in a folder of its own."""

    def __init__(self, folder: Path, name: str = "pi", **script: Any) -> None:
        self.folder, self.name = folder / name, name
        self.folder.mkdir()
        self.behave(**script)

    def behave(self, **script: Any) -> None:
        (self.folder / "script.json").write_text(json.dumps(script))

    @property
    def via(self) -> str:
        return shlex.join([sys.executable, str(FAKE), str(self.folder)])

    def add(self, shell: str = "") -> nw.Device:
        """`shell`: what a shell does before, or instead of, running the fake's command "$@"."""
        via = shlex.join(["sh", "-c", shell, "sh", *shlex.split(self.via)]) if shell else self.via
        program = self.folder / "program"
        program.mkdir(exist_ok=True)
        (program / "narrows-device").write_text("#!/bin/sh\n")
        (program / "libXNNPACK.so.0").write_text("library")
        return nw.devices.add(self.name, via, program)

    def answered(self) -> list[Any]:
        log = self.folder / "log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def unreachable(self, yes: bool = True) -> None:
        (self.folder / "unreachable").touch() if yes else (self.folder / "unreachable").unlink()


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


# -- calibration -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn() -> list[Sample]:
    """Networks of all spaces, found once: the search for the laws takes seconds."""
    return draw_networks(30, 0, 1_000_000)


@pytest.fixture
def quick_draw(drawn: list[Sample], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "draw_networks", lambda count, seed, max_macs, on_progress: drawn[:count])


def test_networks_are_of_all_spaces_below_the_limit_and_fewer_are_the_first_of_more(
    drawn: list[Sample],
) -> None:
    assert len({space.name for space, _ in drawn[:6]}) == 6
    assert all(0 < space.cost(architecture).macs < 1_000_000 for space, architecture in drawn)
    fewer = draw_networks(24, 0, 1_000_000)
    texts = [architecture.to_json() for _, architecture in drawn]
    assert [architecture.to_json() for _, architecture in fewer] == texts[:24]
    assert len(set(texts)) == 30


def calibrate(device: nw.Device, networks: int = 25, **options: Any) -> Any:
    return device.calibrate(networks, max_macs=1_000_000, patience=QUICK, progress=False, **options)


def stored(device: str = "pi") -> dict[tuple[str, str], float]:
    found = nw.ResultsStore(devices.folder() / "latencies.db", read_only=True).latencies(device)
    return {(each.network.space, each.network.architecture): each.latency.median_ms for each in found}


@pytest.mark.usefixtures("quick_draw")
def test_a_calibration_measures_each_network_once_and_fits_a_model(home: Path) -> None:
    fake = Fake(home)
    done = calibrate(fake.add())
    asked = [json.dumps(each, sort_keys=True) for each in fake.answered()]
    assert len(asked) == len(set(asked)) == 25
    assert {space for space, _ in done.networks} == set(nw.spaces.names()) & {space for space, _ in stored()}
    assert len({space for space, _ in done.networks}) == 6
    assert len(stored()) == 25 and sorted(stored().values()) == sorted(done.measured_ms)
    assert done.error.measurements == 25 and done.model_file.exists()
    space = nw.spaces.mobilenetv2()
    assert devices.get("pi").latency_model().predict(space.reference) == pytest.approx(
        done.model.predict(space.reference)
    )


@pytest.mark.usefixtures("quick_draw")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_device_that_dies_hangs_and_talks_rubbish_loses_and_mixes_nothing(home: Path, seed: int) -> None:
    calm = Fake(home, "calm")
    calibrate(calm.add())
    chosen = random.Random(seed)
    moments = chosen.sample(range(1, 26, 2), 7)  # never three in a row, after which a network is left out
    wild = Fake(home, "wild", deaths=moments[:3], rubbish=moments[3:5], stale=moments[5:6], hangs=moments[6:])
    done = calibrate(wild.add())
    assert stored("wild") == stored("calm")
    assert len(wild.answered()) >= 25 and done.left_out == 0


@pytest.mark.usefixtures("quick_draw")
def test_a_device_that_goes_for_good_ends_with_what_to_type_and_the_same_command_goes_on(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    fake.behave(dead_from=11)

    def leave(done: int, of: int, text: str) -> None:
        if done == 10:
            fake.unreachable()

    with pytest.raises(
        nw.Error, match=r"10 of 25 networks .* kept; to go on: narrows device calibrate pi --networks 25"
    ):
        device.calibrate(25, max_macs=1_000_000, patience=QUICK, progress=leave)
    before = stored()
    assert len(before) == 10
    fake.unreachable(False)
    fake.behave()
    calibrate(device)
    asked = [json.dumps(each, sort_keys=True) for each in fake.answered()]
    assert len(asked) == len(set(asked)) == 25
    assert before.items() <= stored().items()


@pytest.mark.usefixtures("quick_draw")
def test_a_network_that_the_device_does_not_survive_is_left_out(home: Path) -> None:
    fake = Fake(home, deaths=[4, 5, 6])
    done = calibrate(fake.add())
    assert (done.left_out, len(done.networks)) == (1, 24)


@pytest.mark.usefixtures("quick_draw")
def test_more_networks_go_on_where_fewer_ended(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    calibrate(device, 20)
    calibrate(device, 30)
    assert len(fake.answered()) == 30


@pytest.mark.usefixtures("quick_draw")
def test_networks_that_their_space_builds_otherwise_today_are_measured_again(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    calibrate(device, 20)
    with sqlite3.connect(devices.folder() / "latencies.db") as database:
        database.execute("UPDATE architectures SET fingerprint = 'of an older build function' WHERE id <= 5")
    assert device.reference().network.fingerprint != "of an older build function"
    calibrate(device, 20)
    assert len(fake.answered()) == 25


@pytest.mark.usefixtures("quick_draw")
def test_two_devices_are_calibrated_into_one_store_without_mixing(home: Path) -> None:
    first, second = Fake(home, "first"), Fake(home, "second")
    calibrate(first.add())
    before = stored("first")
    calibrate(second.add())
    assert len(second.answered()) == 25  # what is known of one device says nothing of another
    assert stored("first") == before


@pytest.mark.usefixtures("quick_draw")
def test_a_second_calibration_of_the_same_device_is_refused(home: Path) -> None:
    device = Fake(home).add()

    def again(done: int, of: int, text: str) -> None:
        if done == 3:
            with pytest.raises(nw.Error, match="another calibration of pi is running"):
                calibrate(device)

    device.calibrate(25, max_macs=1_000_000, patience=QUICK, progress=again)
    assert len(stored()) == 25


def test_a_calibration_stopped_by_ctrl_c_says_how_to_go_on_and_goes_on(
    home: Path, request: pytest.FixtureRequest
) -> None:
    fake = Fake(home, slow_s=0.2)
    fake.add()
    command = ["device", "calibrate", "pi", "--networks", "20", "--max-macs", "1M", "--json"]
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    process = subprocess.Popen(
        [sys.executable, "-m", "narrows", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=paths,
    )
    while len(fake.answered()) < 3 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "to go on: narrows device calibrate pi --networks 20" in complaint
    kept = stored()
    assert len(kept) >= 2
    fake.behave()
    request.getfixturevalue("quick_draw")
    assert cli.main(command) == 0
    assert kept.items() <= stored().items() and len(stored()) == 20
    assert len(fake.answered()) <= 21  # the one that was interrupted may have been answered twice


@pytest.mark.usefixtures("quick_draw")
def test_this_machine_is_calibrated_without_a_program(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = home / "plot.svg"
    command = [
        "device",
        "calibrate",
        "local",
        "--networks",
        "20",
        "--max-macs",
        "500k",
        "--blocks",
        "2",
        "--plot",
        str(plot),
    ]
    assert cli.main(command) == 0
    assert "20 networks measured" in (said := capsys.readouterr().out) and "R²" in said
    assert plot.read_text().count("<svg") == 1
    assert nw.devices.get("local").latency_model().predict(nw.spaces.mobilenetv2().reference) > 0


@pytest.mark.usefixtures("quick_draw")
@pytest.mark.parametrize("options", [{"networks": 3}, {"max_macs": 10}])
def test_too_little_to_fit_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be at least"):
        nw.devices.get("local").calibrate(**options)


@pytest.mark.usefixtures("quick_draw")
def test_a_device_that_is_not_calibrated_says_what_to_type(home: Path) -> None:
    with pytest.raises(nw.Error, match="narrows device calibrate pi"):
        Fake(home).add().latency_model()


# -- a real sshd -------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Sshd:
    """OpenSSH's server on loopback, as the current user, with keys of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(mode=0o700)
        for key in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True)
        (folder / "authorized").write_text((folder / "user.pub").read_text())
        (folder / "home").mkdir()
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nStrictModes no\n"
            f"AuthorizedKeysFile {folder}/authorized\nPasswordAuthentication no\nUsePAM no\n"
            f'ForceCommand cd {folder}/home && sh -c "$SSH_ORIGINAL_COMMAND"\n'
        )
        self.start()

    def start(self) -> None:
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where root's sshd separates its privileges
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f", str(self.folder / "config")], stderr=log
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def logins(self) -> int:
        return (self.folder / "log").read_text().count("Accepted publickey")

    @property
    def via(self) -> str:
        words = ["ssh", "-F", "none", "-p", str(self.port), "-i", str(self.folder / "user"), "-o", "BatchMode=yes"]
        words += ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
        return shlex.join([*words, "127.0.0.1"])


@pytest.fixture
def sshd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sshd]:
    runtime = Path("/tmp", f"nw-{os.getpid()}-{time.monotonic_ns() % 10**9}")
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))  # shared connections end with the test
    server = Sshd(tmp_path / "sshd")
    try:
        yield server
    finally:
        close_shared(server)
        server.stop()
        shutil.rmtree(runtime, ignore_errors=True)


def close_shared(server: Sshd) -> None:
    prefix = shlex.split(server.via)
    line = link.command_line(prefix, ["true"])
    subprocess.run([*line[:-2], "-O", "exit", "127.0.0.1"], capture_output=True)


def test_a_device_behind_ssh_is_added_with_one_login_and_measures(sshd: Sshd) -> None:
    device = devices.add("host", sshd.via, NATIVE[0])
    space = nw.spaces.mobilenetv2()
    (latency,) = device.measure([space.reference], repeats=2, blocks=2)
    assert latency.median_ms > 0 and latency.engine == nw.engine_version()
    assert sshd.logins() == 1
    assert (sshd.folder / "home" / device.program).exists()


@pytest.mark.usefixtures("quick_draw")
def test_a_calibration_through_ssh_survives_a_lost_connection(sshd: Sshd, home: Path) -> None:
    device = devices.add("host", sshd.via, NATIVE[0])
    lost = []

    def cut(done: int, of: int, text: str) -> None:
        if done == 5 and not lost:
            lost.append(done)
            close_shared(sshd)  # every connection through it breaks

    done = device.calibrate(
        20, max_macs=500_000, blocks=2, repeats=2, patience=Patience(answer_s=60, first_pause_s=0.1), progress=cut
    )
    assert lost and len(done.networks) == 20 and len(stored("host")) == 20
    assert sshd.logins() == 2


def test_a_wrong_key_is_one_line(sshd: Sshd) -> None:
    (sshd.folder / "authorized").write_text("")
    with pytest.raises(nw.Error, match="Permission denied"):
        devices.add("host", sshd.via, NATIVE[0])


# -- qemu --------------------------------------------------------------------------------------------------------------


def test_the_program_for_the_pi_measures_under_qemu(home: Path) -> None:
    device = devices.add("emulated", shlex.join(EMULATOR))
    assert device.identity["architecture"] == "aarch64" and "neon" in device.identity["features"]
    net = nw.NetworkBuilder((3, 8, 8))
    model = nw.Model.initialised(net.finish(net.add(nw.Conv2d(8), net.input)))
    (latency,) = device.measure([model], repeats=1, blocks=1)
    assert latency.median_ms > 0 and latency.engine.startswith("XNNPACK")
