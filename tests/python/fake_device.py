"""A program that speaks the protocol of narrows-device and misbehaves: python fake_device.py FOLDER COMMAND.

FOLDER/script.json holds how ("deaths": numbers of the requests at which it dies, over all its lives; "hangs", "rubbish"
and "refuses" likewise; "slow_s": before each answer; "block_s": for each block; "pace", "probe_pace": times as long;
"governor", "disturbed", "cpu"). FOLDER/log holds a line for each request for a time that
was answered. Latencies follow from the architecture.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1])
SCRIPT: dict[str, Any] = {}


def identity() -> dict[str, Any]:
    return {
        "program": "narrows-device", "version": "0.1.0", "protocol": SCRIPT.get("protocol", 1),
        "cpu": SCRIPT.get("cpu", "Fake Pi"), "architecture": "aarch64", "cores": 4, "memory_bytes": 2**30,
        "features": ["neon"], "engine": "XNNPACK fake", "kernel": "1", "governor": "performance",
    }  # fmt: skip


def latency(model: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256(json.dumps(model, sort_keys=True).encode()).digest()
    ms = (1 + digest[0] / 256) * SCRIPT.get("pace", 1)
    figures = dict.fromkeys(("mean_ms", "median_ms", "min_ms", "p90_ms", "low_ms", "high_ms"), ms)
    engine = {"engine": "XNNPACK fake", "threads": request.get("threads", 1), "repeats": request.get("repeats", 10)}
    probes = {"compute_probe_ms": 0.02 * SCRIPT.get("probe_pace", 1), "memory_probe_ms": 0.03}
    machine = {"governor": SCRIPT.get("governor", ""), "disturbed": SCRIPT.get("disturbed", False)}
    return {"latency": {**figures, "std_ms": 0.0, **machine, **probes, **engine}}


def count() -> int:
    """Numbers the requests for times, over all lives of the program."""
    path = FOLDER / "count"
    number = int(path.read_text()) + 1 if path.exists() else 1
    path.write_text(str(number))
    return number


def misbehave(number: int) -> None:
    if number in SCRIPT.get("deaths", []) or number >= SCRIPT.get("dead_from", 10**9):
        sys.stderr.write("Connection to fake closed by remote host.\n")
        sys.stderr.flush()
        os._exit(255)
    if number in SCRIPT.get("hangs", []):
        time.sleep(3600)
    if number in SCRIPT.get("rubbish", []):
        print('{"id": 1, "latency', flush=True)
    if number in SCRIPT.get("stale", []):
        print('{"id": 0, "latency": {}}', flush=True)


def time_request(request: dict[str, Any]) -> dict[str, Any]:
    number = count()
    misbehave(number)
    if number in SCRIPT.get("refuses", []):
        return {"error": "not enough memory"}
    time.sleep(SCRIPT.get("slow_s", 0))
    with (FOLDER / "log").open("a") as log:
        log.write(json.dumps(request.get("architecture")) + "\n")
    if request.get("progress"):
        report(request)
    if "models" in request:
        return {"results": [latency(model, request) for model in request["models"]]}
    model = {key: request[key] for key in ("architecture", "onnx") if key in request}
    return latency(model, request)


def report(request: dict[str, Any]) -> None:
    for block in range(request["blocks"]):
        for network in range(len(request["models"])):
            of = {"networks": len(request["models"]), "blocks": request["blocks"]}
            now = {"network": network, "block": block, **of}
            print(json.dumps({"id": request["id"], "progress": now}), flush=True)
            time.sleep(SCRIPT.get("block_s", 0))


def read_script() -> None:
    SCRIPT.clear()
    SCRIPT.update(json.loads((FOLDER / "script.json").read_text()))


def main() -> None:
    read_script()
    if (FOLDER / "unreachable").exists():
        sys.exit("ssh: connect to host fake port 22: No route to host")
    words = sys.argv[2:]
    if words[0] in {"uname", "mkdir", "tar"}:
        if words[0] == "uname":
            print("aarch64", flush=True)
        else:
            sys.exit(subprocess.run(words, cwd=FOLDER).returncode)
        return
    if words[-1] == "identify":
        print(json.dumps(identity()))
        return
    for line in sys.stdin:
        read_script()
        request = json.loads(line)
        command = request["command"]
        answer = time_request(request) if command == "time" else identity() if command == "identify" else {}
        print(json.dumps({"id": request["id"], **answer}), flush=True)


if __name__ == "__main__":
    main()
