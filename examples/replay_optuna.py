"""Compares Optuna's TPE with other ways of choosing, on accuracies that the paper's authors released.

python examples/replay_optuna.py RESULTS [PICTURE]: RESULTS is a file of their results, as for `narrows paper import`.
"""

import sys
from collections.abc import Sequence

import optuna

import narrows as nw


class Tpe(nw.Proposer):
    """Optuna proposes values for every variable; the candidate nearest to them is trained."""

    def start(self, candidates: Sequence[nw.Architecture], seed: int) -> None:
        self.left = list(candidates)
        self.space = nw.spaces.get(candidates[0].space)
        self.study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
        self.trials: dict[nw.Architecture, optuna.Trial] = {}

    def ask(self, count: int) -> list[nw.Architecture]:
        asked = []
        for _ in range(min(count, len(self.left))):
            trial = self.study.ask()
            wanted = self.space.suggest(trial)
            chosen = nw.proposers.nearest(wanted, wanted.levels, self.left)
            self.left.remove(chosen)
            self.trials[chosen] = trial
            asked.append(chosen)
        return asked

    def tell(self, architecture: nw.Architecture, accuracy: float) -> None:
        self.study.tell(self.trials[architecture], accuracy)


def main(results: str, picture: str | None = None) -> None:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    rows = nw.paper.read_released_results(results)
    limit = nw.Limit("parameters", "100k")
    methods = {
        "at random": nw.proposers.Random(),
        "the largest": nw.proposers.Largest(),
        "evolution": nw.proposers.RegularisedEvolution(population=5, sample=3),
        "TPE": Tpe(),
    }
    replays = {
        name: nw.paper.replay(method, limit, repeats=20, results=rows, spaces=["resnext"])
        for name, method in methods.items()
    }
    for name, replay in replays.items():
        print(f"{name:12} {replay}")
    if picture:
        nw.paper.replay_figure(replays).savefig(picture, dpi=150)


if __name__ == "__main__":
    main(*sys.argv[1:])
