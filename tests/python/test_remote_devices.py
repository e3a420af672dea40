"""Devices behind a real sshd, and the Pi's program under qemu."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from device_fakes import stored
from device_program import EMULATOR, NATIVE

import narrows as nw
from narrows import devices
from narrows.devices import Patience, link

pytestmark = pytest.mark.usefixtures("home")


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


def test_the_program_for_the_pi_measures_under_qemu(home: Path) -> None:
    device = devices.add("emulated", shlex.join(EMULATOR))
    assert device.identity["architecture"] == "aarch64" and "neon" in device.identity["features"]
    net = nw.NetworkBuilder((3, 8, 8))
    model = nw.Model.initialised(net.finish(net.add(nw.Conv2d(8), net.input)))
    (latency,) = device.measure([model], repeats=1, blocks=1)
    assert latency.median_ms > 0 and latency.engine.startswith("XNNPACK")
