"""The curves' plot, as SVG that needs nothing beside itself: time and memory of each, both axes logarithmic."""
import math
import statistics

import plot

SIDE, GAP, LEFT, HIGH = 330, 90, 70, 190
STYLE = plot.STYLE + """
  .line { fill: none; stroke: #0969da; stroke-width: 2 }
  @media (prefers-color-scheme: dark) { .line { stroke: #4493f8 } }
"""


def decades(values):
    """Powers of ten around all values, two at least."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def number(power):
    return f"{10 ** power:,}" if 0 <= power < 5 else f"1e{power}"


def panel(words, pairs, left, top):
    """One curve in its square: pairs of a size and a value."""
    (low_x, high_x), (low_y, high_y) = decades([x for x, _ in pairs]), decades([y for _, y in pairs])
    bottom = top + HIGH

    def place(x, y):
        return (left + SIDE * (math.log10(x) - low_x) / (high_x - low_x),
                bottom - HIGH * (math.log10(y) - low_y) / (high_y - low_y))

    yield plot.text(left, top - 8, words, "small")
    for power in range(low_x, high_x + 1):
        at = left + SIDE * (power - low_x) / (high_x - low_x)
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{bottom}" class="grid"/>'
        yield plot.text(at, bottom + 15, number(power), "small", "middle")
    for power in range(low_y, high_y + 1):
        at = bottom - HIGH * (power - low_y) / (high_y - low_y)
        yield f'<line x1="{left}" x2="{left + SIDE}" y1="{at:.1f}" y2="{at:.1f}" class="grid"/>'
        yield plot.text(left - 6, at + 4, number(power), "small", "end")
    points = [place(x, y) for x, y in pairs]
    yield f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
    for (x, y), (_, value) in zip(points, pairs):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="ours"/>'
        # Not into the words above.
        yield plot.text(x, y - 8 if y > top + 12 else y + 16, f"{value:,.0f}", "small", "middle")


def of_curve(curve, top):
    # A logarithm has no place for a time too short to be told from the program's start.
    times = [(point["size"], point["nanoseconds_per_entry"]) for point in curve["points"]
             if point["nanoseconds_per_entry"] > 0]
    memory = [(point["size"], statistics.median(point["memory_bytes"]) / 2**20) for point in curve["points"]]
    yield plot.text(16, top, f"{curve['name']}: {curve['told']}", "title")
    if times:
        yield from panel(f"ns an entry, by {curve['unit']}", times, LEFT, top + 34)
    yield from panel(f"MiB at most, by {curve['unit']}", memory, LEFT + SIDE + GAP, top + 34)


def of(result):
    """The whole picture as text."""
    there = result["machine"]
    elements = [
        plot.text(16, 28, "roomvitals replay: time and memory by the size of what is read", "title"),
        plot.text(16, 46, f"{there['processor']}, one core, {there['system']}; {result['measured_at']}; processor time beyond "
                          f"the program's start, medians of {result['rounds']} rounds", "small")]
    top = 84
    for curve in result["curves"]:
        elements += of_curve(curve, top)
        top += HIGH + 84
    if result["cores"]:
        elements += plot.panel(result["cores"], top)
        top += plot.height(result["cores"])
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plot.WIDTH} {top}" width="{plot.WIDTH}" height="{top}" '
        'role="img">', "<title>How roomvitals replay scales</title>", f"<style>{STYLE}</style>",
        f'<rect width="{plot.WIDTH}" height="{top}" class="ground"/>', *elements, "</svg>", ""])
