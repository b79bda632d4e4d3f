"""A comparison's plot: MB/s of each program, as SVG that needs nothing beside itself."""
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, BAR, GAP = 860, 300, 90, 18, 8
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 } .small { font-size: 11px; fill: #59636e }
  .ground { fill: #ffffff } .grid { stroke: #d1d9e0 } .ours { fill: #0969da } .peer { fill: #818b98 }
  .spread { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 } .ground { fill: #0d1117 } .grid { stroke: #3d444d }
    .ours { fill: #4493f8 } .peer { fill: #656c76 } .spread { stroke: #f0f6fc }
  }
"""


def step(largest):
    """A round distance of grid lines, of which about five fit."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if largest <= 5 * factor * power:
                return factor * power
        power *= 10


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def panel(comparison, top):
    """The elements of one comparison, and where the next may begin."""
    megabytes = comparison["input"]["bytes"] / 1e6
    rows = [(row, [megabytes / seconds for seconds in row["seconds"]]) for row in comparison["programs"]]
    distance = step(max(max(rates) for _, rates in rows))
    largest = distance * -(-max(max(rates) for _, rates in rows) // distance)

    def x(rate):
        return LEFT + (WIDTH - LEFT - RIGHT) * rate / largest

    yield text(16, top, comparison["name"], "title")
    yield text(16, top + 16, comparison["input"]["told"], "small")
    first = top + 30
    bottom = first + len(rows) * (BAR + GAP)
    for line in range(int(largest / distance) + 1):
        at = x(line * distance)
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{first - 2}" y2="{bottom}" class="grid"/>'
        yield text(at, bottom + 14, f"{line * distance:,}" + (" MB/s" if line == 0 else ""), "small", "middle")
    for place, (row, rates) in enumerate(rows):
        y = first + place * (BAR + GAP) + GAP / 2
        middle = y + BAR / 2
        rate = row["megabytes_per_second"]
        yield text(LEFT - 8, middle + 4, row["name"], "", "end")
        yield (f'<rect x="{LEFT}" y="{y:.1f}" width="{x(rate) - LEFT:.1f}" height="{BAR}" '
               f'class="{"peer" if "ratio" in row else "ours"}"/>')
        yield f'<line x1="{x(min(rates)):.1f}" x2="{x(max(rates)):.1f}" y1="{middle:.1f}" y2="{middle:.1f}" class="spread"/>'
        yield text(x(max(rates)) + 6, middle + 4, f"{rate:,.0f}")


def height(comparison):
    return 30 + len(comparison["programs"]) * (BAR + GAP) + 50


def drawing(result):
    """The whole picture as text."""
    machine = result["machine"]
    elements = [
        text(16, 28, "RoomVitals side by side: the more MB/s the better", "title"),
        text(16, 46, f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; {result['measured_at']}; "
                     f"bars are medians, lines reach from the least to the most of {result['rounds']} rounds", "small")]
    top = 80
    for comparison in result["comparisons"]:
        elements += panel(comparison, top)
        top += height(comparison)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" role="img">',
        "<title>RoomVitals side by side with other programs</title>", f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{top}" class="ground"/>', *elements, "</svg>", ""])
