"""How the results of all checks are counted: nothing that should have run counts as passed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "run_all.py"
SPEC = importlib.util.spec_from_file_location("run_all", PATH)
run_all = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run_all)

REPORT = """<testsuites><testsuite><testcase name="a"/><testcase name="b"><skipped message="{reason}"/></testcase>
<testcase name="c"><failure message="wrong"/></testcase></testsuite></testsuites>"""


def counts(tmp_path: Path, reason: str) -> tuple[int, int, int]:
    report = tmp_path / "pytest.xml"
    report.write_text(REPORT.format(reason=reason))
    found = run_all.pytest_counts(report, succeeded=False)
    return found.passed, found.failed, len(found.skipped)


@pytest.mark.parametrize("reason", ["could not import 'torch'", "needs qemu", "there is no pandas"])
def test_a_test_skipped_for_a_missing_package_fails(tmp_path: Path, reason: str) -> None:
    assert counts(tmp_path, reason) == (1, 2, 0)


@pytest.mark.parametrize("reason", ["there is no GPU here", "the released results are not beside the repository"])
def test_a_test_that_needs_what_no_package_brings_is_named(tmp_path: Path, reason: str) -> None:
    assert counts(tmp_path, reason) == (1, 1, 1)


def test_a_run_that_ended_early_is_a_failure(tmp_path: Path) -> None:
    assert run_all.pytest_counts(tmp_path / "none.xml", succeeded=True).failed == 1
    assert run_all.doctest_counts("Segmentation fault", succeeded=False).failed == 1


def test_doctest_programs_are_added_up_and_their_skips_named() -> None:
    line = "3: [doctest] test cases:  {0} |  {0} passed | {1} failed | 0 skipped\n"
    output = line.format(7, 0) + "4: skipped: the released results are not beside the repository\n" + line.format(2, 1)
    found = run_all.doctest_counts(output, succeeded=False)
    assert (found.passed, found.failed, len(found.skipped)) == (9, 1, 1)
