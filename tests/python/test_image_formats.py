"""WebP, GIF, BMP and TIFF: the same pixels as Pillow, whatever kind of file it writes."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import narrows as nw

Image = pytest.importorskip("PIL.Image")
SEEDS = Path(__file__).parents[1] / "datasets/seeds"


def picture(mode: str, height: int = 47, width: int = 83) -> Any:
    y, x = np.mgrid[:height, :width]
    waves = [127 + 120 * np.sin(x / (3 + c) + y / (5 - c)) for c in range(3)]
    image = Image.fromarray(np.stack(waves, -1).astype(np.uint8))
    if mode.endswith("A"):
        image.putalpha(Image.fromarray((x * 3 % 256).astype(np.uint8)))
    return image.convert(mode)


def encoded(image: Any, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def by_pillow(data: bytes, channels: int) -> np.ndarray:
    """The first frame on white, upright."""
    image = Image.open(io.BytesIO(data))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB" if channels == 3 else "L")).reshape(image.size[1], image.size[0], channels)


def check(data: bytes, channels: int, tolerance: int = 1) -> None:
    ours = nw.decode_image(data)
    theirs = by_pillow(data, channels)
    assert ours.shape == theirs.shape
    assert np.abs(ours.astype(int) - theirs).max() <= tolerance


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 80}, {"quality": 10}])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_webp_decodes_as_in_pillow(mode: str, options: dict[str, Any]) -> None:
    check(encoded(picture(mode), "webp", **options), 3)


def test_of_an_animated_webp_the_first_frame_is_read() -> None:
    frames = [picture("RGBA"), picture("RGBA").rotate(180)]
    data = encoded(frames[0], "webp", save_all=True, append_images=frames[1:], lossless=True)
    assert b"ANMF" in data
    check(data, 3)


@pytest.mark.parametrize("kind", ["webp", "png"])
def test_orientation_in_exif_is_applied(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    options = {"lossless": True} if kind == "webp" else {}
    turned = nw.decode_image(encoded(picture("RGB"), kind, exif=exif, **options))
    assert np.array_equal(turned, np.asarray(picture("RGB").rotate(-90, expand=True)))


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("1", 1), ("P", 3), ("RGB", 3), ("RGBA", 3)])
@pytest.mark.parametrize("interlace", [0, 1])
def test_gif_decodes_as_in_pillow(mode: str, channels: int, interlace: int) -> None:
    check(encoded(picture(mode), "gif", interlace=interlace), channels)


def test_a_large_gif_fills_its_table_of_codes() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 300), dtype=np.uint8)
    check(encoded(Image.fromarray(noise), "gif"), 1, 0)


def test_of_an_animated_gif_the_first_frame_is_read() -> None:
    frames = [picture("P"), picture("P").rotate(180)]
    check(encoded(frames[0], "gif", save_all=True, append_images=frames[1:]), 3)


def test_a_gif_whose_first_frame_is_smaller_lies_on_white() -> None:
    data = bytearray(encoded(Image.new("L", (4, 3), 7), "gif"))
    frame = data.index(b"\x2c\0\0\0\0")
    data[6:10] = struct.pack("<HH", 10, 8)  # the picture's size
    data[frame + 1 : frame + 5] = struct.pack("<HH", 5, 2)  # the frame's place
    expected = np.full((8, 10, 1), 255, np.uint8)
    expected[2:5, 5:9] = 7
    assert np.array_equal(nw.decode_image(bytes(data)), expected)


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("1", 1), ("P", 3), ("RGB", 3), ("RGBA", 3)])
def test_bmp_decodes_as_in_pillow(mode: str, channels: int) -> None:
    for width in (83, 84, 85, 86):
        check(encoded(picture(mode, width=width), "bmp"), channels, 1 if mode == "RGBA" else 0)


def bmp(width: int, height: int, bits: int, packing: int, behind: bytes, pixels: bytes, colours: int = 0) -> bytes:
    offset = 54 + len(behind)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, packing, len(pixels), 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + header + behind + pixels


def test_bmp_of_16_bits_upside_down_and_in_runs() -> None:
    reds = bmp(2, 1, 16, 0, b"", struct.pack("<HH", 0x7C00, 0x001F))
    assert nw.decode_image(reds).tolist() == [[[255, 0, 0], [0, 0, 255]]]
    masked = bmp(1, -2, 16, 3, struct.pack("<III", 0xF800, 0x07E0, 0x001F), struct.pack("<HHHH", 0x07E0, 0, 0xF800, 0))
    assert nw.decode_image(masked).tolist() == [[[0, 255, 0]], [[255, 0, 0]]]
    greys = b"".join(bytes([17 * i] * 3 + [0]) for i in range(16))
    runs = bmp(4, 2, 8, 1, greys, bytes([4, 3, 0, 0, 0, 3, 1, 2, 5, 0, 1, 15, 0, 1]), 16)
    check(runs, 1, 0)
    assert nw.decode_image(runs)[:, :, 0].tolist() == [[17, 34, 85, 255], [51, 51, 51, 51]]
    nibbles = bmp(4, 1, 4, 2, greys, bytes([3, 0x12, 1, 0x90, 0, 1]), 16)
    assert nw.decode_image(nibbles)[:, :, 0].tolist() == [[17, 34, 17, 153]]


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize(
    ("mode", "channels"), [("L", 1), ("1", 1), ("P", 3), ("RGB", 3), ("RGBA", 3), ("CMYK", 3), ("LA", 1)]
)
def test_tiff_decodes_as_in_pillow(mode: str, channels: int, compression: str | None) -> None:
    check(encoded(picture(mode), "tiff", compression=compression), channels)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_tiff_with_differences_decodes_as_in_pillow(mode: str, compression: str) -> None:
    check(encoded(picture(mode), "tiff", compression=compression, tiffinfo={317: 2}), 3 if mode != "L" else 1)


def test_tiff_of_16_bits_becomes_8() -> None:
    deep = np.arange(47 * 83, dtype=np.uint16).reshape(47, 83) * 16
    for order in ("<u2", ">u2"):
        data = encoded(Image.fromarray(deep.astype(order)), "tiff")
        assert np.abs(nw.decode_image(data)[:, :, 0] - deep / 257).max() <= 0.5


def tiff(fields: dict[int, tuple[int, list[int]]], blocks: list[bytes], order: str) -> bytes:
    """A TIFF of such fields (type 3: two bytes, 4: four), whose blocks have their places in `fields` as indices."""
    at, places, body = 8, [], b""
    for block in blocks:
        places.append(at + len(body))
        body += block + b"\0" * (len(block) % 2)
    entries, behind = b"", b""
    directory = at + len(body)
    end = directory + 2 + 12 * len(fields) + 4
    for tag, (kind, numbers) in sorted(fields.items()):
        numbers = [places[i] for i in numbers] if tag in (273, 324) else numbers
        packed = struct.pack(f"{order}{len(numbers)}{'HI'[kind - 3]}", *numbers)
        value = packed.ljust(4, b"\0") if len(packed) <= 4 else struct.pack(order + "I", end + len(behind))
        behind += packed if len(packed) > 4 else b""
        entries += struct.pack(order + "HHI", tag, kind, len(numbers)) + value
    magic = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, directory)
    return magic + body + struct.pack(order + "H", len(fields)) + entries + b"\0\0\0\0" + behind


@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff_in_tiles_and_in_planes(order: str) -> None:
    image = np.asarray(picture("RGB", 20, 40))
    tiles = []
    for y in (0, 16):
        for x in (0, 16, 32):
            tile = np.zeros((16, 16, 3), np.uint8)
            part = image[y : y + 16, x : x + 16]
            tile[: part.shape[0], : part.shape[1]] = part
            tiles.append(tile.tobytes())
    size = {256: (3, [40]), 257: (3, [20]), 258: (3, [8, 8, 8]), 259: (3, [1]), 262: (3, [2]), 277: (3, [3])}
    tiled = size | {322: (3, [16]), 323: (3, [16]), 324: (4, list(range(6))), 325: (4, [768] * 6)}
    assert np.array_equal(nw.decode_image(tiff(tiled, tiles, order)), image)
    planes = [image[:, :, c].tobytes() for c in range(3)]
    planar = size | {273: (4, [0, 1, 2]), 278: (3, [20]), 279: (4, [800] * 3), 284: (3, [2])}
    assert np.array_equal(nw.decode_image(tiff(planar, planes, order)), image)


def test_tiff_of_16_bits_with_differences() -> None:
    deep = (np.arange(12, dtype=np.uint16) ** 2 * 400).reshape(2, 6)
    differences = np.diff(deep, axis=1, prepend=np.zeros((2, 1), np.uint16))
    fields = {256: (3, [6]), 257: (3, [2]), 258: (3, [16]), 259: (3, [1]), 262: (3, [1]), 273: (4, [0])}
    fields |= {278: (3, [2]), 279: (4, [24]), 317: (3, [2])}
    for order in "<>":
        data = tiff(fields, [differences.astype(order + "u2").tobytes()], order)
        assert np.abs(nw.decode_image(data)[:, :, 0] - deep / 257).max() <= 0.5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (encoded(picture("RGB"), "tiff", compression="jpeg"), "it is compressed as JPEG, which is not read; convert"),
        (encoded(picture("1"), "tiff", compression="group4"), "it is compressed as fax, which is not read"),
        (encoded(Image.new("F", (3, 3)), "tiff"), "it has 32 bits a sample, which is not read"),
        (b"II+\0" + bytes(60), "a BigTIFF, which is not read"),
        (encoded(picture("RGB"), "tiff")[:3000], "it ends too early"),
        (encoded(picture("RGB"), "gif")[:1000], "broken GIF: it ends too early"),
        (encoded(picture("RGB"), "bmp")[:1000], "cannot read this BMP: it ends too early"),
        (encoded(picture("RGB"), "webp")[:400], "broken WebP"),
        (b"GIF89a" + bytes(7) + b"\x3b", "broken GIF: no image in it"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, message: str) -> None:
    with pytest.raises(nw.Error, match=message):
        nw.decode_image(data)


def test_seeds_of_the_fuzzers_decode_as_in_pillow() -> None:
    seeds = sorted(SEEDS.iterdir())
    assert {seed.suffix for seed in seeds} == {".webp", ".gif", ".bmp", ".tif"}
    for seed in seeds:
        data = seed.read_bytes()
        assert len(data) < 2500
        check(data, nw.decode_image(data).shape[2])
