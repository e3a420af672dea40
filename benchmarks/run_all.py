"""Runs the benchmarks of this folder, one after the other; each prints ratios against its peers.

Those that train for hours run only where they are named.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOURS = {"few_images", "halving", "headline", "recipe", "space_accuracy", "training_accuracy"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=HERE.parent / "build/dev")
    parser.add_argument("names", nargs="*", help="some of them, such as counting")
    arguments = parser.parse_args()
    programs = [path for path in sorted(HERE.glob("*.py")) if "def main(" in path.read_text()]
    scripts = [path for path in programs if path != Path(__file__).resolve()]
    failed = []
    for script in scripts:
        if script.stem not in (arguments.names or {each.stem for each in scripts} - HOURS):
            continue
        print(f"\n== {script.stem}", flush=True)
        if subprocess.run([sys.executable, str(script)]).returncode != 0:
            failed.append(script.stem)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
