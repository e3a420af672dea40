"""report.html of a search: one file, offline, worth printing."""

from __future__ import annotations

import html
import io
import os
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from narrows import _core
from narrows.charts import short, style
from narrows.report import figures
from narrows.report.data import ReportData, Share, Trained, amount

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def svg(figure: Figure, titles: Mapping[str, str] | None = None) -> str:
    """A figure as inline SVG; `titles` are shown when the pointer rests on an element whose id ends so."""
    buffer = io.StringIO()
    with style():
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", re.sub(r' height="[\d.]+pt"', "", text, count=1), count=1)
    for suffix, title in (titles or {}).items():
        text = re.sub(rf'(<g id="[\w.]*{suffix}">)', rf"\1<title>{html.escape(title)}</title>", text)
    return text


def pictures(data: ReportData) -> dict[str, str]:
    """The report's figures as SVG, by the name the template uses."""
    titles = {f"-point-{i}": hover(network) for i, network in enumerate(data.trained)}
    names = {f"{kind}-{i}": hover(n) for i, n in enumerate(data.trained) for kind in ("loss", "curve")}
    found = {
        "front": svg(figures.front(data.trained, data.limits, data.compared_on), titles),
        "training": svg(figures.training_curves(data.trained, data.best), names),
    }
    if any(len(law.draws) for law in data.laws) and data.limits:
        draws = {law.space: law.draws for law in data.laws if len(law.draws)}
        found["histogram"] = svg(figures.histogram(draws, data.limits[0]))
    if data.calibration:
        found["calibration"] = svg(data.calibration.figure(data.delivered))
    return {name: distinct_ids(picture, name) for name, picture in found.items()}


def distinct_ids(picture: str, prefix: str) -> str:
    """Ids of several pictures of one page must not meet: clip paths and markers would be taken from another one."""
    return re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{prefix}-", picture)


def hover(network: Trained) -> str:
    latency = f", {network.latency_ms:.3g} ms" if network.latency_ms else ""
    return f"{network.name}: {network.accuracy:.2%}, {network.parameters:,} parameters{latency}"


def interval(share: Share) -> str:
    """ "81.2–86.0": the 95 % interval of a share, in per cent."""
    return f"{100 * share.low:.1f}–{100 * share.high:.1f}"


def milliseconds(value: float) -> str:
    """Three digits: 0.0521, 5.21, 1,520."""
    return f"{value:#.3g}".rstrip(".") if value < 999.5 else f"{value:,.0f}"


def power(value: float) -> str:
    """A large number: 1,234 or 9.3 × 10¹⁹."""
    if value < 1e6:
        return f"{value:,.0f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits} × 10{str(int(exponent)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def render(data: ReportData) -> str:
    """The page as text."""
    if not data.trained:
        raise ValueError("report: no network has been trained yet")
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"short": short, "amount": amount, "power": power, "interval": interval, "ms": milliseconds}
    template = files("narrows.report").joinpath("report.html.jinja").read_text(encoding="utf-8")
    markup = {name: jinja2.utils.markupsafe.Markup(text) for name, text in pictures(data).items()}
    page: str = environment.from_string(template).render(data=data, pictures=markup, best=data.trained[data.best])
    return page


def write(data: ReportData, path: str | os.PathLike[str]) -> Path:
    """Writes the page in one step: a reader sees the old file or the whole new one."""
    target = Path(path)
    text = render(data)
    try:
        _core.write_file(target, text)
    except _core.Error as error:
        raise _core.Error(f"{error}; --out says where else it is to go") from error
    return target
