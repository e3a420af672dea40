"""How a search is typed again: what its report says where the search was started from a program."""

from __future__ import annotations

import json
import shlex
from typing import Any

from narrows import _core, datasets, recipes

# Of the command line, for limits on these resources.
LIMITS = {
    "parameters": "--max-parameters",
    "macs": "--max-macs",
    "weight_bytes": "--max-weight-bytes",
    "peak_activation_bytes": "--max-activation-bytes",
    "latency": "--max-latency",
}
USUAL = {"choose": "auto", "spend": "full", "select_on": "validation", "subset": 0, "hours": 0}
NO_OPTION = {"milestones", "nesterov", "alternate_flips", "average_last"}  # no option of the command line sets these


def repeat_command(options: dict[str, Any], source: str = "") -> str:
    """What to type for a search that was started from a program: a command where one can say it, else the call."""
    options = options | {"data": data_argument(options["data"], source)}
    known = set(options["spaces"]) <= set(_core.spaces.names())
    limited = "max_latency" in options
    said = all(
        target["kind"] == "limit" and target["resource"] in LIMITS and (target["resource"] != "latency" or limited)
        for target in options["targets"]
    )
    said = said and base_of(options["recipe"]) != "" and options.get("choose") != "proposer"
    return command_line(options) if known and said else python_call(options)


def data_argument(name: str, source: str) -> str:
    """The name of a data set that has one, else its folder."""
    known = {entry.name for entry in datasets.known()}
    return name if name in known or not source else str(json.loads(source).get("folder", name))


def fields_of(recipe: _core.Recipe) -> dict[str, Any]:
    return {name: getattr(recipe, name) for name, kind in vars(_core.Recipe).items() if isinstance(kind, property)}


def changed(recipe: dict[str, Any], base: str = "paper") -> dict[str, Any]:
    """The fields in which a recipe, as a search stores it, differs from one that has a name."""
    usual = fields_of(recipes.named(base))
    fields = fields_of(_core.Recipe.from_json(json.dumps(recipe)))
    return {name: value for name, value in fields.items() if value != usual[name]}


def base_of(recipe: dict[str, Any]) -> str:
    """The recipe from which options of the command line lead to this one; empty if none does."""
    return next((base for base in recipes.NAMED if not changed(recipe, base).keys() & NO_OPTION), "")


def unusual(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name, usual in USUAL.items() if options.get(name, usual) != usual}


def plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def python_call(options: dict[str, Any]) -> str:
    """Spaces and resources of the program's own stand by their names."""
    known = set(_core.spaces.names())
    spaces = ", ".join(repr(name) if name in known else name for name in options["spaces"])
    targets = ", ".join(map(python_target, options["targets"]))
    arguments = [repr(options["data"]), f"[{spaces}]", f"targets=[{targets}]"]
    arguments += [f"{name}={options[name]!r}" for name in ("candidates", "train", "seed")]
    recipe = ", ".join(f"{name}={value!r}" for name, value in changed(options["recipe"]).items())
    arguments += [f"recipe=nw.Recipe({recipe})"] if recipe else []
    arguments += [f"{name}={value!r}" for name, value in unusual(options).items()]
    call = f"nw.search({', '.join(arguments)})"
    return call.replace("choose='proposer'", "proposer=…")


def python_target(target: dict[str, Any]) -> str:
    resource = repr(target["resource"]) if target["resource"] in LIMITS else target["resource"]
    bounds = [target["high"]] if target["kind"] == "limit" else [target["low"], target["high"]]
    return f"nw.{target['kind'].capitalize()}({', '.join([resource, *map(plain, bounds)])})"


def command_line(options: dict[str, Any]) -> str:
    words = ["narrows", "search", "--data", options["data"]]
    for space in options["spaces"]:
        words += ["--space", space]
    for target in options["targets"]:
        words += [LIMITS[target["resource"]], plain(target["high"]) + target.get("unit", "").replace("B", "")]
    if "max_latency" in options:
        words += ["--device", options["max_latency"]["device"]]
    words += ["--candidates", str(options["candidates"]), "--train", str(options["train"])]
    words += ["--epochs", str(options["recipe"]["epochs"]), "--seed", str(options["seed"])]
    return shlex.join(words + recipe_words(options["recipe"]) + option_words(unusual(options)))


def recipe_words(recipe: dict[str, Any]) -> list[str]:
    """All but the epochs."""
    base = base_of(recipe)
    given = {name: value for name, value in changed(recipe, base).items() if name != "epochs"}
    flags = ["--balance"] if given.pop("balance", False) else []
    return flags + (["--recipe", base] if base != "paper" else []) + option_words(given)


def option_words(options: dict[str, Any]) -> list[str]:
    return [word for name, value in options.items() for word in ("--" + name.replace("_", "-"), str(value))]
