"""Tables of what was measured."""

import statistics
from typing import TypedDict

from bench.peers.load import Figures


class Results(TypedDict):
    """What a run found: the figures of each round, by `server question clients`."""

    cells: dict[str, list[Figures]]
    megabytes: dict[str, float]


def report(results: Results) -> str:
    """Return all tables."""
    keys = [key.split(" ") for key in results["cells"]]
    names = list(dict.fromkeys(key[0] for key in keys))
    questions = list(dict.fromkeys(key[1] for key in keys))
    clients = list(dict.fromkeys(key[2] for key in keys))
    lines = []

    def table(title: str, cell: object) -> None:
        lines.append(f"\n{title}")
        lines.append(f"{'':18}" + "".join(f"{question:>16}" for question in questions))
        for name in names:
            cells = (cell(name, question) for question in questions)  # type: ignore[operator]
            lines.append(f"{name:18}" + "".join(f"{each:>16}" for each in cells))

    def of(name: str, question: str, count: str, figure: str) -> list[float]:
        return [each[figure] for each in results["cells"].get(f"{name} {question} {count}", [])]  # type: ignore[literal-required]

    def median(name: str, question: str, count: str, figure: str) -> float:
        found = of(name, question, count, figure)
        return statistics.median(found) if found else float("nan")

    for count in clients:
        table(
            f"requests a second, {count} clients (times that of PostGraphile: median, lowest-highest)",
            lambda name, question: ratio(of, name, question, count),
        )
    for count in clients:
        table(
            f"milliseconds, {count} clients: half are faster / 99 of 100 are",
            lambda name, question: f"{median(name, question, count, 'p50') / 1e3:.2f}/{median(name, question, count, 'p99') / 1e3:.1f}",
        )
    table(
        f"microseconds of processor a request, {clients[0]} clients: server + database",
        lambda name, question: f"{median(name, question, clients[0], 'server'):.0f}+{median(name, question, clients[0], 'database'):.0f}",
    )
    table(
        "bytes of an answer",
        lambda name, question: f"{median(name, question, clients[0], 'bytes'):.0f}",
    )
    lines.append("\nresident megabytes: " + ", ".join(f"{name} {size:.0f}" for name, size in results["megabytes"].items()))
    foreign = [each["foreign"] for cells in results["cells"].values() for each in cells]
    lines.append(f"others used {statistics.median(foreign):.2f} processors of the machine meanwhile (median), {max(foreign):.2f} at most; {sum(each['failed'] for cells in results['cells'].values() for each in cells)} requests failed")
    return "\n".join(lines)


def ratio(of: object, name: str, question: str, count: str) -> str:
    own = of(name, question, count, "rate")  # type: ignore[operator]
    if not own:
        return "-"
    shown = f"{statistics.median(own):.0f}"
    peer = of("postgraphile", question, count, "rate")  # type: ignore[operator]
    if len(peer) != len(own):
        return shown
    ratios = [mine / its for mine, its in zip(own, peer, strict=True)]
    return f"{shown} {statistics.median(ratios):.1f}({min(ratios):.1f}-{max(ratios):.1f})"
