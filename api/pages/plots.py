"""Plots: SVG that needs no script, and says in words what it shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from api.pages.markup import Markup, element

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 84, 8, 12, 28
BAR = 18
BARS_LEFT = 160
# Below as many points of a line, each has its label.
LABELS_MAX = 8
# How a figure is written.
Say: TypeAlias = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line of a plot: its name, the class that gives its colour, and its values."""

    name: str
    look: str
    values: Sequence[int]


def lines(
    title: str, labels: Sequence[str], series: Sequence[Series], say: Say
) -> Markup:
    """Return a plot of values over labels, from nought to the greatest."""
    most = max((value for each in series for value in each.values), default=0) or 1
    parts = [element("title", title)]
    for share in (0, 1, 2):
        y = HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM) / 2
        parts += [
            _line(LEFT, y, WIDTH - RIGHT, y),
            _text(LEFT - 6, y + 4, say(most * share // 2), "end"),
        ]
    step = max(1, -(-len(labels) // LABELS_MAX))
    parts += [
        _text(_x(place, len(labels)), HEIGHT - 8, labels[place], _side(place, labels))
        for place in range(0, len(labels), step)
    ]
    for each in series:
        points = " ".join(
            f"{_x(place, len(labels)):.1f},{_y(value, most):.1f}"
            for place, value in enumerate(each.values)
        )
        parts.append(element("polyline", points=points, class_=each.look))
    return _drawing(title, HEIGHT, parts)


def bars(title: str, rows: Sequence[tuple[str, int]], say: Say) -> Markup:
    """Return a plot of a bar for each row, to the right or to the left of nought."""
    most = max((abs(value) for _, value in rows), default=0) or 1
    span = (WIDTH - BARS_LEFT - RIGHT - LEFT) / 2
    middle = BARS_LEFT + span
    parts = [element("title", title)]
    for place, (label, value) in enumerate(rows):
        y, length = place * BAR + TOP, abs(value) / most * span
        look = "gain" if value >= 0 else "loss"
        at = middle if value >= 0 else middle - length
        told = middle + length + 4 if value >= 0 else middle + 4
        parts += [
            _text(0, y + 12, label, "start"),
            element(
                "rect",
                x=f"{at:.1f}",
                y=str(y + 2),
                width=f"{length:.1f}",
                height=str(BAR - 5),
                class_=look,
            ),
            _text(told, y + 12, say(value), "start"),
        ]
    return _drawing(title, len(rows) * BAR + 2 * TOP, parts)


def _side(place: int, labels: Sequence[str]) -> str:
    """Return how a label stands, so that the last one is not cut off."""
    return "end" if place == len(labels) - 1 and place else "middle"


def _drawing(title: str, height: int, parts: Sequence[Markup]) -> Markup:
    drawn = element(
        "svg",
        *parts,
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_label=title,
    )
    # As large as can be read, and to be moved where there is less room.
    given = {"role": "region", "aria_label": title, "tabindex": "0"}
    return element("div", drawn, class_="across", **given)


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return element(
        "line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}"
    )


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def _x(place: int, count: int) -> float:
    return LEFT + place * (WIDTH - LEFT - RIGHT) / max(count - 1, 1)


def _y(value: int, most: int) -> float:
    return HEIGHT - BOTTOM - max(value, 0) / most * (HEIGHT - TOP - BOTTOM)
