"""In a program whose locale writes a decimal comma, as those with windows have in half of the world."""

import json
import os
import subprocess
import sys
from pathlib import Path

SOURCE = """comment_char %
escape_char /
LC_NUMERIC
decimal_point ","
thousands_sep "."
grouping 3;3
END LC_NUMERIC
LC_CTYPE
copy "POSIX"
END LC_CTYPE
LC_COLLATE
copy "POSIX"
END LC_COLLATE
LC_MONETARY
copy "POSIX"
END LC_MONETARY
LC_TIME
copy "POSIX"
END LC_TIME
LC_MESSAGES
copy "POSIX"
END LC_MESSAGES
"""

PROGRAM = """
import ctypes, json, locale, sys, tempfile
from pathlib import Path
import narrows as nw

if sys.argv[1] == "comma":
    locale.setlocale(locale.LC_ALL, "comma")
    text = ctypes.create_string_buffer(20)
    ctypes.CDLL(None).snprintf(text, 20, b"%.1f", ctypes.c_double(1.5))
    assert text.value == b"1,5", text.value

def message(function, *arguments, **options):
    try:
        function(*arguments, **options)
    except ValueError as error:
        return str(error)

space = nw.spaces.mobilenetv2()
law = nw.find_law(space, nw.Limit("parameters", "49.5k")).law
again = nw.SamplingLaw.from_json(law.to_json())
network = space.build(space.reference)
onnx = nw.OnnxExporter().to_bytes(nw.Model.initialised(network, seed=1).with_info(
    nw.ModelInfo(preprocessing=nw.Preprocessing((3, 32, 32), [0.25, 0.5, 0.75], [0.125, 0.25, 0.5], resize="crop"))))
with tempfile.TemporaryDirectory() as folder:
    nw.ResultsStore(str(Path(folder, "results.db"))).latencies("none")  # a new one, with all its tables
print(json.dumps([
    nw.parse_quantity("1.5M"),
    str(nw.Limit("parameters", "49.5k")),
    nw.find_law(space, nw.Flat("parameters", "10k", "1.5M")).message,
    nw.find_law(space, nw.Limit("parameters", "49.5k")).message,
    law.to_json(),
    [a.to_json() for a in again.sample(5, 1)],
    nw.Recipe(learning_rate=0.05).to_json(),
    message(nw.Recipe, learning_rate=-0.5),
    message(nw.accuracy_interval, 1.5, 3),
    nw.OnnxReader().from_bytes(onnx).info.preprocessing.to_json(),
    nw.paper.law(space, "L3").to_json(),
]))
"""


def answers(locale: str, folder: Path) -> list:
    environment = os.environ | {"LOCPATH": str(folder)}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, locale], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_numbers_are_read_and_written_the_same_with_a_decimal_comma(tmp_path):
    (tmp_path / "comma.source").write_text(SOURCE)
    subprocess.run(
        ["localedef", "-c", "-i", tmp_path / "comma.source", tmp_path / "comma"], check=False, capture_output=True
    )
    comma, point = answers("comma", tmp_path), answers("C", tmp_path)
    assert comma[0] == 1.5e6
    assert comma[1] == "<Limit: parameters in [24.75k, 49.5k)>"
    assert comma == point
