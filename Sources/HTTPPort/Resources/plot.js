// One plot over time: lines with gaps where nothing was measured, marks, a cursor, and the values under it.

import { make, makeSVG, setAttributes, setClass, setText, shape, setShape, show } from "./dom.js";
import { lossLevel } from "./format.js";
import { holes, runs, usualStep } from "./series.js";
import { timeTicks, valueTicks } from "./ticks.js";

/** CSS pixels. */
export const gutter = { left: 46, right: 10 };
const height = 128;
const inset = { top: 10, bottom: 8 };
const pixelsPerTick = 105;
let plots = 0;

/** The lines by which loss is judged, percent. */
export const lossMarks = [
  { value: 1, level: "fair" },
  { value: 5, level: "poor" },
];

/** A plot's unit without what is explained behind it. */
export const plainUnit = (spec) => spec.unit.split(",")[0];

/** Where a time lies within a plot of this width. */
export function xOf(time, { from, to }, width) {
  return gutter.left + (time - from) / (to - from) * (width - gutter.left - gutter.right);
}

export function timeAt(x, { from, to }, width) {
  const share = (x - gutter.left) / Math.max(1, width - gutter.left - gutter.right);
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

/** How many time ticks a plot of this width can label. */
export const tickCount = (width) => Math.max(2, Math.floor((width - gutter.left) / pixelsPerTick));

export class Plot {
  #spec;
  #id = `plot-${plots += 1}`;
  #svg;
  #layers = {};
  #lines;
  #top = 1;
  #shown = { times: [], columns: {} };

  /**
   * @param spec `{ title, unit, format, least, marks: [{ value, level }], lines: [{ field, label, tone, area, blocks, rest, pointed }] }`:
   *   `rest(values)` stands in the legend while nothing is pointed at; without it the newest value does. `pointed` is the
   *   label meanwhile, where it is another. `blocks` are as wide as what a point speaks for, in place of a line.
   */
  constructor(spec) {
    this.#spec = spec;
    this.#lines = spec.lines.map((line) => this.#makeLine(line));
    for (const name of ["holes", "grid", "lines", "dots"]) this.#layers[name] = makeSVG("g", name);
    this.#layers.cursor = makeSVG("line", "cursor");
    for (const line of this.#lines) this.#layers.lines.append(...[line.area, line.path].filter(Boolean));
    for (const line of this.#lines) this.#layers.dots.append(line.dot);
    this.#svg = makeSVG("svg", "plot", { role: "img", "aria-labelledby": `${this.#id}-title`, height });
    const { holes: empty, grid, lines, cursor, dots } = this.#layers;
    this.#svg.append(this.#definitions(), empty, grid, lines, cursor, dots);
    this.element = make("figure", "plot-box", [
      make("figcaption", "plot-head", [
        make("span", "plot-title", [
          make("span", "", spec.title, { id: `${this.#id}-title` }), make("span", "unit", spec.unit),
        ]),
        make("span", "legend", this.#lines.map((line) => line.entry)),
      ]),
      this.#svg,
    ]);
  }

  /** @param origin ms from which the ticks of the time axis are counted. */
  draw(series, span, width, origin = 0) {
    this.#shown = series;
    const step = usualStep(series.times);
    const greatest = Math.max(0, ...this.#lines.map(({ field }) => greatestOf(series, field, span.from)));
    const { top, values } = valueTicks(greatest * 1.04, 4, this.#spec.least);
    this.#top = top;
    setAttributes(this.#svg, { width, viewBox: `0 0 ${width} ${height}` });
    this.#drawGrid(values, span, width, origin);
    this.#drawHoles(series, step, span, width);
    for (const line of this.#lines) this.#drawLine(line, series, step, span, width);
  }

  /** Shows the values of one point, or, with -1, the newest ones. */
  point(index, span, width) {
    const { times, columns } = this.#shown;
    const isPointed = index >= 0;
    const at = isPointed ? index : times.length - 1;
    for (const line of this.#lines) {
      const column = columns[line.field] ?? [];
      const value = (isPointed || !line.rest ? column[at] : line.rest(column)) ?? null;
      setText(line.value, this.#spec.format(value));
      setText(line.word, (isPointed && line.pointed) || line.label);
      if (line.tone === "loss") {
        setShape(line.mark, lossLevel(value));
        setClass(line.mark, `shape text-${lossLevel(value)}`);
      }
      const hasDot = value !== null && isPointed;
      show(line.dot, hasDot);
      setAttributes(line.dot, hasDot
        ? { cx: round(xOf(times[at], span, width)), cy: round(this.#y(value)), display: null } : { display: "none" });
    }
    const x = isPointed ? round(xOf(times[at], span, width)) : 0;
    setAttributes(this.#layers.cursor, {
      x1: x, x2: x, y1: inset.top - 4, y2: height - inset.bottom, display: isPointed ? null : "none",
    });
  }

  #y(value) { return height - inset.bottom - value / this.#top * (height - inset.top - inset.bottom); }

  #makeLine(line) {
    const value = make("span", "value");
    const word = make("span", "", line.label);
    const isLoss = line.tone === "loss";
    const mark = isLoss ? shape("unknown", "shape") : makeSVG("svg", "swatch", { viewBox: "0 0 18 8", "aria-hidden": "true" },
      [line.blocks ? makeSVG("path", `area ${line.tone}`, { d: "M1 8V0h16v8z" }) : makeSVG("path", `line ${line.tone}`, { d: "M1 4h16" })]);
    return {
      ...line, value, word, mark,
      path: makeSVG("path", `line ${line.tone}`, isLoss ? { stroke: `url(#${this.#id}-levels)` } : line.blocks ? { display: "none" } : {}),
      area: line.area || line.blocks ? makeSVG("path", `area ${line.tone}`) : null,
      dot: makeSVG("circle", `dot ${line.tone}`, { r: 3.5, display: "none" }),
      entry: make("span", "entry", [mark, word, value]),
    };
  }

  #definitions() {
    const stops = ["good", "good", "fair", "fair", "poor", "poor"];
    this.#layers.stops = stops.map((level) => makeSVG("stop", `stop ${level}`));
    this.#layers.levels = makeSVG("linearGradient", "", {
      id: `${this.#id}-levels`, gradientUnits: "userSpaceOnUse", x1: 0, x2: 0, y1: height - inset.bottom, y2: inset.top,
    }, this.#layers.stops);
    return makeSVG("defs", "", {}, [
      this.#layers.levels,
      makeSVG("pattern", "", { id: `${this.#id}-hatch`, width: 6, height: 6, patternUnits: "userSpaceOnUse",
        patternTransform: "rotate(45)" }, [makeSVG("path", "hatch", { d: "M0 0v6" })]),
    ]);
  }

  #drawGrid(values, span, width, origin) {
    const nodes = [];
    const marks = (this.#spec.marks ?? []).filter(({ value }) => value < this.#top);
    const taken = [];
    const label = (value, className) => {
      const y = round(this.#y(value));
      if (taken.some((other) => Math.abs(other - y) < 12)) return;
      taken.push(y);
      nodes.push(makeSVG("text", className, { x: gutter.left - 8, y: y + 4, "text-anchor": "end" }, [tickText(value)]));
    };
    for (const time of timeTicks(span.from, span.to, tickCount(width), origin).times) {
      const x = round(xOf(time, span, width));
      nodes.push(makeSVG("line", "time", { x1: x, x2: x, y1: inset.top, y2: height - inset.bottom }));
    }
    for (const value of values) {
      const y = round(this.#y(value));
      nodes.push(makeSVG("line", value === 0 ? "base" : "", { x1: gutter.left, x2: width - gutter.right, y1: y, y2: y }));
    }
    for (const { value, level } of marks) {
      const y = round(this.#y(value));
      nodes.push(makeSVG("line", `mark ${level}`, { x1: gutter.left - 4, x2: width - gutter.right, y1: y, y2: y }));
    }
    // The lines by which is judged are named first: where they lie close, the others give way.
    for (const { value, level } of marks.toReversed()) label(value, `mark ${level}`);
    for (const value of values) label(value, "");
    this.#layers.grid.replaceChildren(...nodes);
    this.#placeStops();
  }

  /** Colours the line by the level that each height means. */
  #placeStops() {
    const marks = this.#spec.marks ?? [];
    if (marks.length !== 2) return;
    const offsets = marks.flatMap(({ value }) => [value, value]).map((value) => Math.min(1, value / this.#top));
    [0, ...offsets, 1].forEach((offset, index) => {
      setAttributes(this.#layers.stops[index], { offset: offset.toFixed(4) });
    });
  }

  /** The last point may stand in a part of its stretch: what it speaks for ends where the axis does. */
  #blocks(times, values, step, span, width) {
    const base = round(this.#y(0));
    return times.map((time, index) => {
      if (!(values[index] > 0) || time < span.from) return "";
      const from = index > 0 ? Math.max(time - step / 2, times[index - 1] + step / 2) : time - step / 2;
      const [left, right] = [from, time + step / 2].map((edge) => round(xOf(clamp(edge, span), span, width)));
      const y = round(this.#y(values[index]));
      return `M${left} ${base}L${left} ${y}L${right} ${y}L${right} ${base}Z`;
    }).join("");
  }

  #drawHoles(series, step, span, width) {
    const values = series.times.map((_, index) =>
      this.#lines.map(({ field }) => series.columns[field]?.[index] ?? null).find((value) => value !== null) ?? null);
    this.#layers.holes.replaceChildren(...holes(series.times, values, span.to, step, span.from).map(([from, to]) =>
      makeSVG("rect", "", {
        x: round(xOf(from, span, width)), y: inset.top, width: round(xOf(to, span, width) - xOf(from, span, width)),
        height: height - inset.top - inset.bottom, fill: `url(#${this.#id}-hatch)`,
      })));
  }

  #drawLine(line, series, step, span, width) {
    const values = series.columns[line.field] ?? [];
    if (line.blocks) {
      const area = this.#blocks(series.times, values, step, span, width);
      setAttributes(line.area, { d: area || "M0 0", display: area ? null : "none" });
      return;
    }
    let [path, area] = ["", ""];
    const base = round(this.#y(0));
    for (const [first, last] of runs(series.times, values, step, span.from)) {
      let points = "";
      for (let index = first; index <= last; index += 1) {
        points += `${index > first ? "L" : ""}${round(xOf(series.times[index], span, width))} ${round(this.#y(values[index]))}`;
      }
      // A point between gaps is a dot: its cap is round.
      path += `M${points}${first === last ? "h0.01" : ""}`;
      if (line.area && last > first) {
        area += `M${round(xOf(series.times[first], span, width))} ${base}L${points}V${base}Z`;
      }
    }
    setAttributes(line.path, { d: path || "M0 0" , display: path ? null : "none" });
    if (line.area) setAttributes(line.area, { d: area || "M0 0", display: area ? null : "none" });
  }
}

const clamp = (time, { from, to }) => Math.min(to, Math.max(from, time));
const round = (value) => Math.round(value * 10) / 10;

function greatestOf(series, field, from) {
  let greatest = 0;
  const values = series.columns[field] ?? [];
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] > greatest && series.times[index] >= from) greatest = values[index];
  }
  return greatest;
}

function tickText(value) {
  return value >= 1e6 ? `${value / 1e6}M` : value >= 10_000 ? `${value / 1000}k` : String(value);
}
