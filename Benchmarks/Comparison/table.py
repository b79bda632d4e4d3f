"""A comparison as lines of text."""
import statistics

# Others' share of the machine from which on a comparison says little.
BUSY = 0.1


def spread(values, form):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))} to {form.format(max(values))})"


def lines(comparison):
    """The table of one comparison: whoever is measured, and how many times as fast roomvitals is."""
    source = comparison["input"]
    yield f"{comparison['name']}: {source['told']}"
    yield (f"  {source['messages']:,} messages, {source['bytes'] / 1e6:.0f} MB, {comparison['rounds']} rounds in turn; "
           f"the median (least to most)")
    yield f"  {'':<40} {'seconds':<23} {'MB/s':>6}  {'CPU s':>6}  {'roomvitals is … times as fast':<30} by CPU  goal"
    for row in comparison["programs"]:
        line = (f"  {row['name']:<40} {spread(row['seconds'], '{:.3f}'):<23} {row['megabytes_per_second']:6.0f}  "
                f"{statistics.median(row['processor_seconds']):6.3f}")
        if ratio := row.get("ratio"):
            goal = f"{ratio['goal']:g}" if ratio["goal"] else ""
            if ratio["goal"] and ratio["of_processor_seconds"] < ratio["goal"]:
                goal += ": missed"
            text = f"{ratio['of_medians']:.2f} ({ratio['least']:.2f} to {ratio['most']:.2f})"
            line += f"  {text:<30} {ratio['of_processor_seconds']:6.2f}  {goal}"
        yield line.rstrip()
    if comparison["others_share"] > BUSY:
        yield (f"  others took {100 * comparison['others_share']:.0f} % of the machine's processor time meanwhile: "
               "measure again when it is quiet")
    yield ""
