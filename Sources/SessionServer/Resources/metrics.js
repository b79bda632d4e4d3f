// Everything that a block says: figures by group, spreads as plots, and what a newer program may have added.

import { make, setText, shape, show } from "./dom.js";
import { dash, readable, words } from "./format.js";
import { levelBy } from "./judge.js";
import { groups, linesText, measuredAt, others, spreads } from "./metriclist.js";
import { spreadRow } from "./spread.js";

export class Metrics {
  #spreads = make("ul", "spreads");
  #groups = make("div", "groups");
  #empty = make("p", "note", "Nothing was measured.");

  constructor(root) {
    root.append(
      make("h3", "", "How the readings were spread"),
      make("p", "note", ["Line: least to most. Box: one deviation around the mean. Thick mark: half of the readings lie below; "
        + "thin marks: 95 and 99 of 100 do. Dashed: the lines by which it is judged."]),
      this.#empty, this.#spreads, this.#groups);
  }

  /** @param isJudged whether there is enough of it to be judged by any line. */
  update(block, isJudged) {
    const rows = spreads.map((spec) => spreadRow(block, spec, isJudged));
    const measured = rows.filter((row) => !row.classList.contains("none"));
    const missing = spreads.filter((_, index) => rows[index].classList.contains("none")).map(({ label }) => label.toLowerCase());
    this.#spreads.replaceChildren(...measured);
    setText(this.#empty, measured.length === 0 ? "No readings." : `Not measured: ${missing.join("; ")}.`);
    show(this.#empty, missing.length > 0);
    this.#groups.replaceChildren(...groups.map((group) => groupBox(group, block, isJudged)), ...otherBox(block));
  }
}

function groupBox({ title, rows }, block, isJudged) {
  return box(title, rows.map((row) => {
    const value = measuredAt(block, row);
    const level = isJudged && row.metric ? levelBy(row.metric, value) : "unknown";
    const isMeasured = value !== null && row.format(value) !== dash;
    return line(row.label, isMeasured ? row.format(value) : null, row.unit, level, row.note ?? (row.metric ? linesText(row.metric) : null));
  }));
}

function otherBox(block) {
  const found = others(block);
  if (found.length === 0) return [];
  return [box("Further numbers", found.map(({ path, value }) =>
    line(readable(words(path.replaceAll(".", ", ")), 80), readable(value, 80), "", "unknown", null)))];
}

const box = (title, lines) => make("section", "group", [make("h3", "", title), make("dl", "", lines)]);

function line(label, value, unit, level, note) {
  const isJudged = level === "fair" || level === "poor";
  return make("div", "metric", [
    make("dt", "", [make("bdi", "", label), note ? make("span", "note", note) : null]),
    value === null ? make("dd", "quiet", "not measured") : make("dd", "", [
      isJudged ? shape(level, `shape text-${level}`) : null, isJudged ? make("span", `text-${level}`, level) : null,
      make("bdi", "value", value), unit ? make("span", "unit", unit) : null,
    ]),
  ]);
}
