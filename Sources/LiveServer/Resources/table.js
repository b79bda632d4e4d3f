// The participants, worst first: rows that are changed in place and keep still under the pointer.

import { causeWords } from "./changes.js";
import { button, chip, make, nameOf, setAttributes, setChip, setClass, setName, setText, show } from "./dom.js";
import {
  count, dash, duration, frames, kbps, levelOf, lossLevel, milliseconds, number, percent, readable, score, words,
} from "./format.js";
import { staying } from "./order.js";
import { Sparkline } from "./sparkline.js";
import { isLate } from "./state.js";

/** ms for which rows keep their places after the pointer or a key moved among them. */
const calm = 2_500;
/** ms between two changes of the order. */
const orderPace = 3_000;
/** ms between two writings of a row that is out of sight. */
const unseenPace = 8_000;

/** Widths, in the font's own size, from or up to which the table looks otherwise: see live.css. */
const fits = [
  ["roomy", (width) => width >= 78], ["snug", (width) => width <= 66], ["tight", (width) => width <= 62],
  ["cards", (width) => width <= 46], ["small", (width) => width <= 26],
];

/** @returns `[text, level]` of a share of packets lost. */
const loss = (value) => [percent(value), lossLevel(value)];
const seconds = (value) => (typeof value === "number" ? `${number(value, 1)} s` : dash);
const plain = (value) => [value, "unknown"];

/** `main` and `small`: what stands in the cell, large and small; `lead` says what the small one is where no head does, and
 *  `isSmallOfAll` that it is no mean of the large one. */
const columns = [
  { head: "Sent", unit: "kbps", second: "now / avg", lead: "avg", width: "wide",
    main: ({ now, average }) => videoOrAudio(now, average)[0], small: ({ now, average }) => videoOrAudio(now, average)[1] },
  { head: "Pictures", unit: "frames/s", second: "now / avg", lead: "avg", width: "wide",
    main: ({ now }) => plain(frames(now.frames_per_second)), small: ({ average }) => frames(average.frames_per_second) },
  { head: "Loss sent", unit: "%", second: "30 s / all", lead: "of all",
    main: ({ now }) => loss(now.packet_loss_percentage), small: ({ average }) => percent(average.packet_loss_percentage) },
  { head: "Loss received", unit: "%", second: "30 s / all", lead: "of all", width: "wide",
    main: ({ now }) => loss(now.received_packet_loss_percentage),
    small: ({ average }) => percent(average.received_packet_loss_percentage) },
  { head: "Round trip", unit: "ms", second: "now / p95", lead: "p95", isSmallOfAll: true,
    main: ({ now }) => plain(milliseconds(now.round_trip_time_ms)),
    small: ({ average }) => milliseconds(average.round_trip_time_p95_ms) },
  { head: "Freezes", unit: "times", second: "in all", lead: "", isSmallOfAll: true,
    main: ({ average }) => plain(number(average.freeze_count)), small: ({ average }) => seconds(average.freeze_seconds) },
  { head: "MOS", unit: "estimate", second: "1 to 5", lead: "", width: "narrow",
    main: ({ average }) => plain(score(average.mos)), small: () => "" },
];

function videoOrAudio(now, average) {
  const isVoice = typeof now.video_kbps !== "number" && typeof now.audio_kbps === "number"
    && typeof average.video_kbps !== "number";
  if (isVoice) return [plain(kbps(now.audio_kbps)), `${kbps(average.audio_kbps)} audio`];
  return [plain(kbps(now.video_kbps)), kbps(average.video_kbps)];
}

const figureClass = ({ width = "" }) => `figure ${width}`;

class Row {
  #cells = columns.map(({ lead, unit }) => ({ main: make("span", "main", [], { "data-unit": unit }), under: make("span", "under", [], { "data-lead": lead }) }));
  #chip = chip("unknown");
  #held = make("span", "under");
  #name = nameOf("");
  #note = make("span", "note");
  #quality = make("span", "main");
  #spark = new Sparkline();
  isVisible = true;
  writtenAt = -Infinity;
  /** What `write` shows: `{ row, room, href, isSelected }`. */
  latest = null;

  constructor() {
    this.link = make("a", "row-link", this.#name, { href: "#", tabindex: -1 });
    const cell = (className, children, label) =>
      make("td", className, children, { role: "cell", "data-label": label });
    this.element = make("tr", "row", [
      cell("level", [this.#chip, this.#held], null),
      make("th", "who", [this.link, this.#note], { scope: "row", role: "rowheader" }),
      ...this.#cells.map(({ main, under }, index) => cell(figureClass(columns[index]), [main, under],
        columns[index].head)),
      cell("signalled", [this.#quality], "Signalled"),
      cell("trend", [this.#spark.element], "Last 5 min"),
    ], { role: "row" });
  }

  write(now) {
    this.writtenAt = now;
    const { row, room, href, isSelected } = this.latest;
    const { snapshot } = room;
    // Of who left there is no now: what was on average stands in its place.
    const average = row.average ?? {};
    const figures = { now: row.present ? row.now ?? {} : average, average };
    const level = levelOf(row.level);
    const late = isLate(row, snapshot);
    setClass(this.element, `row ${row.present || room.isEnded ? "" : "gone"} ${late ? "late" : ""} ${isSelected ? "selected" : ""}`);
    setChip(this.#chip, level, row.present || room.isEnded ? level : "left");
    setText(this.#held, row.present && row.level_for_seconds >= 1 ? `for ${duration(row.level_for_seconds)}` : "");
    setName(this.#name, row.identity);
    setAttributes(this.link, { href, "aria-current": isSelected ? "true" : null });
    setText(this.#note, noteOf(row, late));
    columns.forEach((column, index) => {
      const [text, tone] = column.main(figures);
      setText(this.#cells[index].main, text);
      setClass(this.#cells[index].main, `main text-${tone}`);
      setText(this.#cells[index].under, column.isSmallOfAll || row.present ? column.small(figures) : "");
    });
    this.#spark.draw(room.seriesOf(row.identity), room.span.to, snapshot.duration_seconds * 1000);
    setText(this.#quality, row.connection_quality === "unknown" ? dash : words(row.connection_quality) || dash);
  }
}

function noteOf(row, late) {
  const note = figuresNote(row, late);
  return row.monitor ? ["the monitor itself: what it receives", note].filter(Boolean).join("; ") : note;
}

function figuresNote(row, late) {
  if (!row.present) return row.cause ? `on average; ${readable(causeWords(row.cause), 120)}` : "on average";
  if (late) return `no report for ${duration(row.last_report_age_seconds)}`;
  return row.cause ? readable(causeWords(row.cause), 120) : "";
}

export class ParticipantTable {
  #body = make("tbody", "", [], { role: "rowgroup" });
  #rows = new Map();
  #more = button("", () => this.#options.more(), "more");
  #moved = -Infinity;
  #order = "";
  #arrangedAt = -Infinity;
  #options;
  #empty = make("p", "quiet", "");
  #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = this.#rows.get(target.dataset.key);
      if (!row) continue;
      row.isVisible = isIntersecting;
      if (isIntersecting && row.latest) row.write(performance.now());
    }
  }, { rootMargin: "200px" });

  /** @param options `open(identity)`, `href(identity)`, `more()`. */
  constructor(options) {
    this.#options = options;
    const heads = columns.map((column) => make("th", figureClass(column), [
      make("span", "", column.head), " ", make("span", "under", column.unit), " ", make("span", "under", column.second),
    ], { scope: "col", role: "columnheader" }));
    const head = (text, className) => make("th", className, text, { scope: "col", role: "columnheader" });
    this.element = make("div", "table-box", [
      make("table", "participants", [
        make("caption", "unseen", "Participants, worst first. Arrow keys move between them, Enter opens one."),
        make("thead", "", [make("tr", "", [
          head("Level", "level"), head("Participant", "who"), ...heads, head("Signalled", "signalled"),
          make("th", "trend", [make("span", "", "Last 5 min"), make("span", "under", "kbps, loss below")],
            { scope: "col", role: "columnheader" }),
        ], { role: "row" })], { role: "rowgroup" }),
        this.#body,
      ], { role: "table" }),
      this.#empty, this.#more,
    ]);
    // Container queries would do this alone, but make the browser style every row anew whenever one changes.
    // In the next frame: a box that changes while sizes are told makes the browser tell of an error.
    new ResizeObserver(([entry]) => requestAnimationFrame(() => {
      const width = entry.contentRect.width / parseFloat(getComputedStyle(document.documentElement).fontSize);
      setClass(this.element, ["table-box", ...fits.filter(([, holds]) => holds(width)).map(([name]) => name)].join(" "));
    })).observe(this.element);
    this.#body.addEventListener("click", (event) => this.#click(event));
    this.#body.addEventListener("keydown", (event) => this.#press(event));
    this.#body.addEventListener("pointermove", () => { this.#moved = performance.now(); });
    this.#body.addEventListener("focusin", (event) => this.#rove(event.target));
  }

  /** @param view `{ room, rows, hidden, selected, empty }`: `hidden` counts those that "more" would show. */
  update({ room, rows, hidden, selected, empty }) {
    const keys = keysOf(rows);
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      this.#observer.unobserve(row.element);
      row.element.remove();
      this.#rows.delete(key);
    }
    const now = performance.now();
    for (const [key, data] of keys) {
      const row = this.#rows.get(key) ?? this.#add(key);
      const { identity } = data;
      row.latest = { row: data, room, href: this.#options.href(identity), isSelected: identity === selected };
      // Rows out of sight take turns; one that comes into sight is written then.
      if (row.isVisible) row.write(now);
      else if (now - row.writtenAt > unseenPace) row.write(now - Math.random() * unseenPace / 2);
    }
    this.#arrange([...keys.keys()]);
    if (!this.#body.querySelector("[tabindex='0']")) setAttributes(this.#body.querySelector("a") ?? this.#more, { tabindex: 0 });
    setText(this.#empty, empty);
    show(this.#empty, rows.length === 0);
    show(this.#more, hidden > 0);
    if (hidden > 0) setText(this.#more, `Show more: ${count(hidden, "participant")} below these`);
  }

  /** Gives the focus back to a row, or to the first one. */
  focus(identity) {
    const row = [...this.#rows.values()].find(({ latest }) => latest.row.identity === identity) ?? [...this.#rows.values()][0];
    row?.link.focus();
  }

  #add(key) {
    const row = new Row();
    row.element.dataset.key = key;
    this.#rows.set(key, row);
    this.#body.append(row.element);
    this.#observer.observe(row.element);
    return row;
  }

  /** Puts rows in their order, but not under a hand that is about to choose one, and not each second. */
  #arrange(keys) {
    const order = keys.join("\n");
    const now = performance.now();
    const isTooSoon = now - this.#moved < calm || now - this.#arrangedAt < orderPace;
    if (order === this.#order || (isTooSoon && this.#order !== "")) return;
    [this.#order, this.#arrangedAt] = [order, now];
    const places = new Map(keys.map((key, index) => [key, index]));
    const stay = staying([...this.#body.children].map((element) => places.get(element.dataset.key)));
    const focused = document.activeElement;
    let before = null;
    for (let index = keys.length - 1; index >= 0; index -= 1) {
      const { element } = this.#rows.get(keys[index]);
      if (!stay.has(index)) this.#move(element, before);
      before = element;
    }
    if (focused !== document.activeElement && this.#body.contains(focused)) focused.focus({ preventScroll: true });
  }

  #move(element, before) {
    if (this.#body.moveBefore) this.#body.moveBefore(element, before);
    else this.#body.insertBefore(element, before);
  }

  #click(event) {
    const row = this.#rows.get(event.target.closest("tr")?.dataset.key);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (!getSelection().isCollapsed) return;
    event.preventDefault();
    this.#options.open(row.latest.row.identity);
  }

  #press(event) {
    const links = [...this.#body.querySelectorAll("a.row-link")];
    const now = links.indexOf(document.activeElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next === undefined || now < 0) return;
    event.preventDefault();
    this.#moved = performance.now();
    links[Math.max(0, Math.min(links.length - 1, next))].focus();
  }

  /** Only one row is a stop of the Tab key: behind two hundred others nobody would reach the plots. */
  #rove(target) {
    if (!target.matches("a.row-link")) return;
    for (const link of this.#body.querySelectorAll("a[tabindex='0']")) setAttributes(link, { tabindex: -1 });
    setAttributes(target, { tabindex: 0 });
  }
}

/** Rows by a key of their own, even should a name come twice. */
function keysOf(rows) {
  const keys = new Map();
  for (const row of rows) {
    let key = JSON.stringify(row.identity);
    while (keys.has(key)) key += "+";
    keys.set(key, row);
  }
  return keys;
}
