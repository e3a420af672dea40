"""The report's page."""

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from report_sample import sample

from narrows import report


class Page(HTMLParser):
    """What a page loads, its table rows and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value or "")
            if name == "src" or (tag == "link" and name == "href"):
                self.loads.append(value or "")
            if name == "href" and tag == "a":
                self.links.append(value or "")


@pytest.fixture(scope="module")
def text() -> str:
    return report.render(sample())


def test_the_page_loads_nothing_from_elsewhere(text: str) -> None:
    page = Page(text)
    assert page.loads and all(address.startswith("data:image/png;base64,") for address in page.loads)
    assert "@import" not in text and not re.search(r"url\((?!#)", text)


def test_ids_are_unique_although_several_pictures_share_the_page(text: str) -> None:
    ids = Page(text).ids
    assert len(ids) == len(set(ids))


def test_references_within_pictures_lead_to_an_id_of_the_page(text: str) -> None:
    ids = set(Page(text).ids)
    targets = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    assert targets and targets <= ids


def test_every_network_has_a_row_with_its_file_and_a_point_with_its_name(text: str) -> None:
    data = sample()
    assert Page(text).links == [network.onnx for network in data.trained]
    assert all(f"<title>{report.hover(network)}</title>" in text for network in data.trained)


def test_the_sentence_names_the_network_that_is_best_on_the_validation_part(text: str) -> None:
    data = sample()
    best = max(data.trained, key=lambda network: network.accuracy)
    assert f"{best.test_accuracy:.2%}" in data.sentence and f"{best.parameters:,} parameters" in data.sentence
    assert "below 50k parameters" in data.sentence
    assert data.sentence in text


def test_the_command_stands_on_the_page_as_typed() -> None:
    data = dataclasses.replace(sample(), command="narrows search --data 'my <photos> & more'")
    assert "narrows search --data &#39;my &lt;photos&gt; &amp; more&#39;" in report.render(data)


def test_the_command_without_special_characters_stands_on_the_page(text: str) -> None:
    assert sample().command in text


def test_the_funnel_counts_what_was_drawn_kept_and_trained(text: str) -> None:
    counts = re.findall(r'class="bar"[^>]*></div><b>([^<]+)</b>', text)
    assert counts[1:] == ["100", "96", "10", "4"]


def test_many_classes_are_told_by_their_confusions_without_a_matrix() -> None:
    text = report.render(sample(classes=40))
    assert '<table class="matrix">' not in text and "Most often" in text


def test_the_worst_confusions_are_ordered_and_leave_out_the_right_answers() -> None:
    confusions = sample().confusions
    assert confusions is not None
    worst = confusions.worst(5)
    assert [pair[2] for pair in worst] == sorted((pair[2] for pair in worst), reverse=True)
    assert all(truth != answer for truth, answer, _ in worst)


def test_one_network_of_one_epoch_without_latency_makes_a_page() -> None:
    data = sample(networks=1, spaces=("my space",))
    history = data.trained[0].history[:1]
    network = dataclasses.replace(data.trained[0], timing=None, test_accuracy=None, history=history)
    text = report.render(dataclasses.replace(data, trained=[network], laws=[], confusions=None))
    assert "validation images" in text and " ms an image" not in text


def test_names_from_outside_cannot_become_markup() -> None:
    text = report.render(dataclasses.replace(sample(), dataset="<script>alert(1)</script>", device="<b>"))
    assert "<script>alert" not in text and Page(text).tags.count("script") == 1


def test_without_a_trained_network_it_says_so() -> None:
    with pytest.raises(ValueError, match="no network has been trained yet"):
        report.render(dataclasses.replace(sample(), trained=[]))


def test_a_page_that_cannot_be_made_leaves_the_old_one(tmp_path) -> None:
    page = tmp_path / "report.html"
    page.write_text("old")
    with pytest.raises(ValueError):
        report.write(dataclasses.replace(sample(), trained=[]), page)
    assert page.read_text() == "old" and list(tmp_path.iterdir()) == [page]


def test_the_same_search_gives_the_same_page(text: str) -> None:
    assert report.render(sample()) == text


def test_the_classes_stand_with_their_recalls_and_intervals_where_they_are_known(text: str) -> None:
    assert "Class by class" not in text and "balanced" not in text
    share = report.Share(0.25, 0.0456, 0.6994)
    data = dataclasses.replace(sample(), recalls=[report.ClassRecall("a <rare> class", 1, 4, share)])
    data = dataclasses.replace(data, trained=[dataclasses.replace(one, balanced=share) for one in data.trained])
    page = report.render(data)
    assert "<tr><th>a &lt;rare&gt; class</th><td>4</td><td>1</td><td>25.0</td><td>4.6–69.9</td></tr>" in page
    assert page.count('title="95 % interval 4.6–69.9">25.00</td>') == len(data.trained)


def test_every_measured_network_has_its_percentiles_first_inference_and_memory(text: str) -> None:
    for network in sample().trained:
        timing = network.timing
        times = [report.milliseconds(getattr(timing, f"{name}_ms")) for name in ("median", "p90", "p99", "first")]
        mark = " †" if timing.disturbed else ""
        row = re.search(rf"<tr[^>]*><td>{network.name}{mark}</td>(.*?)</tr>", text)[1]
        cells = re.findall(r"<td>(.*?)</td>", row)
        assert [cells[0], *cells[2:5]] == times
        assert cells[-1] == f"{timing.memory_bytes / 1024:,.0f}"
    assert "Other work or throttling" in text


def test_a_limit_on_latency_is_shown_with_what_it_means_for_intervals() -> None:
    limited = dataclasses.replace(sample(), limits=[report.Limit("latency_ms", 0.1, 0.2)])
    assert "The limit is 0.200 ms; networks are delivered whose interval ends below it." in report.render(limited)
    assert "The limit is" not in report.render(sample())


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0521, "0.0521"), (5, "5.00"), (156.54, "157"), (999.6, "1,000"), (1520.3, "1,520")]
)
def test_milliseconds_have_three_digits(value: float, shown: str) -> None:
    assert report.milliseconds(value) == shown
