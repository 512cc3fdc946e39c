"""A picture of what the size of a database does to the cost of a request, drawn as SVG by hand."""

import math
from collections.abc import Iterator, Sequence

from bench.peers.results import MANY, Results

PANELS = ("plan-sqlite", "plan-postgresql")
COLOURS = ("#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#b07aa1", "#9c755f")
WIDTH, HEIGHT, EDGE, APART = 380, 300, 55, 11

Point = tuple[float, float]


def picture(results: Sequence[Results]) -> str:
    """Return the drawing: a panel for each database, a line for each question."""
    questions = list(dict.fromkeys(name for each in results for name in each.names(1)))
    parts = [part for at, name in enumerate(PANELS) for part in panel(at, name, questions, results)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * len(PANELS)}" '
        f'height="{HEIGHT}" font-family="sans-serif" font-size="11">\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def panel(
    at: int, name: str, questions: Sequence[str], results: Sequence[Results]
) -> Iterator[str]:
    """Yield what is drawn of one server."""
    left = at * WIDTH
    yield f'<text x="{left + EDGE}" y="18">{name}: microseconds a request</text>'
    for cost in (100, 1000, 10_000, 100_000):
        y = height(cost)
        yield f'<text x="{left + EDGE - 6}" y="{y + 4:.0f}" text-anchor="end">{cost:,}</text>'
        yield f'<path d="M{left + EDGE} {y:.0f}H{left + WIDTH - 40}" stroke="#ddd"/>'
    for number, each in enumerate(results):
        x = left + place(number, len(results))
        yield f'<text x="{x:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{each.people:,}</text>'
    lines = {each: list(points(name, each, results)) for each in questions}
    for colour, line in zip(COLOURS, lines.values(), strict=False):
        yield from drawn([(left + x, y) for x, y in line], colour)
    ends = sorted((line[-1][1], each, line[-1][0]) for each, line in lines.items() if line)
    lowest = 0.0
    for y, question, x in ends:
        lowest = max(y, lowest + APART)  # names of lines that end together stand one below another
        colour = COLOURS[questions.index(question)]
        yield f'<text x="{left + x + 8:.0f}" y="{lowest + 4:.0f}" fill="{colour}">{question}</text>'


def points(name: str, question: str, results: Sequence[Results]) -> Iterator[Point]:
    """Yield where a question's costs stand, server and database together."""
    for number, each in enumerate(results):
        found = [each.median(name, question, MANY, part) for part in ("server", "database")]
        cost = sum(part or 0.0 for part in found)
        if cost:
            yield place(number, len(results)), height(cost)


def drawn(line: Sequence[Point], colour: str) -> Iterator[str]:
    """Yield a line and its points."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in line)


def place(number: int, count: int) -> float:
    """Return how far to the right a database stands: sizes are ten times apart."""
    return EDGE + (WIDTH - EDGE - 80) * (number + 0.5) / max(1, count) + 10


def height(microseconds: float) -> float:
    """Return how far down a cost stands, from 100 to 100,000 microseconds."""
    share = (math.log10(max(microseconds, 30)) - 1.7) / (5 - 1.7)
    return HEIGHT - 30 - share * (HEIGHT - 60)
