// Plots one above the other on one time axis, with one cursor over all that share it.

import { make, makeSVG, setAttributes, setText, show } from "./dom.js";
import { duration, frames, kbps, milliseconds, minuteOfDay, percent, timeOfDay, utc } from "./format.js";
import { Plot, gutter, tickCount, timeAt, xOf } from "./plot.js";
import { PlotTable } from "./plottable.js";
import { extent } from "./series.js";
import { timeTicks } from "./ticks.js";

const lossMarks = [
  { value: 1, level: "fair" },
  { value: 5, level: "poor" },
];

export const roomPlots = [
  { title: "Video sent", unit: "kbps", format: kbps, least: 100, lines: [
    { field: "video_kbps", label: "all together", tone: "first", area: true, fold: "mean" }] },
  { title: "Packet loss", unit: "%, last 30 s; fair from 1, poor above 5", format: percent, least: 6, marks: lossMarks, lines: [
    { field: "worst_packet_loss_percentage", label: "worst participant", tone: "loss", fold: "greatest" }] },
  { title: "Round trip", unit: "ms", format: milliseconds, least: 90, lines: [
    { field: "worst_round_trip_time_ms", label: "worst", tone: "second", fold: "greatest" },
    { field: "round_trip_time_ms", label: "median", tone: "first", fold: "mean" }] },
];

export const participantPlots = [
  { title: "Video sent", unit: "kbps", format: kbps, least: 100, lines: [
    { field: "video_kbps", label: "now", tone: "first", area: true, fold: "mean" }] },
  { title: "Pictures sent", unit: "frames/s", format: frames, least: 30, lines: [
    { field: "frames_per_second", label: "now", tone: "first", fold: "mean" }] },
  { title: "Packet loss", unit: "%, last 30 s; fair from 1, poor above 5", format: percent, least: 6, marks: lossMarks, lines: [
    { field: "packet_loss_percentage", label: "sent", tone: "loss", fold: "greatest" }] },
  { title: "Round trip", unit: "ms", format: milliseconds, least: 90, lines: [
    { field: "round_trip_time_ms", label: "now", tone: "first", fold: "mean" }] },
];

/** The moment that is pointed at, ms, or `null`; all plots of the page share it. */
export class Cursor {
  #listeners = new Set();
  time = null;

  listen(listener) { this.#listeners.add(listener); }
  forget(listener) { this.#listeners.delete(listener); }

  set(time) {
    if (time === this.time) return;
    this.time = time;
    for (const listener of this.#listeners) listener();
  }
}

export class PlotGroup {
  #plots;
  #specs;
  #cursor;
  #axis = makeSVG("svg", "axis", { height: 26, "aria-hidden": "true" });
  #slider;
  #body = make("div", "plots-body");
  #summary = make("p", "summary");
  #table;
  #series = null;
  #span = { from: 0, to: 1 };
  #width = 0;
  #observer;
  #listener = () => this.#point();

  constructor({ specs, label, cursor }) {
    this.#specs = specs;
    this.#cursor = cursor;
    this.#plots = specs.map((spec) => new Plot(spec));
    this.#table = new PlotTable(specs, label);
    this.#slider = make("div", "axis-slider", [this.#axis], {
      tabindex: 0, role: "slider", "aria-label": `Moment, ${label}`, "aria-valuemin": 0, "aria-valuemax": 600,
      "aria-valuenow": 0, "aria-valuetext": "newest values",
    });
    this.#body.append(...this.#plots.map((plot) => plot.element), this.#slider);
    this.element = make("div", "plots", [this.#body, this.#summary, this.#table.element]);
    this.#hear();
    cursor.listen(this.#listener);
    // In the next frame: a box that changes while sizes are told makes the browser tell of an error.
    this.#observer = new ResizeObserver(([entry]) => requestAnimationFrame(() => {
      const width = Math.floor(entry.contentRect.width);
      if (width === this.#width) return;
      this.#width = width;
      this.#draw();
    }));
    this.#observer.observe(this.#body);
  }

  /** @param span `{ from, to }` ms, the stretch that is shown. */
  update(series, span) {
    this.#series = series;
    this.#span = span;
    this.#choose();
    this.#draw();
    setText(this.#summary, summary(this.#specs, series, span));
    this.#table.update(series, span);
  }

  /** Leaves out plots without any value: a call without video has no use for their empty frames. */
  #choose() {
    const filled = this.#specs.map(({ lines }) =>
      lines.some(({ field }) => this.#series.columns[field].some((value) => value !== null)));
    this.#plots.forEach((plot, index) => show(plot.element, filled[index]));
    show(this.#body, filled.includes(true));
    show(this.#table.element, filled.includes(true));
  }

  close() {
    this.#cursor.forget(this.#listener);
    this.#observer.disconnect();
  }

  #draw() {
    if (!this.#series || this.#width < 60) return;
    for (const plot of this.#plots) plot.draw(this.#series, this.#span, this.#width);
    this.#point();
  }

  #point() {
    if (!this.#series || this.#width < 60) return;
    const { time } = this.#cursor;
    const isInside = time !== null && time >= this.#span.from;
    const index = isInside ? this.#series.nearest(time) : -1;
    for (const plot of this.#plots) plot.point(index, this.#span, this.#width);
    this.#drawAxis(index);
    const seconds = index < 0 ? 0 : Math.round((this.#span.to - this.#series.times[index]) / 1000);
    setAttributes(this.#slider, {
      "aria-valuemin": -Math.round((this.#span.to - this.#span.from) / 1000), "aria-valuemax": 0,
      "aria-valuenow": seconds === 0 ? 0 : -seconds, "aria-valuetext": this.#valueText(index),
    });
  }

  #drawAxis(index) {
    const [span, width] = [this.#span, this.#width];
    setAttributes(this.#axis, { width, viewBox: `0 0 ${width} 26` });
    const { step, times } = timeTicks(span.from, span.to, tickCount(width));
    const text = step % 60_000 === 0 ? minuteOfDay : timeOfDay;
    const at = index < 0 ? null : xOf(this.#series.times[index], span, width);
    const nodes = times
      .map((time) => [time, xOf(time, span, width)])
      .filter(([, x]) => x > gutter.left + 8 && x < width - 24 && (at === null || Math.abs(x - at) > 66))
      .map(([time, x]) => makeSVG("text", "", { x, y: 17, "text-anchor": "middle" }, [text(time)]));
    if (at !== null) {
      const x = Math.min(width - 36, Math.max(36, at));
      nodes.push(makeSVG("rect", "flag", { x: x - 34, y: 2, width: 68, height: 21, rx: 5 }));
      nodes.push(makeSVG("text", "flag-text", { x, y: 17, "text-anchor": "middle" }, [timeOfDay(this.#series.times[index])]));
    }
    this.#axis.replaceChildren(...nodes);
    setAttributes(this.#slider, { title: index < 0 ? null : utc(this.#series.times[index]) });
  }

  #valueText(index) {
    if (index < 0) return "newest values";
    const values = this.#specs.flatMap((spec) => spec.lines.map((line) => {
      const value = this.#series.columns[line.field][index];
      return `${spec.title} ${line.label} ${value === null ? "not measured" : `${spec.format(value)} ${plainUnit(spec)}`}`;
    }));
    return `${timeOfDay(this.#series.times[index])}: ${values.join("; ")}`;
  }

  #hear() {
    const follow = (event) => {
      const { left } = this.#body.getBoundingClientRect();
      const index = this.#series?.nearest(timeAt(event.clientX - left, this.#span, this.#width)) ?? -1;
      this.#cursor.set(index < 0 ? null : this.#series.times[index]);
    };
    this.#body.addEventListener("pointermove", follow);
    this.#body.addEventListener("pointerdown", (event) => {
      follow(event);
      this.#slider.focus({ preventScroll: true, focusVisible: false });
      event.preventDefault();
    });
    // A finger that is lifted leaves the values where they can be read.
    this.#body.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse") this.#cursor.set(null);
    });
    this.#slider.addEventListener("keydown", (event) => this.#press(event));
    this.#slider.addEventListener("blur", () => this.#cursor.set(null));
  }

  #press(event) {
    const steps = {
      ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -30, PageUp: 30, Home: -Infinity, End: Infinity,
    }[event.key];
    if (event.key === "Escape" && this.#cursor.time !== null) {
      this.#cursor.set(null);
      event.stopPropagation();
      return;
    }
    if (steps === undefined || !this.#series?.length) return;
    event.preventDefault();
    const { times } = this.#series;
    const first = times.findIndex((time) => time >= this.#span.from);
    const now = this.#cursor.time === null ? times.length - 1 : this.#series.nearest(this.#cursor.time);
    this.#cursor.set(times[Math.max(first, Math.min(times.length - 1, now + steps))]);
  }
}

const plainUnit = (spec) => spec.unit.split(",")[0];

/** What the plots show, in one sentence a plot. */
export function summary(specs, series, span) {
  const isEmpty = !specs.some(({ lines }) =>
    lines.some(({ field }) => extent(series.times, series.columns[field], span.from)));
  if (isEmpty) return "Nothing was measured yet. The plots begin with the first report.";
  const parts = specs.flatMap((spec) => spec.lines.map((line) => {
    const found = extent(series.times, series.columns[line.field], span.from);
    const unit = plainUnit(spec);
    const what = spec.lines.length > 1 || line.tone === "loss" ? `${spec.title.toLowerCase()} (${line.label})`
      : spec.title.toLowerCase();
    if (!found) return `${what} not measured`;
    const { least, greatest, newest, at } = found;
    const range = spec.format(least) === spec.format(greatest) ? `${spec.format(least)} ${unit}`
      : `${spec.format(least)} to ${spec.format(greatest)} ${unit}, most at ${timeOfDay(at)}`;
    return `${what} ${range}${newest === null ? "" : `, now ${spec.format(newest)}`}`;
  }));
  const length = duration(Math.max(1, (series.last - Math.max(span.from, series.times[0])) / 1000));
  return `In the last ${length}: ${parts.join("; ")}.`;
}
