"""Turns what a search says of its progress into events, each told once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from narrows import _core, events
from narrows.search.left_epochs import Joined, Tell
from narrows.search.run import result_row


@contextmanager
def told(callbacks: Sequence[events.Callback], work: _core.Search, show: Tell, *, alone: bool) -> Iterator[Tell]:
    """What is given the progress of a search that is prepared: it tells the callbacks, and shows as before.

    `alone`: it has no workers, which would look after what was left in the folder themselves.
    """
    folder = work.options.folder
    if not callbacks:
        yield Joined(folder, show) if alone else show
        return
    run = _core.SearchRunData.load(folder)
    begun = events.RunBegun(folder, json.loads(run.options_json) | {"command": run.command}, work.resumed)
    with events.run(callbacks, begun) as tell:
        telling = Telling(work, tell, show)
        if work.resumed:
            telling.take_as_told(run)
        telling.tell_chosen()
        yield Joined(folder, telling) if alone else telling
        telling.tell_ended()


class Telling:
    def __init__(self, work: _core.Search, tell: events.Tell, show: Tell) -> None:
        self._work, self._tell, self._show = work, tell, show
        self._to_test = len(work.dataset.test) > 0
        self._chosen: set[str] = set()
        self._ended: set[str] = set()

    def __call__(self, now: _core.SearchProgress) -> bool:
        if now.name and now.stage and now.name not in self._chosen:
            self.tell_chosen()
        if now.training is not None and now.training.finished_epoch is not None:
            self._tell(events.EpochEnded(now.name, now.training.finished_epoch))
        if now.finished and now.stage != "estimate":
            self.tell_ended()
        return self._show(now)

    def take_as_told(self, run: _core.SearchRunData) -> None:
        """What an earlier run of the search did."""
        self._chosen = {candidate.name for candidate in run.plan.chosen}
        self._ended = {*run.failures, *(network.name for network in run.trained if self._complete(network, run))}

    def tell_chosen(self) -> None:
        for candidate in self._work.plan.chosen:
            if candidate.name not in self._chosen:
                self._chosen.add(candidate.name)
                self._tell(events.CandidateChosen(candidate))

    def tell_ended(self) -> None:
        """Of networks for which nothing is left to do."""
        run = _core.SearchRunData.load(self._work.options.folder)
        ended: dict[str, events.Event] = {
            name: events.NetworkFailed(name, reason) for name, reason in run.failures.items()
        }
        for network in run.trained:
            if self._complete(network, run):
                row = {"name": network.name, **result_row(network.result)}
                ended[network.name] = events.NetworkFinished(network.name, row)
        for name, event in ended.items():
            if name not in self._ended:
                self._ended.add(name)
                self._tell(event)

    def _complete(self, network: _core.TrainedNetwork, run: _core.SearchRunData) -> bool:
        """A latency or an accuracy that was stored before needs no job of its own: only the results tell."""
        tested = network.test_accuracy is not None or not self._to_test
        return run.finished or (network.latency is not None and tested)
