// One session: what it was, a verdict in words, who was there, the plots beside the transcript, and every number.

import { button, chip, make, nameOf, setAttributes, setClass, setShape, setText, shape, show } from "./dom.js";
import { Figures } from "./figures.js";
import { coverageOf, videoFigures, voiceFigures } from "./recordfigures.js";
import { count, duration, ending, number, readable, timeOfDay } from "./format.js";
import { isEnough } from "./judge.js";
import { Lanes, shareBar } from "./lanes.js";
import { Metrics } from "./metrics.js";
import { OverTime } from "./overtime.js";
import { Cursor, wallClock } from "./plotgroup.js";
import { shownNameOf, stretchText, tell } from "./advice.js";
import { Transcript, sessionClock } from "./transcript.js";
import { partialBadge } from "./cards.js";
import { dateOf, dayOf, modeOf, modeWord, shortDuration, utcOf, zone } from "./words.js";

/** Percent of the time below which coverage is part of the verdict. */
const littleCovered = 80;

export class SessionView {
  #root;
  #options;
  #data = null;
  #participant = null;
  #cursor = new Cursor();
  #isWall = false;
  #clock = wallClock;
  #title = make("h1", "", "", { tabindex: -1 });
  #mode = make("span", "mode", [shape("video"), make("span", "")]);
  #facts = make("dl", "facts");
  #badge = partialBadge();
  #verdict = {
    shape: shape("unknown", "shape large"), word: make("strong", "word"), text: make("span", ""), advice: make("span", "advice"),
    note: make("p", "note"),
  };
  #verdictBox;
  #shares = make("div", "");
  #figures = { video: new Figures(videoFigures), voice: new Figures(voiceFigures) };
  #lanes;
  #overTime;
  #transcript;
  #metrics;
  #columns = make("div", "columns");
  #plotsTitle = make("h2", "", "Over time", { id: "plots-title" });
  #metricsTitle = make("h2", "", "Every number", { id: "metrics-title" });

  /** @param options `{ back(), backHref(), choose(identity), copyLink(), copySummary(), download(), remove() }`. */
  constructor(root, options) {
    this.#root = root;
    this.#options = options;
    const pick = (time) => this.#pick(time);
    const card = (title, id, className = "") => make("section", `card ${className}`, title, { "aria-labelledby": id });
    const people = card(make("h2", "", "Participants", { id: "people-title" }), "people-title");
    const plots = card(this.#plotsTitle, "plots-title", "plots-card");
    const said = card(make("h2", "", "Transcript", { id: "said-title" }), "said-title", "said-card");
    const numbers = card(this.#metricsTitle, "metrics-title", "numbers-card");
    const { shape: symbol, word, text, advice, note } = this.#verdict;
    this.#verdictBox = make("section", "verdict unknown", [symbol, make("div", "", [
      make("p", "sentence", [word, " ", text, " ", advice]), note, this.#shares])], { "aria-label": "Verdict" });
    this.#lanes = new Lanes(people, { cursor: this.#cursor, choose: options.choose, pick });
    this.#overTime = new OverTime(plots, { cursor: this.#cursor, pick, clock: () => this.#clock, switchClock: () => this.#switchClock() });
    this.#transcript = new Transcript(said, { pick: (time) => this.#pick(time, false), clock: () => this.#clock });
    this.#metrics = new Metrics(numbers);
    root.append(
      make("header", "session-head", [
        make("div", "head-top", [this.#mode, make("div", "head-title", [this.#title, this.#badge])]),
        this.#facts,
        make("div", "actions", [
          button("Copy link", options.copyLink), button("Copy summary (Markdown)", options.copySummary),
          button("Download JSON", options.download), button("Delete…", options.remove, "danger"),
        ], { role: "group", "aria-label": "This session" }),
      ]),
      this.#verdictBox, this.#figures.video.element, this.#figures.voice.element, people, this.#columns, numbers);
    this.#columns.append(plots, said);
    // A moment is marked from the transcript, too. In the field for words Escape takes those back.
    this.#columns.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#cursor.pinned !== null && !event.target.matches("input")) this.#pick(null);
    });
  }

  get data() { return this.#data; }
  focus() { this.#title.focus({ preventScroll: true }); }

  show(data, participant) {
    const isOther = data !== this.#data;
    [this.#data, this.#participant] = [data, participant];
    if (isOther) {
      this.#cursor.pin(null);
      this.#clock = this.#isWall ? wallClock : sessionClock(data.span.from);
      this.#head();
      this.#tell();
      this.#transcript.update(data);
      // Nothing to plot needs no place beside the transcript.
      const hasTime = Boolean(data.time) || data.people.some((one) => one.time);
      setClass(this.#columns, `columns ${hasTime ? "" : "timeless"}`);
    }
    this.#select();
  }

  close() {
    this.#data = null;
    this.#cursor.pin(null);
    this.#overTime.close();
  }

  #head() {
    const { record, people } = this.#data;
    const mode = modeOf(record.mode);
    setShape(this.#mode.firstElementChild, mode);
    setText(this.#mode.lastElementChild, modeWord(mode));
    setText(this.#title, `${modeWord(mode)} session, ${dateOf(record.start_time)}`.replace("Session session", "Session"));
    setAttributes(this.#title, { title: `${utcOf(record.start_time)} (UTC), here in ${zone()}` });
    show(this.#badge, record.partial === true);
    const coverage = coverageOf(this.#data.metrics);
    // The day is said once, unless there are two.
    const time = (text) => {
      const shown = dayOf(text) === dayOf(record.start_time) ? timeOfDay(Date.parse(text)) : dateOf(text);
      return make("time", "", shown, { datetime: utcOf(text), title: `${utcOf(text)} (UTC)` });
    };
    const facts = [
      ["Lasted", shortDuration(record.duration_seconds)],
      ["Until", time(record.end_time)],
      ["Room", record.room ? nameOf(record.room) : "not named"],
      ["Participants", number(people.filter(({ isMonitor }) => !isMonitor).length)],
      ["Category", record.counselor_category ? make("bdi", "id", readable(record.counselor_category, 60)) : "none"],
      ["User", record.user_id ? nameOf(record.user_id) : "not named"],
      ["Ended", make("bdi", "", readable(ending(record.end_reason), 160))],
      ["Measured", typeof coverage === "number" ? `${number(coverage)} % of the time` : "not known"],
      ["Session", make("bdi", "id", readable(record.session_id, 60))],
      ...(record.created_at ? [["Saved", time(record.created_at)]] : []),
    ];
    this.#facts.replaceChildren(...facts.map(([label, value]) => make("div", "", [make("dt", "", label), make("dd", "", value)])));
    const hasVideo = mode === "video" || this.#data.metrics.total_readings > 0;
    show(this.#figures.video.element, hasVideo);
    show(this.#figures.voice.element, !hasVideo);
    const isJudged = isEnough(this.#data.metrics, record.duration_seconds);
    this.#figures[hasVideo ? "video" : "voice"].update(null, { ...this.#data.metrics, isJudged });
  }

  #tell() {
    const { verdict, people, span, time, record } = this.#data;
    const told = tell(verdict);
    const { shape: symbol, word, text, advice, note } = this.#verdict;
    setClass(this.#verdictBox, `verdict ${verdict.level}`);
    setShape(symbol, verdict.level);
    setText(word, `${told.word}:`);
    text.replaceChildren(told.before, ...(told.name === null ? [] : [make("bdi", "name", told.name)]), told.after);
    setText(advice, told.advice);
    const worst = told.name && people.find(({ identity }) => identity === verdict.worst.identity)?.time?.worst;
    const others = [told.others, coverageText(this.#data)].filter(Boolean).join(" ");
    const when = worst ? ["Worst for ", make("bdi", "name", told.name), ` from ${stretchText(worst, span.from)}. `] : [];
    note.replaceChildren(...when, others);
    this.#shares.replaceChildren(...(time ? [shareBar(time)] : []));
    setAttributes(this.#root, { "aria-label": `Session of ${dateOf(record.start_time)}` });
  }

  /** One participant's, or the room's: what is plotted and listed. */
  #select() {
    const one = this.#participant === null ? null : this.#data.people.find(({ identity }) => identity === this.#participant);
    const name = one ? shownNameOf(one.identity) : "the whole room";
    for (const [title, text] of [[this.#plotsTitle, "Over time"], [this.#metricsTitle, "Every number"]]) {
      title.replaceChildren(text, make("span", "quiet", [" of ", make("bdi", "", name)]), ...(one ? [" ", chip(one.level)] : []));
    }
    this.#lanes.update(this.#data, one ? one.identity : null);
    this.#overTime.update(this.#data, one ? one.time : this.#data.time, name);
    const block = one ? one.block : this.#data.metrics;
    this.#metrics.update(block, isEnough(block, this.#data.record.duration_seconds));
  }

  /** Marks a moment in the plots, the lanes and the transcript. @param follows whether the transcript goes there. */
  #pick(time, follows = true) {
    const { from, to } = this.#data.span;
    this.#cursor.pin(time === null ? null : Math.min(to, Math.max(from, time)));
    if (follows || time === null) this.#transcript.mark(time);
    this.#overTime.mark(this.#cursor.pinned);
  }

  #switchClock() {
    this.#isWall = !this.#isWall;
    this.#clock = this.#isWall ? wallClock : sessionClock(this.#data.span.from);
    this.#overTime.tick();
    this.#transcript.redraw();
  }
}

function coverageText({ metrics, record, people }) {
  const coverage = coverageOf(metrics);
  const unmeasured = people.filter(({ block, isMonitor }) => !isMonitor && !(block.coverage_percentage > 0)).length;
  return [
    typeof coverage === "number" && coverage < littleCovered
      ? `Only ${number(coverage)} % of the time was measured, so this rests on a part of it.` : "",
    unmeasured > 0 ? `From ${count(unmeasured, "participant")} there are no measurements; this is not a verdict on them.` : "",
    record.partial ? `The record is partial: it ends after ${duration(record.duration_seconds)}, where the last checkpoint was.` : "",
  ].filter(Boolean).join(" ");
}
