"""Run Covasim for the docking, in an environment of its own; print daily infections as JSON.

``python with_covasim.py BETA RUNS CONTROLLED`` needs the standard library and Covasim only
(benchmarks/peers/environments.py makes the environment). Answers are kept in covasim.json.
"""

from __future__ import annotations

import json
import sys
import warnings

warnings.filterwarnings("ignore")
import covasim as cv  # noqa: E402

RESIDENTS, SEEDS, DAYS = 20_000, 20, 180


def interventions() -> list[object]:
    """Test the ill, isolate who is found, quarantine the household: no limit to either."""
    return [
        cv.test_prob(symp_prob=0.3, asymp_prob=0.0, sensitivity=0.77, test_delay=1),
        cv.contact_tracing(
            trace_probs={"h": 1.0, "s": 0.0, "w": 0.0, "c": 0.0},
            trace_time={"h": 0, "s": 0, "w": 0, "c": 0},
        ),
    ]


def daily(beta: float, seed: int, controlled: bool) -> list[int]:
    """Give the infections of each day of one run, immunity lasting."""
    sim = cv.Sim(
        pop_type="hybrid", pop_size=RESIDENTS, pop_infected=SEEDS, n_days=DAYS, beta=beta,
        use_waning=False, rand_seed=seed, rescale=False, verbose=0,
        interventions=interventions() if controlled else [],
    )  # fmt: skip
    sim.run()
    return [int(one) for one in sim.results["new_infections"].values]


def main() -> int:
    """Read the three words, run, print."""
    beta, runs, controlled = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
    found = [daily(beta, 1 + seed, controlled) for seed in range(runs)]
    told = {"peer": f"covasim {cv.__version__}", "beta": beta, "daily": found}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
