"""A proposer drives a search: it names candidates, these are trained, and it is told how accurate they became."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from narrows import _core

if TYPE_CHECKING:
    from narrows.proposers import Proposer


def run(work: _core.Search, proposer: Proposer, do_all: Callable[[], None]) -> None:
    """Until as many networks are trained as are wanted, or the proposer names no more.

    A search that is gone on with asks the proposer for all that it had proposed again, and tells it the same.

    Raises
    ------
    ValueError
        If it names a network that is no candidate or was named before, or does not repeat what it proposed.
    """
    names = candidates_of(work)
    proposer.start(list(names), work.options.seed)
    for before in work.proposed:
        now = named(proposer.ask(len(before) or work.options.workers), names)
        if now != before:
            raise ValueError(
                f"proposer: in '{work.options.folder}' it proposed {', '.join(before) or 'nothing'} and now "
                f"{', '.join(now) or 'nothing'}: choose another folder"
            )
        do_all()
        tell(work, proposer, before, names)
    while not work.finished:
        left = work.options.train - len(work.plan.chosen)
        asked = named(proposer.ask(min(work.options.workers, left)), names)
        work.propose(asked)
        do_all()
        tell(work, proposer, asked, names)


def candidates_of(work: _core.Search) -> dict[_core.Architecture, str]:
    """The different candidates that keep the limits, with their names."""
    spaces = {space.name: space for space in work.options.spaces}
    names: dict[_core.Architecture, str] = {}
    for candidate in work.plan.candidates:
        if candidate.inside:
            space = spaces[candidate.network.space]
            names.setdefault(space.architecture(candidate.network.architecture), candidate.name)
    return names


def named(architectures: Sequence[_core.Architecture], names: dict[_core.Architecture, str]) -> list[str]:
    for architecture in architectures:
        if architecture not in names:
            raise ValueError(f"proposer: {architecture} is none of the candidates")
    return [names[architecture] for architecture in architectures]


def tell(
    work: _core.Search, proposer: Proposer, names: Sequence[str], architectures: dict[_core.Architecture, str]
) -> None:
    """A training that failed counts as one that got nothing right."""
    trained = {network.name: network for network in _core.SearchRunData.load(work.options.folder).trained}
    for architecture, name in architectures.items():
        if name not in names:
            continue
        network = trained.get(name)
        proposer.tell(architecture, (network and network.validation_accuracy) or 0.0)
