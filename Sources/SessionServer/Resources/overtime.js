// The plots of one participant, or of the room, over the session's time.

import { button, make, setText, show } from "./dom.js";
import { timeOfDay, utc } from "./format.js";
import { PlotGroup, wallClock } from "./plotgroup.js";
import { recordPlots, recordSummary } from "./plotlist.js";
import { clockOf } from "./timeline.js";

export class OverTime {
  #plots = make("div", "");
  #none = make("p", "quiet");
  #marked = make("p", "marked-time", [], { role: "status" });
  #markedText = make("span", "");
  #clock;
  #group = null;
  #data = null;
  #time = undefined;
  #options;

  /** @param options `{ cursor, pick(time), clock(), switchClock() }`. */
  constructor(root, options) {
    this.#options = options;
    this.#clock = button("", options.switchClock, "clock-switch");
    this.#marked.append(this.#markedText, button("Clear", () => options.pick(null)));
    root.append(make("div", "plot-tools", [this.#marked, make("span", "spring"), this.#clock]), this.#none, this.#plots);
  }

  /** @param time of the participant or the room, as `readRecord` gives it, or `null`. */
  update(data, time, name) {
    const isOther = time !== this.#time || data !== this.#data;
    [this.#data, this.#time] = [data, time];
    show(this.#none, !time);
    setText(this.#none, noneText(data, name));
    show(this.#clock, Boolean(time));
    if (isOther) {
      this.#group?.close();
      this.#group = null;
      this.#plots.replaceChildren();
      if (time) {
        this.#group = new PlotGroup({
          specs: recordPlots, label: `plots of ${name}`, cursor: this.#options.cursor, summary: recordSummary(data.span.from),
          pick: this.#options.pick, rest: "over the whole session",
        });
        this.#group.update(time.timeline.series, data.span);
        this.#plots.append(this.#group.element);
      }
    }
    this.tick();
    this.mark(this.#options.cursor.pinned);
  }

  /** The clock has changed. */
  tick() {
    const scale = this.#options.clock();
    if (this.#group) this.#group.scale = scale;
    setText(this.#clock, scale === wallClock ? "Times of the day" : "Times from the start");
    this.#clock.setAttribute("aria-label", scale === wallClock ? "Times of the day. Change to times from the start."
      : "Times from the start. Change to times of the day.");
  }

  mark(time) {
    show(this.#marked, time !== null);
    const isMarked = time !== null && this.#data !== null;
    // Nothing is left of it where it is hidden, either: some readers tell that, too.
    setText(this.#markedText, isMarked ? `Marked: ${clockOf(time, this.#data.span.from)} (${timeOfDay(time)})` : "");
    this.#markedText.title = isMarked ? `${utc(time)} (UTC)` : "";
  }

  close() {
    this.#group?.close();
    this.#group = null;
    this.#time = undefined;
  }
}

function noneText({ time, people }, name) {
  const hasAny = Boolean(time) || people.some((one) => one.time);
  return hasAny ? `No timeline was kept of ${name}; the numbers are below.`
    : "This record was saved without a timeline: there is nothing to plot over time. How the readings were spread is below.";
}
