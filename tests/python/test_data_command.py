"""`narrows data`, and the options of reading data that commands share."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import numpy as np
import pytest

import narrows as nw
from narrows import published_digests
from narrows.cli import main

Image = pytest.importorskip("PIL.Image")


def waves(seed: int, size: tuple[int, int] = (60, 40)) -> Image.Image:
    """A smooth picture of its own, as photographs are smooth."""
    y, x = np.mgrid[: size[1], : size[0]]
    phases = np.random.default_rng(seed).uniform(0, 6, 3)
    values = [127 + 120 * np.sin(x / (4 + seed % 7) + y / (3 + seed % 5) + phase) for phase in phases]
    return Image.fromarray(np.stack(values, -1).astype(np.uint8))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """12 and 3 training images, 2 and 2 test images, of which one is a training image made smaller; one broken."""
    for part, counts in {"train": (12, 3), "test": (1, 2)}.items():
        for name, count in zip(("cat", "dog"), counts, strict=True):
            folder = tmp_path / "photos" / part / name
            folder.mkdir(parents=True)
            for i in range(count):
                waves(100 * (part == "test") + 50 * (name == "dog") + i).save(folder / f"{i}.png")
    waves(3).resize((45, 30)).save(tmp_path / "photos/test/cat/again.jpg", quality=85)
    (tmp_path / "photos/train/dog/broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing more")
    return tmp_path / "photos"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["data", *words]) == 0
    return capsys.readouterr().out


def test_info_says_what_is_there_and_what_to_look_at(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = " ".join(run(capsys, "info", str(photos)).split())
    assert "19 images of 2 classes" in out
    assert "width 45 to 60 (median 60), height 30 to 40" in out
    assert "1 image cannot be read; on_bad='skip' leaves them out" in out
    assert "1 pair of the same or nearly the same picture in different parts: accuracies flatter" in out
    assert "train/cat/3.png" in out and "test/cat/again.jpg" in out
    assert "fewer than 10 training images: dog" in out
    assert "broken.jpg: broken JPEG" in out


def test_info_as_json_and_as_a_page(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    told = json.loads(run(capsys, "info", str(photos), "--json", "--html", str(page), "--preview", "32,64"))
    assert told["classes"][1] == {"class": "dog", "training": 3, "test": 2}
    assert told["same"] == [] and len(told["alike"]) == 1
    text = page.read_text()
    assert "as seen at 32 x 32" in text and "as seen at 64 x 64" in text and "nearly the same" in text
    assert text.count("data:image/png") > 20 and "http" not in text


def test_info_names_classes_too_small_for_every_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, count in {"cat": 2, "dog": 3}.items():
        (tmp_path / name).mkdir()
        for i in range(count):
            waves(10 * (name == "dog") + i).save(tmp_path / name / f"{i}.png")
    out = " ".join(run(capsys, "info", str(tmp_path)).split())
    assert "too few images for one in each part, which takes 3: cat" in out


def test_wrong_sizes_of_previews_are_refused(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "info", str(photos), "--preview", "32,big"]) == 2
    assert "expected sizes from 1 to 512 such as 32,64,96, found '32,big'" in capsys.readouterr().err


def test_show_skips_what_cannot_be_read_and_writes_a_sheet(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "show", str(photos)]) == 1
    assert "broken.jpg: broken JPEG" in capsys.readouterr().err
    sheet = tmp_path / "sheet.html"
    out = run(capsys, "show", str(photos), "--on-bad", "skip", "--size", "64", "--html", str(sheet))
    assert "images 3 x 64 x 64" in out and "1 image cannot be read and is left out" in " ".join(out.split())
    assert "data:image/png" in sheet.read_text()


def test_list_and_stats_name_the_sets_of_the_paper(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in run(capsys, "list", "--root", str(tmp_path), "--json").splitlines()]
    gtsrb = next(row for row in rows if row["name"] == "gtsrb")
    assert (gtsrb["classes"], gtsrb["training"], gtsrb["test"], gtsrb["here"]) == (43, 39209, 12630, False)
    assert "GTSRB_Final_Training_Images.zip" in gtsrb["where"] and str(tmp_path / "gtsrb") in gtsrb["where"]
    stats = [json.loads(line) for line in run(capsys, "stats", "--root", str(tmp_path), "--json").splitlines()]
    assert {row["name"] for row in stats} >= {"GTSRB", "flowers102", "QuickDraw"}


def test_labels_of_a_file_decide_what_check_reads(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv = tmp_path / "labels.csv"
    csv.write_text("path,label\n" + "".join(f"train/cat/{i},{'ab'[i % 2]}\n" for i in range(8)))
    assert "2 classes" in run(capsys, "check", str(photos), "--labels", str(csv))


@pytest.mark.parametrize("size", [64, 96])
def test_a_search_takes_larger_images_and_lists_what_it_skips(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    pytest.importorskip("torch")
    out = tmp_path / "run"
    words = ["search", "--data", str(photos), "--max-parameters", "30k", "--smoke", "--out", str(out)]
    assert main([*words, "--size", str(size), "--on-bad", "skip"]) == 0
    assert (out / "skipped.txt").read_text().count("broken.jpg: broken JPEG") == 1
    assert "1 image cannot be read and is left out" in (out / "search.json").read_text()
    model = nw.Model.from_onnx(str(next((out / "models").glob("*.onnx"))))
    assert model.info.preprocessing.shape == nw.Shape(3, size, size)


def test_check_names_a_file_that_is_not_as_published(tmp_path, monkeypatch, capsys) -> None:
    folder = tmp_path / "svhn"
    folder.mkdir()
    for name in ("train_32x32.mat", "test_32x32.mat"):
        (folder / name).write_bytes(name.encode())
    md5 = hashlib.md5(b"test_32x32.mat").hexdigest()
    monkeypatch.setitem(published_digests.PUBLISHED["svhn"], "test_32x32.mat", md5)
    assert main(["data", "check", "svhn", "--root", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "train_32x32.mat: not as published: expected MD5 e26dedcc434d2e4c54c9b2d4a06d8373, found " in error
    assert "svhn: 1 of 2 files are not as they were published" in error


def test_archives_beside_a_data_set_are_checked_and_idx_files_compressed_anew_are_not(tmp_path) -> None:
    (tmp_path / "cifar-10-binary.tar.gz").write_bytes(b"cut off")
    (tmp_path / "cifar-10-batches-bin").mkdir()
    (found,) = published_digests.check("cifar10", str(tmp_path / "cifar-10-batches-bin"))
    assert not found.right and found.path == str(tmp_path / "cifar-10-binary.tar.gz")
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"other bytes, the same content")
    assert published_digests.check("mnist", str(tmp_path)) == []


def test_the_cache_is_listed_with_its_state_and_cleared(photos: Path, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert "Nothing is kept in " in run(capsys, "cache")
    time.sleep(0.15)  # files written this very moment are not kept
    options = {"on_bad": "skip", "cache": "always"}
    data = nw.datasets.load(photos, **options)
    assert nw.datasets.load(photos, **options, memory="1KiB").digest == data.digest
    (row,) = map(json.loads, run(capsys, "cache", "--json").splitlines())
    assert (row["name"], row["whole"], row["problem"]) == ("photos", True, None)
    kept = Path(row["path"])
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    assert not json.loads(run(capsys, "cache", "--json"))["whole"]
    again = nw.datasets.load(photos, **options)
    assert again.digest == data.digest and any("was damaged" in remark for remark in again.remarks)
    assert nw.datasets.load(photos, **options) == data
    assert "MiB removed from" in run(capsys, "cache", "--clear")
    assert nw.datasets.cached() == [] and nw.datasets.load(photos, **options) == data


@pytest.mark.parametrize("options", [{"cache": "yes"}, {"memory": -1}, {"memory": "much"}])
def test_a_wrong_cache_or_memory_is_a_value_error(photos: Path, options) -> None:
    with pytest.raises(ValueError, match=r"cache must be |memory must be at least 0|much"):
        nw.datasets.load(photos, **options)
