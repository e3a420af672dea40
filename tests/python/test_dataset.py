"""Data sets from arrays, and what every data set can do."""

import hashlib
import pickle

import numpy as np
import pytest

import narrows as nw

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (60, 32, 32, 3), dtype=np.uint8)
LABELS = np.arange(60) % 3


def arrays(**options):
    return nw.Dataset((IMAGES, LABELS), test=(IMAGES[:6], LABELS[:6]), **options)


def test_arrays_become_parts_with_a_stratified_validation_part():
    data = arrays(classes=["a", "b", "c"])
    assert (len(data.train), len(data.validation), len(data.test)) == (51, 9, 6)
    assert np.bincount(data.validation.labels).tolist() == [3, 3, 3]
    assert data.classes == ["a", "b", "c"]
    assert tuple(data.input_shape) == (3, 32, 32)
    assert np.array_equal(data.test.images, IMAGES[:6])
    joined = np.concatenate([data.train.images, data.validation.images]).reshape(60, -1)
    assert np.array_equal(np.unique(joined, axis=0), np.unique(IMAGES.reshape(60, -1), axis=0))


def test_the_same_seed_gives_the_same_split():
    assert arrays(seed=3).digest == arrays(seed=3).digest != arrays(seed=4).digest


def test_arrays_are_views_that_nobody_can_write_to():
    images = arrays().train.images
    assert not images.flags.writeable and not images.flags.owndata
    with pytest.raises(ValueError):
        images[0] = 0


def test_a_view_outlives_its_data_set():
    images = nw.Dataset((IMAGES, LABELS), validation_share=0).train.images
    assert np.array_equal(images, IMAGES)


def test_digits_are_padded_and_grey_stays_one_channel():
    digits = np.full((10, 28, 28), 9, np.uint8)
    data = nw.Dataset((digits, np.arange(10)), validation_share=0)
    assert data.train.images.shape == (10, 32, 32, 1)
    assert data.train.images[0, 1].max() == 0 and data.train.images[0, 2:30, 2:30].min() == 9
    assert data.preprocessing.resize == "pad"
    assert nw.Dataset((digits, np.arange(10)), size=28, validation_share=0).train.images.shape == (10, 28, 28, 1)


def test_a_size_resizes_all_parts():
    data = arrays(size=16, resize="stretch")
    assert data.train.images.shape[1:] == data.test.images.shape[1:] == (16, 16, 3)


def test_mean_and_deviation_are_those_of_the_training_part():
    data = arrays()
    pixels = data.train.images.reshape(-1, 3) / 255
    assert data.preprocessing.mean == pytest.approx(pixels.mean(0), abs=1e-6)
    assert data.preprocessing.std == pytest.approx(pixels.std(0), abs=1e-6)


def test_the_digest_can_be_worked_out_by_anybody():
    data = arrays(classes=["cat", "dog", "été"])
    digest = hashlib.sha256(b"3 cat\n3 dog\n5 " + "été".encode() + b"\n")
    for part in (data.train, data.validation, data.test):
        digest.update(f"3 x 32 x 32 x {len(part)}\n".encode())
        digest.update(part.labels.astype("<i4").tobytes() + part.images.tobytes())
    assert data.digest == digest.hexdigest()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nw.Dataset((IMAGES / 255, LABELS)), "images must be a uint8 array, got dtype float64"),
        (lambda: nw.Dataset((np.zeros((3, 8, 8, 4), np.uint8), [0, 1, 2])), "1 channel .* got shape .*; with a fourth"),
        (lambda: nw.Dataset((np.zeros((3, 8, 8, 5), np.uint8), [0, 1, 2])), "1 channel .* or 3 .* got shape"),
        (lambda: nw.Dataset((IMAGES[0, 0], LABELS)), "images must be images x rows x columns, .* got shape .32, 3"),
        (lambda: nw.Dataset((IMAGES, LABELS[:5])), "5 labels"),
        (lambda: nw.Dataset((IMAGES, LABELS - 1)), "labels must be from 0 to 2147483647, got -1 for image 0"),
        (lambda: nw.Dataset((IMAGES, LABELS * 0.5)), "labels must be a one-dimensional array of whole numbers"),
        (lambda: nw.Dataset(IMAGES), r"train must be a pair \(images, labels\)"),
        (lambda: arrays(classes=["a"]), "labels must be below the number of classes, 1, got 1 for training image 1"),
        (lambda: arrays(resize="bend"), "resize must be one of none, pad, stretch, crop, but is 'bend'"),
        (lambda: arrays(size=16), "image must be 16 x 16 because its preprocessing resizes nothing"),
        (lambda: arrays(validation_share=1), "validation_share"),
        (lambda: arrays().subset(0), "count must be from 1 to the number of training images, 51, got 0"),
        (lambda: nw.Dataset((IMAGES[:0], LABELS[:0])), "train must have at least one image"),
    ],
)
def test_wrong_arguments_are_refused_with_the_rule(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_labels_that_are_not_counted_from_0_name_their_classes():
    labels = np.array([0, 10, 20] * 20)
    data = nw.Dataset((IMAGES, labels), test=(IMAGES[:2], labels[:2]))
    assert data.classes == ["0", "10", "20"]
    assert data.test.labels.tolist() == [0, 1]
    assert nw.Dataset((IMAGES, LABELS + 1)).classes == ["1", "2", "3"]
    with pytest.raises(ValueError, match="test image 1 has the label 30, which no training image has"):
        nw.Dataset((IMAGES, labels), test=(IMAGES[:2], np.array([0, 30])))


def test_channels_may_stand_before_rows_as_torch_has_them():
    torch = pytest.importorskip("torch")
    turned = np.ascontiguousarray(IMAGES.transpose(0, 3, 1, 2))
    digest = nw.Dataset((IMAGES, LABELS)).digest
    assert nw.Dataset((turned, LABELS)).digest == digest
    assert nw.Dataset((torch.from_numpy(turned), torch.from_numpy(LABELS))).digest == digest


def test_small_and_missing_parts_are_remarked_on():
    data = nw.Dataset((IMAGES, LABELS))
    assert data.remarks == [
        "only 9 validation images: half of them right may be 23 to 77 % (95 % interval)",
        "no test images: accuracy on them is not measured",
    ]


def test_arrays_pickle_as_arrays():
    data = arrays(classes=["a", "b", "c"], name="mine")
    again = pickle.loads(pickle.dumps(data))
    assert (again.digest, again.name, again.classes) == (data.digest, "mine", ["a", "b", "c"])
    assert again.preprocessing == data.preprocessing


def test_subsets_are_nested():
    data = arrays()
    small = {image.tobytes() for image in data.subset(12).train.images}
    large = {image.tobytes() for image in data.subset(30).train.images}
    assert len(small) == 12 and small < large
    assert len(data.subset(12).test) == 6


def test_what_a_terminal_and_a_notebook_show():
    data = arrays(classes=["<a>", "b", "c"])
    assert repr(data) == "<Dataset 'arrays': 3 classes, images 3 x 32 x 32, 51 training, 9 validation, 6 test>"
    assert repr(data.train) == "<LabelledImages: 51 of 3 x 32 x 32>"
    page = data._repr_html_()
    assert "&lt;a&gt;" in page and page.count("data:image/png;base64,") == 3
