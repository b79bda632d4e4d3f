// Who was there and how it went: a lane for each participant, coloured by level, hatched where nothing was measured.

import { causeText } from "./advice.js";
import { button, chip, make, makeSVG, nameOf, setAttributes, setText, show } from "./dom.js";
import { count, kbps, number, percent } from "./format.js";
import { leastSeconds } from "./judge.js";
import { measuredAt } from "./metriclist.js";
import { stretches } from "./timeline.js";

/** Lanes that are shown at first, and that each "more" adds. */
const atFirst = 12;
const more = 50;
/** Units of a lane, which is stretched to its box. */
const width = 1000;
const height = 20;
/** Poor stretches are higher than fair ones, and those than good ones: they are not told apart by colour alone. */
const heights = { good: { y: 8, height: 6 }, fair: { y: 5, height: 12 }, poor: { y: 1, height: 18 } };

export class Lanes {
  #list = make("ul", "lanes");
  #more = button("", () => { this.#limit += more; this.#write(); }, "more-lanes");
  #legend = make("p", "note");
  #options;
  #limit = atFirst;
  #data = null;
  #selected = null;
  #cursors = [];

  /** @param options `{ cursor, choose(identity), pick(time) }`; `null` is the whole room. */
  constructor(root, options) {
    this.#options = options;
    root.append(this.#list, this.#more, this.#legend);
    options.cursor.listen(() => this.#point());
  }

  update(data, selected) {
    if (data !== this.#data) this.#limit = atFirst;
    const isSame = data === this.#data;
    [this.#data, this.#selected] = [data, selected];
    if (isSame) this.#choose();
    else this.#write();
  }

  #write() {
    const { people, time, metrics } = this.#data;
    const rows = [
      this.#row({ identity: null, level: this.#data.verdict.level, cause: null, block: metrics, time }),
      ...people.slice(0, this.#limit).map((one) => this.#row(one)),
    ];
    this.#cursors = rows.map((row) => row.cursor).filter(Boolean);
    this.#list.replaceChildren(...rows.map((row) => row.element));
    const hidden = people.length - this.#limit;
    show(this.#more, hidden > 0);
    if (hidden > 0) setText(this.#more, `Show more: ${count(hidden, "participant")} below these`);
    const hasTime = Boolean(time) || people.some((one) => one.time);
    setText(this.#legend, hasTime
      ? "Lanes are coloured by packet loss and round trip; hatched: not measured, or too short to judge, which is no verdict. Choose a name to see that participant below."
      : "This record has no timeline, so nothing is told of when it happened. Choose a name to see that participant's numbers below.");
    this.#choose();
    this.#point();
  }

  #row({ identity, isMonitor = false, level, cause, block, time }) {
    const name = make("button", "lane-name", identity === null ? "Whole room" : nameOf(identity), { type: "button" });
    name.addEventListener("click", () => this.#options.choose(identity));
    const lane = time ? this.#lane(time) : null;
    const loss = percent(measuredAt(block, { path: "packet_loss_percentage", needs: "jitter_ms" }));
    const video = measuredAt(block, { path: "average_bitrate", video: true });
    const audio = measuredAt(block, { path: "audio.average_bitrate", needs: "audio.bitrate_kbps" });
    const rate = video === null ? `${kbps(audio)} kbps of audio` : `${kbps(video)} kbps`;
    const element = make("li", "lane", [
      make("div", "lane-who", [name, identity === null ? null : chip(level)]),
      lane ? lane.element : make("p", "quiet lane-none", "no timeline"),
      make("p", "lane-facts", [
        make("span", "quiet", isMonitor ? "The monitor itself: what it received. " : ""),
        make("bdi", cause ? `text-${level}` : "", cause ? `${causeText(cause)}. ` : ""),
        make("span", "quiet", `${loss} % lost, ${rate}${time ? `; ${timeText(time)}` : ""}`),
      ]),
    ]);
    return { element, cursor: lane?.cursor, identity };
  }

  #lane(time) {
    const { span } = this.#data;
    const x = (moment) => Math.min(width, Math.max(0, (moment - span.from) / (span.to - span.from) * width));
    const isKnown = time.levels.map((level) => (level === "unknown" ? "unknown" : "known"));
    const known = stretches(time.timeline, isKnown).filter(({ level }) => level === "known")
      .map(({ from, to }) => makeSVG("rect", "lane-known", { x: round(x(from)), y: 0, width: round(x(to) - x(from)), height }));
    const rects = stretches(time.timeline, time.levels).filter(({ level }) => level !== "unknown").map(({ level, from, to }) =>
      makeSVG("rect", `stretch ${level}`, {
        x: round(x(from)), width: round(Math.max(1, x(to) - x(from))), ...heights[level],
      }));
    const cursor = makeSVG("line", "cursor", { y1: 0, y2: height, display: "none" });
    const svg = makeSVG("svg", "lane-plot", {
      viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `Over time: ${timeText(time)}`,
    }, [makeSVG("rect", "lane-ground", { x: 0, y: 0, width, height }), ...known, ...rects, cursor]);
    const momentOf = (event) => {
      const { left, width: shown } = svg.getBoundingClientRect();
      return span.from + Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, shown))) * (span.to - span.from);
    };
    svg.addEventListener("pointermove", (event) => this.#options.cursor.set(momentOf(event)));
    svg.addEventListener("pointerleave", () => this.#options.cursor.set(null));
    svg.addEventListener("click", (event) => this.#options.pick(momentOf(event)));
    return { element: make("div", "lane-box hatched", svg), cursor };
  }

  #choose() {
    const names = [null, ...this.#data.people.slice(0, this.#limit).map(({ identity }) => identity)];
    [...this.#list.children].forEach((row, index) => {
      const isChosen = names[index] === this.#selected;
      row.classList.toggle("chosen", isChosen);
      setAttributes(row.querySelector(".lane-name"), { "aria-pressed": String(isChosen) });
    });
  }

  #point() {
    const { time } = this.#options.cursor;
    if (!this.#data) return;
    const { from, to } = this.#data.span;
    const x = time === null ? 0 : round(Math.min(width, Math.max(0, (time - from) / (to - from) * width)));
    for (const cursor of this.#cursors) setAttributes(cursor, { x1: x, x2: x, display: time === null ? "none" : null });
  }
}

const round = (value) => Math.round(value * 10) / 10;

/** Shares of the time in words: good 92 %, poor 5 %, not measured 3 %. */
export function sharesText(shares) {
  const parts = [["good", "good"], ["fair", "fair"], ["poor", "poor"], ["unknown", "not measured"]]
    .filter(([level]) => shares[level] >= 0.005).map(([level, word]) => `${word} ${number(shares[level] * 100)}\u00a0%`);
  return parts.length > 0 ? parts.join(", ") : "not measured";
}

/** The same of a time as `readRecord` gives it: what is too short to be judged was measured all the same. */
export const timeText = ({ isShort, shares }) => (isShort ? `too short to judge (under ${number(leastSeconds)}\u00a0s measured)` : sharesText(shares));

/** The share-of-time bar of the whole room, which may be good for long while somebody's was not. */
export function shareBar(time) {
  const { shares } = time;
  const parts = ["good", "fair", "poor", "unknown"];
  let at = 0;
  const rects = parts.map((level) => {
    const rect = makeSVG("rect", level === "unknown" ? "lane-ground" : `stretch ${level}`, {
      x: round(at * width), y: 0, width: round(shares[level] * width), height: 10,
    });
    at += shares[level];
    return rect;
  });
  return make("div", "shares", [
    time.isShort ? null : make("div", "share-box hatched", makeSVG("svg", "", { viewBox: `0 0 ${width} 10`, preserveAspectRatio: "none", "aria-hidden": "true" }, rects)),
    make("p", "note", `All participants' time together: ${timeText(time)}.`),
  ]);
}
