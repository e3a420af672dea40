"""Decoding and preparing images: the same pixels as Pillow, from arrays, bytes and paths."""

import io

import numpy as np
import pytest

import narrows as nw

Image = pytest.importorskip("PIL.Image")
ImageOps = pytest.importorskip("PIL.ImageOps")


def picture(height=47, width=83, channels=3):
    y, x = np.mgrid[:height, :width]
    waves = [127 + 120 * np.sin(x / (3 + c) + y / (5 - c)) for c in range(channels)]
    return np.stack(waves, -1).astype(np.uint8)


def encoded(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def wanted(channels, size, resize):
    return nw.Preprocessing((channels, *size), mean=[0.5] * channels, std=[0.5] * channels, resize=resize)


@pytest.mark.parametrize("size", [(32, 32), (64, 20), (100, 200), (1, 1)])
def test_stretching_equals_pillow(size):
    prepared = nw.prepare(picture(), wanted(3, size, "stretch"))
    expected = Image.fromarray(picture()).resize(size[::-1], Image.Resampling.BILINEAR)
    assert np.array_equal(prepared, np.asarray(expected))


@pytest.mark.parametrize("size", [(32, 32), (20, 64), (64, 20)])
def test_cropping_equals_pillow(size):
    prepared = nw.prepare(picture(), wanted(3, size, "crop"))
    expected = ImageOps.fit(Image.fromarray(picture()), size[::-1], Image.Resampling.BILINEAR)
    assert np.array_equal(prepared, np.asarray(expected))


def test_grey_from_colour_equals_pillow():
    grey = nw.prepare(picture(32, 32), wanted(1, (32, 32), "none"))
    assert np.array_equal(grey[:, :, 0], np.asarray(Image.fromarray(picture(32, 32)).convert("L")))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 2}, {"quality": 20}])
def test_jpegs_decode_as_in_pillow(options):
    data = encoded(Image.fromarray(picture()), "jpeg", **options)
    ours, theirs = nw.decode_image(data), np.asarray(Image.open(io.BytesIO(data)))
    assert np.abs(ours.astype(int) - theirs).max() <= 2


def test_a_cmyk_jpeg_becomes_rgb():
    flat = Image.new("RGB", (16, 16), (200, 100, 50))
    ours = nw.decode_image(encoded(flat.convert("CMYK"), "jpeg", quality=100))
    assert np.abs(ours.astype(int) - [200, 100, 50]).max() <= 4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_that_of_pillow(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(Image.fromarray(picture()), "jpeg", exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert np.abs(nw.decode_image(data).astype(int) - expected).max() <= 2


@pytest.mark.parametrize(
    ("mode", "options"),
    [("L", {}), ("RGB", {}), ("RGBA", {}), ("P", {}), ("1", {}), ("LA", {}), ("I;16", {})],
)
def test_pngs_of_all_kinds_decode(mode, options):
    image = Image.fromarray(picture(channels=1)[:, :, 0])
    image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257) if mode == "I;16" else image.convert(mode)
    ours = nw.decode_image(encoded(image, "png", **options))
    colour = mode in {"RGB", "RGBA", "P"}
    expected = picture(channels=1)[:, :, 0] if mode == "I;16" else np.asarray(image.convert("RGB" if colour else "L"))
    assert ours.shape == (47, 83, 3 if colour else 1)
    assert np.array_equal(ours.squeeze(), expected)


def test_arrays_bytes_paths_and_pillow_images_prepare_alike(tmp_path):
    image = Image.fromarray(picture())
    (tmp_path / "picture").write_bytes(encoded(image, "png"))
    as_wanted = wanted(3, (32, 32), "crop")
    expected = nw.prepare(picture(), as_wanted)
    for source in (image, tmp_path / "picture", str(tmp_path / "picture"), encoded(image, "png")):
        assert np.array_equal(nw.prepare(source, as_wanted), expected)


def test_wrong_sources_are_refused(tmp_path):
    as_wanted = wanted(3, (32, 32), "crop")
    with pytest.raises(ValueError, match="image must be a uint8 array, got dtype float64"):
        nw.prepare(np.zeros((32, 32)), as_wanted)
    with pytest.raises(ValueError, match="image must have 1 or 3 channels"):
        nw.prepare(np.zeros((32, 32, 4), np.uint8), as_wanted)
    with pytest.raises(ValueError, match="source must be bytes or the path of a file"):
        nw.decode_image(7)
    with pytest.raises(nw.Error, match=r"none\.jpg: cannot be opened"):
        nw.decode_image(tmp_path / "none.jpg")
    with pytest.raises(nw.Error, match="HEIC images are not read; convert it"):
        nw.decode_image(b"\0\0\0\x18ftypheic")
