"""`narrows predict`: classifies images with an ONNX file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli import FAILURE
from narrows.cli.common import Json, Output, new_app, print_rows

app = new_app()


@app.command()
def predict(
    model: Annotated[Path, typer.Argument(help="An ONNX file.")],
    images: Annotated[list[Path], typer.Argument(help="Images: JPEG, PNG, WebP, GIF, BMP, TIFF, PNM.")],
    top: Annotated[int, typer.Option(help="How many labels to show for each image.", min=1)] = 3,
    mean: Annotated[str, typer.Option(help="Of each channel, for values of 0 to 1: 0.485,0.456,0.406.")] = "",
    std: Annotated[str, typer.Option(help="Standard deviation of each channel, likewise.")] = "",
    resize: Annotated[str, typer.Option(help="crop (the middle), stretch, pad or none.")] = "",
    classes: Annotated[str, typer.Option(help="Names with commas between, or a text file of one name a line.")] = "",
    output: Output = "",
    as_json: Json = False,
) -> None:
    """Classifies images: labels with their probabilities. A file that narrows wrote says itself how images are
    prepared; of others --mean, --std, --resize and --classes say it."""
    classifier = classifier_of(model, output, mean, std, resize, classes)
    rows: list[dict[str, Any]] = []
    broken = False
    for image in images:
        try:
            answers = list(classifier(str(image)))[:top]
        except (narrows.Error, ValueError) as error:
            print(f"narrows: {error}", file=sys.stderr)
            broken = True
            continue
        labels = [{"label": label, "probability": round(float(share), 6)} for label, share in answers]
        text = "  ".join(f"{label} {share:.1%}" for label, share in answers)
        rows.append({"image": str(image), "labels": labels if as_json else text})
    print_rows(rows, as_json)
    if broken:
        raise typer.Exit(FAILURE)


def classifier_of(path: Path, output: str, mean: str, std: str, resize: str, classes: str) -> narrows.Classifier:
    """The file's own preprocessing and classes, with what the options say instead."""
    found = narrows.Model.from_onnx(path, output=output)
    shape = found.network.input_shape
    known = found.info.preprocessing
    if known is not None and not (mean or std or resize or classes):
        return narrows.Classifier(found)
    if known is None and not (mean and std):
        options = "--mean and --std, and --resize and --classes"
        raise ValueError(f"{path}: does not say how its images are prepared: say it with {options}")
    preprocessing = narrows.Preprocessing(
        shape,
        channel_values("--mean", mean, shape.channels) or (known.mean if known else [0.0] * shape.channels),
        channel_values("--std", std, shape.channels) or (known.std if known else [1.0] * shape.channels),
        resize=resize or (known.resize if known else "crop"),
        order="L" if shape.channels == 1 else "RGB",
    )
    names = class_names(classes) if classes else found.info.classes
    info = narrows.ModelInfo(preprocessing=preprocessing, classes=names, architecture=found.info.architecture)
    return narrows.Classifier(found.with_info(info))


def channel_values(option: str, text: str, channels: int) -> list[float]:
    """One number for each channel; one alone serves for all."""
    if not text:
        return []
    try:
        values = [float(word) for word in text.split(",")]
    except ValueError:
        values = []
    if len(values) not in {1, channels}:
        expected = "1 number" if channels == 1 else f"1 or {channels} numbers with commas between"
        raise ValueError(f"{option}: expected {expected}, found {text!r}")
    return values * channels if len(values) == 1 else values


def class_names(text: str) -> list[str]:
    if Path(text).is_file():
        return Path(text).read_text(encoding="utf-8").splitlines()
    return text.split(",")
