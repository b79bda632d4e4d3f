// The same points as a table, for those who would rather read than look.

import { make } from "./dom.js";
import { timeOfDay } from "./format.js";
import { plainUnit } from "./plot.js";

/** Rows of the table: each takes an equal part of the stretch that is shown. */
const rows = 20;
/** ms between two writings of an open table: it must hold still to be read. */
const pace = 5_000;

export class PlotTable {
  #specs;
  #body = make("tbody");
  #writtenAt = -Infinity;
  #latest = null;
  #text = timeOfDay;

  constructor(specs, label) {
    this.#specs = specs;
    const heads = specs.flatMap((spec) => spec.lines.map((line) =>
      make("th", "", `${spec.title}, ${line.label}, ${plainUnit(spec)}`, { scope: "col" })));
    this.element = make("details", "plot-table", [
      make("summary", "", "Show as a table"),
      make("div", "scroll", [make("table", "", [
        make("caption", "unseen", `${label} over time`),
        make("thead", "", [make("tr", "", [make("th", "", "From", { scope: "col" }), ...heads])]),
        this.#body,
      ])], { tabindex: 0, role: "region", "aria-label": `Table, ${label}` }),
    ]);
    this.element.addEventListener("toggle", () => {
      this.#writtenAt = -Infinity;
      if (this.#latest) this.update(...this.#latest);
    });
  }

  /** @param scale whose words the rows' times have, as of a group of plots. */
  set scale({ text }) {
    this.#text = text;
    this.#writtenAt = -Infinity;
    if (this.#latest) this.update(...this.#latest);
  }

  update(series, span) {
    this.#latest = [series, span];
    if (!this.element.open || span.to - this.#writtenAt < pace) return;
    this.#writtenAt = span.to;
    this.#body.replaceChildren(...buckets(this.#specs, series, span).map(({ from, values }) => make("tr", "", [
      make("th", "", this.#text(from), { scope: "row" }), ...values.map((value) => make("td", "", value)),
    ])));
  }
}

/** The table's rows, newest first; stretches in which no point lies are left out. */
export function buckets(specs, series, span, number = rows) {
  const length = (span.to - span.from) / number;
  const found = [];
  let end = series.length;
  for (let bucket = number - 1; bucket >= 0; bucket -= 1) {
    const from = span.from + bucket * length;
    let start = end;
    while (start > 0 && series.times[start - 1] >= from) start -= 1;
    if (start < end) {
      found.push({ from, values: specs.flatMap((spec) => spec.lines.map((line) =>
        spec.format(folded(series.columns[line.field].slice(start, end), line.fold)))) });
    }
    end = start;
  }
  return found;
}

function folded(values, fold) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return fold === "greatest" ? Math.max(...known) : known.reduce((sum, value) => sum + value, 0) / known.length;
}
