"""The package as `pip install .` makes it, in an environment that has no torch."""

import json
import re
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import distribution
from pathlib import Path

import pybind11
import pytest
from packaging.requirements import Requirement

import narrows as nw
from narrows import _core

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BUILD_TOOLS = PROJECT["build-system"]["requires"]
NEEDED = PROJECT["project"]["dependencies"]


PROMISED = """
spaces SearchSpace Integer Choice Architecture Network NetworkBuilder Cost SamplingLaw Limit Band Flat Resource
GeneticLawOptimizer LawResult find_law check_space Model ModelInfo Preprocessing OnnxExporter InferenceSession
InferenceTimer Latency Classifier Recipe Trainer datasets Dataset ResultsStore search SearchRun paper Error
"""


def closure(requirements: list[str]) -> set[str]:
    """Names of distributions that the requirements lead to, as far as they are installed here."""
    names: set[str] = set()
    pending = list(requirements)
    while pending:
        requirement = Requirement(pending.pop())
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and requirement.name not in names:
            names.add(requirement.name)
            pending += distribution(requirement.name).requires or []
    return names


def link(names: set[str], place: Path) -> None:
    """Makes installed distributions visible in another environment, and nothing else."""
    for name in names:
        found = distribution(name)
        here = Path(found.locate_file(""))
        tops = {file.parts[0] for file in found.files if file.parts[0] not in {"..", "__pycache__"}}
        for top in tops:
            target = place / top
            if not target.exists() and (here / top).exists():
                target.symlink_to(here / top)


@pytest.fixture(scope="module")
def python() -> Path:
    """A new environment that has narrows and what it declares, installed by pip; what was compiled is kept."""
    folder = ROOT / "build/package-test"
    venv.create(folder / "environment", with_pip=True, symlinks=True, clear=True)
    executable = folder / "environment/bin/python"
    site = Path(
        subprocess.check_output([executable, "-c", "import site; print(site.getsitepackages()[0])"], text=True).strip()
    )
    link(closure([*BUILD_TOOLS, *NEEDED]), site)
    command = [executable, "-m", "pip", "install", ".", "--no-index", "--no-build-isolation", "--no-deps"]
    # --config-settings in full: Debian 12's own pip 23.0 does not know -C.
    settings = {"build-dir": "build/package"}
    # The flags, compiler and depth of the development build: its objects are in the compiler's cache.
    defined = {"NARROWS_WERROR": "ON", "CMAKE_CXX_COMPILER": "/usr/bin/c++", "pybind11_DIR": pybind11.get_cmake_dir()}
    settings |= {f"cmake.define.{name}": value for name, value in defined.items()}
    command += [
        "--disable-pip-version-check",
        *(f"--config-settings={name}={value}" for name, value in settings.items()),
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return executable


def run(python: Path, code: str, folder: Path) -> str:
    result = subprocess.run([python, "-c", code], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_installed_package_is_the_one_that_answers(python: Path, tmp_path: Path) -> None:
    place, version = run(python, "import narrows as nw; print(nw.__file__, nw.__version__)", tmp_path).split()
    assert Path(place).is_relative_to(python.parents[1]) and version == nw.__version__


def test_without_torch_it_finds_laws_exports_reads_times_and_classifies(python: Path, tmp_path: Path) -> None:
    code = """
import numpy as np, narrows as nw, importlib.util
assert importlib.util.find_spec("torch") is None
space = nw.spaces.mobilenetv2(input_shape=(1, 32, 32))
architecture = nw.find_law(space, nw.Limit("parameters", "50k"), seed=0).law.sample(1, seed=0)[0]
network = space.build(architecture)
how = nw.Preprocessing(shape=(1, 32, 32), resize="pad", order="L", mean=[0.5], std=[0.25])
info = nw.ModelInfo(preprocessing=how, classes=[f"class {i}" for i in range(10)], architecture=architecture.to_json())
nw.Model.initialised(network, seed=0).with_info(info).to_onnx("a.onnx")
assert nw.InferenceTimer().measure(nw.Model.from_onnx("a.onnx")).median_ms > 0
answers = nw.Classifier("a.onnx")(np.zeros((28, 28), np.uint8))
assert abs(sum(share for _, share in answers) - 1) < 1e-3
print(space.cost(architecture).parameters, len(answers))
"""
    parameters, classes = run(python, code, tmp_path).split()
    assert 25_000 <= int(parameters) < 50_000 and classes == "10"


def test_without_torch_it_trains_on_the_cpu_and_says_in_one_line_what_a_gpu_takes(python: Path, tmp_path: Path) -> None:
    code = """
import numpy as np, narrows as nw
images = np.random.default_rng(0).integers(0, 256, (64, 32, 32, 1), dtype=np.uint8)
data = nw.Dataset(train=(images, np.arange(64) % 2), validation=(images[:2], np.array([0, 1])))
space = nw.spaces.pnasnet(input_shape=(1, 32, 32), classes=2)
network = space.build(nw.find_law(space, nw.Limit("parameters", "2k"), seed=0).law.sample(1, seed=0)[0])
training = nw.Trainer(data, nw.Recipe(epochs=1, batch_size=32)).train(network)
print(training.train_on, len(training.history))
try:
    nw.Trainer(data, train_on="cuda")
except ImportError as error:
    print(error)
"""
    trained, message = run(python, code, tmp_path).strip().splitlines()
    assert trained == "cpu 1" and "pip install" in message and "torch" in message


def test_the_installed_command_runs(python: Path, tmp_path: Path) -> None:
    command = [python.parent / "narrows", "sample", "pnasnet", "--count", "1", "--json"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0 and json.loads(result.stdout)["parameters"] > 0, result.stderr


def test_type_information_and_the_page_s_template_are_in_the_package(python: Path, tmp_path: Path) -> None:
    place = Path(run(python, "import narrows; print(narrows.__path__[0])", tmp_path).strip())
    names = {str(path.relative_to(place)) for path in place.rglob("*")}
    assert {"py.typed", "_core/__init__.pyi", "report/report.html.jinja"} <= names
    assert not any(name.startswith("_training") and name.endswith(".so") for name in names)


def test_the_version_is_the_same_everywhere() -> None:
    declared = re.search(r"project\(narrows VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
    assert nw.__version__ == declared


def test_every_name_the_package_promises_is_there() -> None:
    names = set(dir(nw))
    promised = PROMISED.split()
    assert not [name for name in promised if name not in names]
    for name in promised:
        assert getattr(nw, name) is not None


# What only the package's own modules use.
INTERNAL = {
    "NetworkStep",
    "Paused",
    "PlannedLaw",
    "Schedule",
    "Scope",
    "SearchRunData",
    "calibration_networks",
    "cost_fields",
    "covering_networks",
    "cpu_backend",
    "fit_calibration",
    "fit_calibration_like",
    "machine_name",
    "make_plan",
    "planned_training",
    "prepare_dataset",
    "progress_after",
    "run_training",
    "steps_of",
    "times_by_kind",
    "torch_version",
    "write_file",
}


def test_the_package_shows_what_it_exports_by_name_and_loses_nothing_of_the_compiled_module() -> None:
    compiled = {name for name in dir(_core) if not name.startswith("_")}
    assert dir(nw) == sorted(nw.__all__) and len(set(nw.__all__)) == len(nw.__all__)
    assert compiled - set(nw.__all__) == INTERNAL
    assert not [name for name in nw.__all__ if not hasattr(nw, name)]
    assert "_LAZY" not in dir(nw) and "importlib" not in dir(nw)


def test_importing_the_package_loads_neither_torch_nor_matplotlib_nor_pandas() -> None:
    heavy = ("torch", "matplotlib", "pandas", "IPython", "typer")
    code = f"import sys, narrows; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
