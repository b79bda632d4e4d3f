"""Curves as lines of text."""
import statistics

import table


def busy(share):
    if share > table.BUSY:
        yield f"  others took {100 * share:.0f} % of the machine's processor time meanwhile: trust CPU s, not seconds"
    yield ""


def of_curve(curve):
    """The table of one curve; with a slope, the memory that each of what grows takes beyond what the first point has."""
    first = curve["points"][0]
    yield f"{curve['name']}: {curve['told']}"
    slope = f"  {'KiB each':>8}" if curve["has_slope"] else ""
    yield (f"  {curve['unit']:>18} {'messages':>10} {'entries':>11} {'MB':>6}  {'seconds':>8}  {'CPU s':>7}  "
           f"{'ns an entry':>11}  {'MB/CPU s':>8}  {'MiB':>6}{slope}")
    for point in curve["points"]:
        processor = statistics.median(point["processor_seconds"])
        memory = statistics.median(point["memory_bytes"])
        each = ""
        if curve["has_slope"] and point is not first:
            grown = memory - statistics.median(first["memory_bytes"])
            each = f"  {grown / 1024 / (point['size'] - first['size']):8.2f}"
        yield (f"  {point['size']:18,} {point['messages']:10,} {point['entries']:11,} {point['bytes'] / 1e6:6.0f}  "
               f"{statistics.median(point['seconds']):8.3f}  {processor:7.3f}  {point['nanoseconds_per_entry']:11.0f}  "
               f"{point['bytes'] / 1e6 / processor:8.0f}  {memory / 2**20:6.1f}{each}")
    yield from busy(curve["others_share"])


def of_cores(result):
    source = result["input"]
    yield f"{result['name']}: {source['told']}"
    yield f"  {source['messages']:,} messages, {source['entries']:,} entries, {source['bytes'] / 1e6:.0f} MB of text"
    yield f"  {'':<18} {'seconds':<23} {'MB/s':>6}  {'CPU s':>6}  {'MiB':>6}"
    for row in result["programs"]:
        yield (f"  {row['name']:<18} {table.spread(row['seconds'], '{:.3f}'):<23} {row['megabytes_per_second']:6.0f}  "
               f"{statistics.median(row['processor_seconds']):6.3f}  {statistics.median(row['memory_bytes']) / 2**20:6.1f}")
    for gain in result["gains"]:
        yield (f"  {gain['name']}: {gain['two_cores']:.2f} times as fast on two cores; two replays at once, a core each, "
               f"get {gain['two_at_once']:.2f} times as much done")
    yield from busy(result["others_share"])
