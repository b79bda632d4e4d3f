// The plot of a spread: from the least to the greatest reading, where most of them lay, and the lines they are judged by.

import { make, makeSVG, setAttributes } from "./dom.js";
import { number } from "./format.js";
import { bands, levelBy } from "./judge.js";
import { linesText, valueAt } from "./metriclist.js";
import { valueTicks } from "./ticks.js";

/** Units of the picture, which is stretched to its box. */
const width = 1000;
const height = 34;
const middle = 13;
const numbers = [["min", "least"], ["p50", "half below"], ["mean", "mean"], ["p95", "95 % below"], ["p99", "99 % below"], ["max", "most"]];

const finite = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** @returns the spread's numbers, or `null` where it has no readings or is none. */
export function readSpread(block, path) {
  const spread = valueAt(block, path);
  if (spread === null || typeof spread !== "object" || !(spread.count > 0)) return null;
  const found = Object.fromEntries(["mean", "min", "max", "stddev", "p50", "p95", "p99", "count"].map((key) => [key, finite(spread[key])]));
  return found.max === null || found.min === null || found.max < found.min ? null : found;
}

/** A row: its name, its plot and its numbers. @param isJudged whether they are judged by the lines. */
export function spreadRow(block, spec, isJudged) {
  const spread = readSpread(block, spec.path);
  const head = make("div", "spread-head", [make("h4", "", spec.label), make("span", "unit", spec.unit)]);
  if (!spread) return make("li", "spread none", [head, make("p", "quiet", "not measured")]);
  const levelOf = (value) => (isJudged && spec.metric && value !== null ? levelBy(spec.metric, value) : "unknown");
  const values = numbers.map(([key, label]) => make("div", "", [
    make("dt", "", label), make("dd", `text-${levelOf(spread[key])}`, spec.format(spread[key])),
  ]));
  values.push(make("div", "", [make("dt", "", "deviation"), make("dd", "", number(spread.stddev, 1))]));
  values.push(make("div", "", [make("dt", "", "readings"), make("dd", "", number(spread.count))]));
  return make("li", "spread", [
    head, plot(spread, spec), make("dl", "spread-values", values),
    spec.metric ? make("p", "note", linesText(spec.metric)) : null,
  ]);
}

function plot(spread, spec) {
  const { top } = valueTicks(Math.max(spread.max, 0), 4);
  const x = (value) => Math.round(Math.min(1, Math.max(0, value / top)) * width * 10) / 10;
  const band = spec.metric ? bands[spec.metric] : null;
  const line = (className, from, to, y1 = middle, y2 = middle) => makeSVG("line", className, { x1: from, x2: to, y1, y2 });
  // The middle 68 of 100 where readings fall as usual, but never beyond what was read.
  const deviation = spread.stddev ?? 0;
  const low = Math.max(spread.min, spread.mean - deviation);
  const high = Math.min(spread.max, spread.mean + deviation);
  const marks = (band ? [["fair", band.fair], ["poor", band.poor]] : []).filter(([, value]) => value < top);
  const svg = makeSVG("svg", "spread-plot", {
    viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img",
    "aria-label": `${spec.label}: ${spec.format(spread.min)} to ${spec.format(spread.max)} ${spec.unit}, `
      + `half of all readings below ${spec.format(spread.p50)}`,
  }, [
    line("ground", 0, width),
    ...marks.map(([level, value]) => line(`mark ${level}`, x(value), x(value), 0, height - 8)),
    line("range", x(spread.min), Math.max(x(spread.min) + 2, x(spread.max))),
    spread.mean === null ? null : makeSVG("rect", "usual", { x: x(low), y: middle - 6, width: Math.max(3, x(high) - x(low)), height: 12 }),
    spread.p50 === null ? null : line("half", x(spread.p50), x(spread.p50), middle - 9, middle + 9),
    ...["p95", "p99"].filter((key) => spread[key] !== null).map((key) => line("rare", x(spread[key]), x(spread[key]), middle - 6, middle + 6)),
  ]);
  const scale = make("div", "spread-scale", [make("span", "", "0"), make("span", "", spec.format(top))], { "aria-hidden": "true" });
  setAttributes(svg, { focusable: "false" });
  return make("div", "spread-box", [svg, scale]);
}
