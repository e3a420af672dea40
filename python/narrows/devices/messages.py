"""What is said to narrows-device about a model, and what it answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from narrows import _core
from narrows.devices.link import Reply
from narrows.progress import OnProgress

Subject = _core.Model | _core.Network | _core.Architecture | str | Path


def described(subject: Subject) -> Reply:
    """A model as a request names it: small for an architecture, else the whole ONNX file."""
    if isinstance(subject, _core.Architecture) and subject.space in _core.spaces.names():
        return {"architecture": json.loads(subject.to_json())}
    model = model_of(subject)
    if isinstance(model, _core.Network):
        model = _core.Model.initialised(model)
    return {"onnx": base64.b64encode(_core.OnnxExporter().to_bytes(model)).decode()}


def model_of(subject: Subject) -> _core.Model | _core.Network:
    if isinstance(subject, str | Path):
        return _core.Model.from_onnx(str(subject))
    if isinstance(subject, _core.Architecture):
        return _core.spaces.get(subject.space).build(subject)
    return subject


def tell_block(progress: OnProgress, network: int, networks: int, block: int, blocks: int) -> None:
    """Blocks are measured in turn over the networks; those that are measured again come after all others."""
    of = networks * blocks
    again = "" if block < blocks else ", measured again"
    progress(min(block * networks + network + 1, of), of, f"block {min(block, blocks - 1) + 1} of {blocks}{again}")


def latency_of(answer: Reply) -> _core.Latency:
    try:
        return _core.Latency.from_dict(answer["latency"])
    except (KeyError, TypeError, RuntimeError) as error:
        raise _core.Error(f"the device's answer holds no latency: {str(answer)[:80]}") from error


def operators_of(answer: Reply) -> list[_core.OperatorTime]:
    """Where the time goes; empty where the device does not say."""
    return [_core.OperatorTime(**step) for step in answer.get("operators", [])]
