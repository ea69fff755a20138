"""Measure what the design promises: python3 kit.py bench latency | open | variants."""

from __future__ import annotations

import argparse
import sys

from bench.figures import BenchError

HELP = """latency  event to redrawn chart, in JupyterLab and in the page   [--steps N]
open     bytes, notebook sizes, Run All, memory, opening a page  [--rounds N] [--install]
variants executed copies per second, beside papermill's engine   [--rounds N]

Each prints a table and writes what it measured to bench/NAME.json. Exit code 1: a budget is broken."""


def main(arguments: list[str]) -> int:
    """Run the bench that the arguments name."""
    parser = argparse.ArgumentParser(
        prog="kit.py bench", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=("latency", "open", "variants"))
    parser.add_argument("--lessons", default="", help="beginnings of lesson names, such as 02,03")
    parser.add_argument("--steps", type=int, default=30, help="of each control in each place")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median counts")
    parser.add_argument(
        "--install", action="store_true", help="also install the lock afresh; needs the network"
    )
    options = parser.parse_args(arguments)
    wanted = tuple(filter(None, options.lessons.split(",")))
    try:
        if options.name == "latency":
            from bench.latency import latency

            return latency(wanted, options.steps)
        if options.name == "variants":
            from bench.variants import variants

            return variants(wanted, options.rounds)
        from bench.opening import opening

        return opening(wanted, options.rounds, install_too=options.install)
    except BenchError as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
