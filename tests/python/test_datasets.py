"""Data sets from files."""

import gzip
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

import narrows as nw

Image = pytest.importorskip("PIL.Image")
FASHION = "/usr/share/datasets/fashion-mnist"


def write_images(folder, count=4, classes=("cat", "dog"), size=(40, 30)):
    rng = np.random.default_rng(1)
    for name in classes:
        (folder / name).mkdir(parents=True)
        for i in range(count):
            pixels = rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{i}.png")


def test_fashion_mnist_loads_by_name_and_pickles_as_its_place():
    data = nw.datasets.load("fashion-mnist", "/usr/share/datasets")
    assert (len(data.train), len(data.validation), len(data.test)) == (51000, 9000, 10000)
    pickled = pickle.dumps(data)
    assert len(pickled) < 1000
    assert pickle.loads(pickled).digest == data.digest


def test_pixels_equal_those_numpy_reads():
    with gzip.open(f"{FASHION}/t10k-images-idx3-ubyte.gz") as file:
        raw = np.frombuffer(file.read(), np.uint8, offset=16)
    data = nw.datasets.load("fashion-mnist", FASHION)
    assert np.array_equal(data.test.images[:, 2:30, 2:30, 0], raw.reshape(-1, 28, 28))


def test_a_folder_loads_what_pillow_gives(tmp_path):
    ops = pytest.importorskip("PIL.ImageOps")
    write_images(tmp_path)
    data = nw.datasets.from_folder(tmp_path, validation_share=0, test_share=0)
    for index, path in enumerate(sorted(tmp_path.glob("*/*.png"))):
        fitted = ops.fit(Image.open(path), (32, 32), Image.Resampling.BILINEAR)
        assert np.array_equal(data.train.images[index], np.asarray(fitted))


def test_a_data_set_of_a_folder_that_changed_does_not_unpickle(tmp_path):
    write_images(tmp_path)
    pickled = pickle.dumps(nw.datasets.load(tmp_path).subset(3))
    assert len(pickle.loads(pickled).train) == 3
    Image.new("RGB", (32, 32)).save(tmp_path / "cat" / "0.png")
    with pytest.raises(nw.Error, match="the data set has changed since"):
        pickle.loads(pickled)


def test_errors_name_the_file(tmp_path):
    with pytest.raises(nw.Error, match=r"CIFAR-10 is not here: unpack .* in"):
        nw.datasets.load("cifar10", tmp_path)
    with pytest.raises(ValueError, match="data set must be the path of a folder"):
        nw.datasets.load("no such data set")
    write_images(tmp_path)
    (tmp_path / "cat" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing more")
    with pytest.raises(nw.Error, match=r"broken\.jpg: broken JPEG"):
        nw.datasets.from_folder(tmp_path)


def test_known_data_sets_say_where_to_put_them(tmp_path):
    names = {entry.name: entry for entry in nw.datasets.known(tmp_path)}
    assert {"cifar10", "fashion-mnist", "flowers102", "gtsrb", "places365", "quickdraw"} <= set(names)
    assert (names["gtsrb"].classes, names["gtsrb"].training_images, names["gtsrb"].test_images) == (43, 39209, 12630)
    assert str(tmp_path / "svhn") in names["svhn"].where and names["svhn"].folder == ""


def test_progress_ends_at_the_total_and_an_exception_in_it_ends_loading(tmp_path):
    write_images(tmp_path)
    seen = []
    nw.datasets.from_folder(tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 8) and seen[-1] == (8, 8)

    def fail(done, total):
        raise RuntimeError("stop here")

    with pytest.raises(RuntimeError, match="stop here"):
        nw.datasets.from_folder(tmp_path, progress=fail)


def test_ctrl_c_ends_loading(tmp_path):
    write_images(tmp_path, count=1)
    data = io.BytesIO()
    Image.effect_noise((3000, 3000), 50).save(data, "png")
    for i in range(40):
        (tmp_path / "cat" / f"large{i}.png").write_bytes(data.getvalue())
    script = f"""
        import narrows as nw
        print("begun", flush=True)
        nw.datasets.from_folder({str(tmp_path)!r}, threads=1)
        print("loaded", flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in err and "loaded" not in out
    assert time.monotonic() - began < 10


def test_the_command_lists_shows_and_checks(tmp_path, capsys):
    from narrows.cli import main

    assert main(["data", "list", "--root", "/usr/share/datasets", "--json"]) == 0
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows["fashion-mnist"]["folder"] == FASHION and rows["svhn"]["folder"] is None
    write_images(tmp_path)
    assert main(["data", "show", str(tmp_path)]) == 0
    assert "cat" in capsys.readouterr().out
    assert main(["data", "check", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == nw.datasets.load(tmp_path).digest
    (tmp_path / "dog" / "0.png").write_bytes(b"")
    assert main(["data", "check", str(tmp_path)]) == 1
    assert "dog/0.png: empty file" in capsys.readouterr().err


def test_images_that_cannot_be_read_are_skipped_and_named(tmp_path):
    write_images(tmp_path)
    (tmp_path / "cat" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing more")
    data = nw.datasets.load(tmp_path, on_bad="skip")
    assert len(data.train) + len(data.validation) + len(data.test) == 8
    (line,) = data.skipped
    assert line.startswith(str(tmp_path / "cat" / "broken.jpg: broken JPEG"))
    assert any(remark.startswith("1 image cannot be read and is left out") for remark in data.remarks)
    assert pickle.loads(pickle.dumps(data)).skipped == data.skipped
    with pytest.raises(ValueError, match="on_bad must be one of stop, skip, but is 'ask'"):
        nw.datasets.load(tmp_path, on_bad="ask")


def test_a_frame_makes_a_data_set(tmp_path):
    pd = pytest.importorskip("pandas")
    write_images(tmp_path)
    files = sorted(path.relative_to(tmp_path) for path in tmp_path.glob("*/*.png"))
    rows = [
        {"file": str(path), "digit": i % 2 + 9, "use": "test" if i >= 6 else "train"} for i, path in enumerate(files)
    ]
    frame = pd.DataFrame(rows)
    data = nw.datasets.from_frame(frame, tmp_path, path="file", label="digit", part="use", validation_share=0)
    assert data.classes == ["9", "10"]
    assert (len(data.train), len(data.test)) == (6, 2)
    frame["file"] = [str(tmp_path / path) for path in files]
    placed = nw.datasets.from_frame(frame, path="file", label="digit", part="use", validation_share=0)
    assert placed.digest == data.digest
    with pytest.raises(ValueError, match="frame must have the columns path, label, lacks path, label"):
        nw.datasets.from_frame(frame)
    frame.loc[3, "digit"] = None
    with pytest.raises(ValueError, match="no empty cells in file, digit, row 3 has"):
        nw.datasets.from_frame(frame, path="file", label="digit")


class Items:
    """What torch calls a map-style data set."""

    def __init__(self, items, classes=None):
        self.items = items
        if classes is not None:
            self.classes = classes

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


def test_a_data_set_of_torch_makes_a_data_set(tmp_path):
    torch = pytest.importorskip("torch")
    write_images(tmp_path, size=(32, 32))
    paths = sorted(tmp_path.glob("*/*.png"))
    pictures = [Image.open(path) for path in paths]
    labels = [int(path.parent.name == "dog") for path in paths]
    expected = nw.datasets.load(tmp_path, validation_share=0, test_share=0)
    bytes_of = [torch.from_numpy(np.array(picture)) for picture in pictures]
    floats_of = [tensor.permute(2, 0, 1).float() / 255 for tensor in bytes_of]
    for images in (pictures, bytes_of, floats_of):
        items = Items(list(zip(images, labels, strict=True)), ["cat", "dog"])
        assert nw.datasets.from_torch(items, validation_share=0, name=expected.name) == expected
    tensors = torch.utils.data.TensorDataset(torch.stack(floats_of), torch.tensor(labels))
    data = nw.datasets.from_torch(tensors, test=tensors, validation_share=0)
    assert data.classes == ["0", "1"] and np.array_equal(data.test.images, expected.train.images)
    with pytest.raises(ValueError, match="train: image 0: floats must be from 0 to 1; leave out Normalize"):
        nw.datasets.from_torch(Items([(floats_of[0] * 2 - 1, 0)]))


def test_images_of_torch_are_cropped_as_those_of_a_folder(tmp_path):
    write_images(tmp_path, size=(50, 40))
    paths = sorted(tmp_path.glob("*/*.png"))
    items = Items([(Image.open(path), int(path.parent.name == "dog")) for path in paths], ["cat", "dog"])
    data = nw.datasets.from_torch(items, validation_share=0, name=tmp_path.name)
    assert data == nw.datasets.load(tmp_path, validation_share=0, test_share=0)
    assert data.preprocessing == nw.datasets.load(tmp_path, validation_share=0, test_share=0).preprocessing


def test_digits_and_signs_are_not_mirrored():
    from narrows.search.arguments import read_recipe

    assert [nw.datasets.usual_flip(name) for name in ("svhn", "gtsrb", "mnist", "cifar10", "photos")] == [
        0,
        0,
        0,
        0.5,
        0.5,
    ]
    assert read_recipe(None, 3, "svhn") == nw.Recipe(epochs=3, flip=0)
    assert read_recipe(None, None, "photos") == nw.Recipe()
    assert read_recipe(nw.Recipe(flip=0.25), None, "svhn").flip == 0.25
