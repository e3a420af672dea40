"""`narrows predict`: classifies images with an ONNX file, from the file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, new_app, print_rows

app = new_app()


@app.command()
def predict(
    model: Annotated[Path, typer.Argument(help="An ONNX file that narrows wrote.")],
    images: Annotated[list[Path], typer.Argument(help="JPEG, PNG or PNM files.")],
    top: Annotated[int, typer.Option(help="How many labels to show for each image.", min=1)] = 3,
    as_json: Json = False,
) -> None:
    """Classifies images: labels with their probabilities."""
    classifier = narrows.Classifier(str(model))
    rows: list[dict[str, Any]] = []
    for image in images:
        answers = list(classifier(str(image)))[:top]
        labels = [{"label": label, "probability": round(float(share), 6)} for label, share in answers]
        text = "  ".join(f"{label} {share:.1%}" for label, share in answers)
        rows.append({"image": str(image), "labels": labels if as_json else text})
    print_rows(rows, as_json)
