// Who said what and when, beside the plots: searched, marked where packets were lost, and drawn in portions, since a long
// session has a hundred thousand lines.

import { shownNameOf } from "./advice.js";
import { button, make, setAttributes, setClass, setText, shape, show } from "./dom.js";
import { count, number, percent, readable, timeOfDay, utc } from "./format.js";
import { finder, lineAt, longestLine, pieces } from "./said.js";
import { clockOf } from "./timeline.js";
import { speakerOf } from "./words.js";

/** Lines that are drawn at first, that each step adds, and that are kept: beyond it the far end goes. */
const atFirst = 150;
const step = 150;
const kept = 900;
/** ms after the last key before the lines are searched. */
const pause = 180;

export class Transcript {
  #data = null;
  #found = [];
  #from = 0;
  #to = 0;
  #marked = -1;
  #find = null;
  #timer = 0;
  #options;
  #list = make("ol", "said-lines");
  #earlier = button("", () => this.#extend(-step), "step");
  #later = button("", () => this.#extend(step), "step");
  #end = make("p", "omitted");
  #empty = make("p", "quiet");
  #status = make("p", "note", "", { role: "status" });
  #search = make("input", "", [], {
    type: "search", placeholder: "Find words", "aria-label": "Find words in the transcript", autocomplete: "off", spellcheck: "false",
    maxlength: 200,
  });
  #onlyPoor = make("input", "", [], { type: "checkbox" });
  #poorLabel = make("span", "");
  #tools = make("div", "tools", [this.#search, make("label", "check", [this.#onlyPoor, this.#poorLabel])]);
  #box;

  /** @param options `{ pick(time), clock }`: hears of a line that was chosen. */
  constructor(root, options) {
    this.#options = options;
    this.#box = make("div", "lines-box", [this.#earlier, this.#list, this.#empty, this.#later, this.#end], {
      tabindex: 0, role: "region", "aria-label": "Transcript" });
    root.append(this.#tools, this.#status, this.#box);
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#filter(), pause);
    });
    this.#onlyPoor.addEventListener("change", () => this.#filter());
    this.#list.addEventListener("click", (event) => this.#click(event));
    this.#list.addEventListener("keydown", (event) => this.#press(event));
    // Who scrolls on gets more without asking; the buttons are for keyboards.
    this.#box.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.#box;
      if (scrollHeight - scrollTop - clientHeight < 240 && this.#to < this.#found.length) this.#extend(step);
    }, { passive: true });
  }

  update(data) {
    this.#data = data;
    this.#marked = -1;
    this.#search.value = "";
    this.#onlyPoor.checked = false;
    const { lines, marked, record } = data;
    show(this.#tools, lines.length > 0);
    show(this.#onlyPoor.parentElement, marked > 0);
    setText(this.#poorLabel, `only ${count(marked, "line")} said while many packets were lost`);
    const omitted = record.transcript_omitted;
    show(this.#end, omitted > 0);
    if (omitted > 0) {
      setText(this.#end, `The transcript's limit was reached: ${count(omitted, "more line")} of this session `
        + `${omitted === 1 ? "was" : "were"} not kept.`);
    }
    this.#filter();
    this.#box.scrollTop = 0;
  }

  /** Writes the times anew: the clock has changed. */
  redraw() { if (this.#data) this.#draw(); }

  /** Marks the line that was being said at a moment, and brings it into sight. `null` marks none. */
  mark(time) {
    if (!this.#data || time === null) {
      this.#mark(-1);
      return;
    }
    const index = lineAt(this.#data.lines, time);
    if (index < 0) return;
    if (this.#found.length !== this.#data.lines.length && !this.#found.some((line) => line.index === index)) {
      this.#search.value = "";
      this.#onlyPoor.checked = false;
      this.#filter(index);
    }
    this.#mark(index);
    this.#reveal(index);
  }

  #filter(around = -1) {
    const { lines } = this.#data;
    this.#find = finder(this.#search.value);
    const has = (line) => (!this.#onlyPoor.checked || line.mark) && (!this.#find || line.text.search(this.#find) >= 0);
    this.#found = this.#find || this.#onlyPoor.checked ? lines.filter(has) : lines;
    const isFiltered = this.#found !== lines;
    // Whoever clears the search still wants the line that was chosen.
    const place = this.#placeOf(around >= 0 ? around : this.#marked);
    this.#from = Math.max(0, place - step);
    this.#to = Math.min(this.#found.length, this.#from + Math.max(atFirst, place - this.#from + step));
    const all = lines.length > 0 ? count(lines.length, "line") : "";
    setText(this.#status, isFiltered ? `${number(this.#found.length)} of ${all}` : all);
    setText(this.#empty, lines.length === 0 ? "Nothing was transcribed in this session." : "No line has these words.");
    show(this.#empty, this.#found.length === 0);
    this.#draw();
    if (place >= 0) this.#reveal(this.#found[place].index);
    else this.#box.scrollTop = 0;
  }

  #placeOf(index) { return index < 0 ? -1 : this.#found.findIndex((line) => line.index === index); }

  #draw() {
    this.#list.replaceChildren(...this.#found.slice(this.#from, this.#to).map((line) => this.#line(line)));
    this.#tell();
  }

  #extend(number) {
    const [from, to] = [this.#from, this.#to];
    if (number < 0) {
      this.#from = Math.max(0, from + number);
      const before = this.#box.scrollHeight;
      this.#list.prepend(...this.#found.slice(this.#from, from).map((line) => this.#line(line)));
      this.#box.scrollTop += this.#box.scrollHeight - before;
      while (this.#to - this.#from > kept) {
        this.#list.lastElementChild.remove();
        this.#to -= 1;
      }
    } else {
      this.#to = Math.min(this.#found.length, to + number);
      this.#list.append(...this.#found.slice(to, this.#to).map((line) => this.#line(line)));
      const before = this.#box.scrollHeight;
      while (this.#to - this.#from > kept) {
        this.#list.firstElementChild.remove();
        this.#from += 1;
      }
      this.#box.scrollTop -= before - this.#box.scrollHeight;
    }
    this.#tell();
  }

  #tell() {
    show(this.#earlier, this.#from > 0);
    show(this.#later, this.#to < this.#found.length);
    setText(this.#earlier, `Show earlier lines (${number(this.#from)})`);
    setText(this.#later, `Show later lines (${number(this.#found.length - this.#to)})`);
    setAttributes(this.#list, { start: this.#from + 1 });
    const first = this.#list.querySelector(".time:enabled");
    if (first && !this.#list.querySelector("[tabindex='0']")) setAttributes(first, { tabindex: 0 });
  }

  #line(line) {
    const speaker = speakerOf(line.speaker);
    const isTimed = Number.isFinite(line.time);
    const at = isTimed ? this.#options.clock().text(line.time) : "–";
    const time = make("button", "time", at, {
      type: "button", tabindex: -1, disabled: !isTimed, title: isTimed ? `${timeOfDay(line.time)}, ${utc(line.time)}` : null,
      "aria-label": isTimed ? `Mark ${at} in the plots` : null,
    });
    const text = readable(line.text.replace(/\s+/g, " "), longestLine);
    const words = this.#find ? pieces(text, this.#find).map((piece, index) => (index % 2 ? make("mark", "", piece) : piece)) : text;
    const who = make("span", `speaker ${line.speaker === "counselor" ? "counselor" : "user"}`, speaker);
    const node = make("li", "", [time, make("div", "said", [who, make("bdi", "text", words), markOf(line)])]);
    node.dataset.index = line.index;
    this.#style(node, line.index === this.#marked);
    return node;
  }

  #style(node, isMarked) {
    setClass(node, `said-line ${isMarked ? "marked" : ""}`);
    setAttributes(node, { "aria-current": isMarked ? "true" : null });
  }

  #mark(index) {
    const old = this.#list.querySelector(".marked");
    if (old) this.#style(old, false);
    this.#marked = index;
    const node = index < 0 ? null : this.#list.querySelector(`[data-index="${index}"]`);
    if (node) this.#style(node, true);
  }

  #reveal(index) {
    const place = this.#placeOf(index);
    if (place < 0) return;
    if (place < this.#from || place >= this.#to) {
      this.#from = Math.max(0, place - step);
      this.#to = Math.min(this.#found.length, place + step);
      this.#draw();
    }
    const node = this.#list.querySelector(`[data-index="${index}"]`);
    // Within its box alone: the page itself must not jump.
    if (node) this.#box.scrollTop += node.getBoundingClientRect().top - this.#box.getBoundingClientRect().top - this.#box.clientHeight / 3;
  }

  #click(event) {
    const node = event.target.closest("li");
    if (!node || !getSelection().isCollapsed) return;
    const line = this.#data.lines[Number(node.dataset.index)];
    if (!Number.isFinite(line.time)) return;
    this.#mark(line.index);
    this.#options.pick(line.time);
  }

  /** One line is a stop of the Tab key; arrows go on from there. */
  #press(event) {
    const now = event.target.closest("li");
    const next = {
      ArrowDown: now?.nextElementSibling, ArrowUp: now?.previousElementSibling,
      Home: this.#list.firstElementChild, End: this.#list.lastElementChild,
    }[event.key];
    if (!now || next === undefined) return;
    event.preventDefault();
    if (!next) return;
    for (const stop of this.#list.querySelectorAll("[tabindex='0']")) setAttributes(stop, { tabindex: -1 });
    const time = next.querySelector(".time");
    setAttributes(time, { tabindex: 0 });
    time.focus();
  }
}

/** What the network was like when a line was said, in a word and a number. */
function markOf({ mark }) {
  if (!mark) return null;
  const who = mark.identity === null ? [] : [" (", make("bdi", "", shownNameOf(mark.identity)), ")"];
  return make("span", "said-mark poor", [shape("poor"), make("span", "", [`poor: ${percent(mark.loss)}\u00a0% lost`, ...who])]);
}

/** The axis and the lines by the time since the session began. */
export const sessionClock = (start) => Object.freeze({
  origin: start, text: (time) => clockOf(time, start), tick: (time) => clockOf(time, start),
});
