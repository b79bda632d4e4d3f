// Plots one above the other on one time axis, with one cursor over all that share it.

import { make, makeSVG, setAttributes, setText, show } from "./dom.js";
import { minuteOfDay, timeOfDay, utc } from "./format.js";
import { Plot, gutter, plainUnit, tickCount, timeAt, xOf } from "./plot.js";
import { PlotTable } from "./plottable.js";
import { timeTicks } from "./ticks.js";

/** The axis by the clock on the wall. A group may have another: where its ticks are counted from, and their words. */
export const wallClock = Object.freeze({
  origin: 0,
  text: timeOfDay,
  tick: (time, step) => (step % 60_000 === 0 ? minuteOfDay : timeOfDay)(time),
});

/** The moment that is pointed at, ms, or `null`; all plots of the page share it. */
export class Cursor {
  #listeners = new Set();
  time = null;
  /** Where it goes back to when nobody points; a click pins it on pages that have use for that. */
  pinned = null;

  listen(listener) { this.#listeners.add(listener); }
  forget(listener) { this.#listeners.delete(listener); }

  set(time) {
    const next = time ?? this.pinned;
    if (next === this.time) return;
    this.time = next;
    for (const listener of this.#listeners) listener();
  }

  pin(time) {
    this.pinned = time;
    this.set(time);
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
  #scale = wallClock;
  #summaryOf;
  #pick;
  #rest;
  #listener = () => this.#point();

  /**
   * @param options `{ specs, label, cursor, summary(specs, series, span) }`; `pick(time)` hears of a moment that was chosen,
   *   `null` where it is let go; `rest` says what the values are while nothing is pointed at.
   */
  constructor({ specs, label, cursor, summary, pick = () => {}, rest = "newest values" }) {
    this.#specs = specs;
    this.#cursor = cursor;
    this.#summaryOf = summary;
    this.#pick = pick;
    this.#rest = rest;
    this.#plots = specs.map((spec) => new Plot(spec));
    this.#table = new PlotTable(specs, label);
    this.#slider = make("div", "axis-slider", [this.#axis], {
      tabindex: 0, role: "slider", "aria-label": `Moment, ${label}`, "aria-valuemin": 0, "aria-valuemax": 600,
      "aria-valuenow": 0, "aria-valuetext": rest,
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

  /** @param scale as `wallClock`. */
  set scale(scale) {
    this.#scale = scale;
    this.#table.scale = scale;
    this.#draw();
  }

  /** @param span `{ from, to }` ms, the stretch that is shown. */
  update(series, span) {
    this.#series = series;
    this.#span = span;
    this.#choose();
    this.#draw();
    setText(this.#summary, this.#summaryOf(this.#specs, series, span));
    this.#table.update(series, span);
  }

  /** Leaves out plots without any value, or any above 0 where a spec `needsMore`: their empty frames are of no use. */
  #choose() {
    const filled = this.#specs.map(({ lines, needsMore }) =>
      lines.some(({ field }) => this.#series.columns[field].some((value) => (needsMore ? value > 0 : value !== null))));
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
    for (const plot of this.#plots) plot.draw(this.#series, this.#span, this.#width, this.#scale.origin);
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
    const { step, times } = timeTicks(span.from, span.to, tickCount(width), this.#scale.origin);
    const at = index < 0 ? null : xOf(this.#series.times[index], span, width);
    const nodes = times
      .map((time) => [time, xOf(time, span, width)])
      .filter(([, x]) => x > gutter.left + 8 && x < width - 24 && (at === null || Math.abs(x - at) > 66))
      .map(([time, x]) => makeSVG("text", "", { x, y: 17, "text-anchor": "middle" }, [this.#scale.tick(time, step)]));
    if (at !== null) {
      const x = Math.min(width - 36, Math.max(36, at));
      nodes.push(makeSVG("rect", "flag", { x: x - 34, y: 2, width: 68, height: 21, rx: 5 }));
      nodes.push(makeSVG("text", "flag-text", { x, y: 17, "text-anchor": "middle" }, [this.#scale.text(this.#series.times[index])]));
    }
    this.#axis.replaceChildren(...nodes);
    setAttributes(this.#slider, { title: index < 0 ? null : utc(this.#series.times[index]) });
  }

  #valueText(index) {
    if (index < 0) return this.#rest;
    const values = this.#specs.flatMap((spec) => spec.lines.map((line) => {
      const value = this.#series.columns[line.field][index];
      return `${line.pointed && spec.lines.length === 1 ? spec.title : `${spec.title} ${line.label}`} ${value === null ? "not measured" : `${spec.format(value)} ${plainUnit(spec)}`}`;
    }));
    return `${this.#scale.text(this.#series.times[index])}: ${values.join("; ")}`;
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
      this.#pick(this.#cursor.time);
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
      this.#pick(null);
      this.#cursor.set(null);
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter") this.#pick(this.#cursor.time);
    if (steps === undefined || !this.#series?.length) return;
    event.preventDefault();
    const { times } = this.#series;
    const first = times.findIndex((time) => time >= this.#span.from);
    const now = this.#cursor.time === null ? times.length - 1 : this.#series.nearest(this.#cursor.time);
    this.#cursor.set(times[Math.max(first, Math.min(times.length - 1, now + steps))]);
  }
}
