// The last five minutes of one participant in a cell: kbps as a line (of audio where there is no video), and under it where packets were lost.

import { makeSVG, setAttributes } from "./dom.js";
import { lossLevel } from "./format.js";
import { runs, usualStep } from "./series.js";

const size = { width: 132, height: 30, line: 22 };
/** ms that a sparkline looks back. */
const span = 300_000;

export class Sparkline {
  #line = makeSVG("path", "line first");
  #strips = { fair: makeSVG("path", "strip fair"), poor: makeSVG("path", "strip poor") };

  constructor() {
    const base = makeSVG("path", "strip", { d: `M0 ${size.height - 2.5}H${size.width}` });
    this.element = makeSVG("svg", "spark", {
      viewBox: `0 0 ${size.width} ${size.height}`, preserveAspectRatio: "none", "aria-hidden": "true",
    }, [base, this.#strips.fair, this.#strips.poor, this.#line]);
  }

  draw(series, to, elapsed = span) {
    const length = Math.min(span, Math.max(60_000, elapsed));
    const from = to - length;
    const x = (time) => Math.round((time - from) / length * size.width * 10) / 10;
    const { times } = series;
    const { video_kbps: video, audio_kbps: audio } = series.columns;
    const values = video.some((value) => value !== null) ? video : audio;
    const step = usualStep(times);
    const found = runs(times, values, step, from);
    let top = 1;
    for (const [first, last] of found) for (let index = first; index <= last; index += 1) top = Math.max(top, values[index]);
    let path = "";
    for (const [first, last] of found) {
      for (let index = first; index <= last; index += 1) {
        const y = Math.round((size.line - values[index] / top * (size.line - 3)) * 10) / 10;
        path += `${index > first ? "L" : "M"}${x(times[index])} ${y}`;
      }
      if (first === last) path += "h0.01";
    }
    setAttributes(this.#line, { d: path || "M0 0", display: path ? null : "none" });
    this.#drawStrips(series, step, from, x);
  }

  #drawStrips({ times, columns }, step, from, x) {
    const paths = { fair: "", poor: "" };
    const losses = columns.packet_loss_percentage;
    for (let index = 0; index < times.length; index += 1) {
      if (times[index] < from || losses[index] === null) continue;
      const level = lossLevel(losses[index]);
      if (!(level in paths)) continue;
      const start = Math.max(0, x(Math.max(times[index] - step, times[index - 1] ?? -Infinity)));
      paths[level] += `M${start} ${size.height - 2.5}H${Math.max(start + 0.8, x(times[index]))}`;
    }
    for (const [level, path] of Object.entries(paths)) {
      setAttributes(this.#strips[level], { d: path || "M0 0", display: path ? null : "none" });
    }
  }
}
