// The sessions as cards, newest first.

import { make, nameOf, setAttributes, shape } from "./dom.js";
import { count, dash, frames, kbps, lossLevel, percent, readable, words } from "./format.js";
import { judgeSummary, levelBy } from "./judge.js";
import { finder, pieces } from "./said.js";
import { dateOf, modeOf, modeWord, shortDuration, shortID, utcOf } from "./words.js";

/** Characters of what was found that are shown. */
const shownSnippet = 240;

export class Cards {
  #list = make("ul", "sessions", [], { "aria-label": "Sessions, newest first. Arrow keys move between them." });
  #known = new Map();
  #href;

  /** @param href of a session, by its id. */
  constructor(root, href) {
    this.#href = href;
    root.append(this.#list);
    this.#list.addEventListener("keydown", (event) => this.#press(event));
    this.#list.addEventListener("focusin", (event) => this.#rove(event.target));
  }

  /** @param query words that were searched for, which are marked in what was found. */
  update(sessions, { query = "", fresh = new Set() } = {}) {
    const severalUsers = new Set(sessions.map(({ user_id: user }) => user)).size > 1;
    const known = this.#known;
    this.#known = new Map();
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.session : null;
    const nodes = sessions.map((session) => {
      const id = session.session_id;
      const key = JSON.stringify([session, query, severalUsers, this.#href(id)]);
      const old = known.get(id);
      const node = old?.key === key ? old.node : card(session, this.#href(id), { query, severalUsers });
      node.classList.toggle("fresh", fresh.has(id));
      this.#known.set(id, { key, node });
      return node;
    });
    // Those that are there already stay: a card that is taken out and put back would lose the focus.
    let at = this.#list.firstElementChild;
    const wanted = new Set(nodes);
    for (const node of [...this.#list.children]) {
      if (wanted.has(node)) continue;
      if (at === node) at = node.nextElementSibling;
      node.remove();
    }
    for (const node of nodes) {
      if (node === at) at = at.nextElementSibling;
      else this.#list.insertBefore(node, at);
    }
    if (focused && !this.#list.contains(document.activeElement)) this.focus(focused);
    const first = this.#list.querySelector("a");
    if (first && !this.#list.querySelector("a[tabindex='0']")) setAttributes(first, { tabindex: 0 });
  }

  /** Gives the focus to a session's card, or to the first. @returns whether it is there. */
  focus(id) {
    const links = [...this.#list.querySelectorAll("a")];
    const link = links.find((one) => one.dataset.session === id);
    (link ?? links[0])?.focus();
    return Boolean(link);
  }

  #press(event) {
    const links = [...this.#list.querySelectorAll("a")];
    const now = links.indexOf(document.activeElement);
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next === undefined || now < 0) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, next))].focus();
  }

  /** One card is a stop of the Tab key: behind hundreds of others nobody would reach the button below. */
  #rove(target) {
    if (!target.matches("a")) return;
    for (const link of this.#list.querySelectorAll("a[tabindex='0']")) setAttributes(link, { tabindex: -1 });
    setAttributes(target, { tabindex: 0 });
  }
}

function card(session, href, { query, severalUsers }) {
  const mode = modeOf(session.mode);
  const metrics = session.quality_metrics ?? {};
  const hasVideo = metrics.total_readings > 0;
  const { level, words: judgement } = judgeSummary(session);
  // Where the whole is not judged, neither is a part of it.
  const by = (found) => (level === "unknown" ? "unknown" : found);
  const figures = [
    figure("Duration", shortDuration(session.duration_seconds), ""),
    figure("Pictures", hasVideo ? frames(metrics.average_fps) : dash, "fps",
      by(mode === "video" && hasVideo ? levelBy("frames_per_second", metrics.average_fps) : "unknown")),
    figure("Bit rate", hasVideo ? kbps(metrics.average_bitrate) : dash, "kbps"),
    // Without a reading the consumer's old habit has 0 there, which is no measurement.
    figure("Loss", hasVideo || metrics.packet_loss_percentage > 0 ? percent(metrics.packet_loss_percentage) : dash, "%",
      by(lossLevel(hasVideo || metrics.packet_loss_percentage > 0 ? metrics.packet_loss_percentage : null))),
  ];
  const facts = [
    session.room ? make("span", "", ["Room ", nameOf(session.room)]) : null,
    categoryOf(session.counselor_category),
    severalUsers && session.user_id ? make("span", "", ["User ", nameOf(session.user_id)]) : null,
    make("span", "", session.transcript_lines > 0 ? `${count(session.transcript_lines, "line")} said` : "No transcript"),
    metrics.connection_quality_average && metrics.connection_quality_average !== "unknown"
      ? make("span", "", ["The server's own word: ", make("bdi", "", readable(words(metrics.connection_quality_average), 30))],
        { title: "How the call's server rated the connections while it lasted. The verdict rests on what the browsers measured." }) : null,
  ];
  return make("li", "", make("a", `session ${mode}`, [
    make("span", "mode", [shape(mode, "shape"), make("span", "", modeWord(mode))]),
    make("span", "what", [
      make("span", "title", [
        make("time", "", dateOf(session.start_time), { datetime: utcOf(session.start_time), title: `${utcOf(session.start_time)} (UTC)` }),
        make("span", `chip ${level}`, [shape(level), make("span", "", judgement)], { title: "Of the whole room's numbers. Who was worst off is told when it is opened." }),
        session.partial ? partialBadge() : null,
      ]),
      make("span", "facts", facts),
      session.snippet ? make("span", "snippet", marked(session.snippet, query)) : null,
    ]),
    make("span", "card-figures", figures),
  ], { href, "data-session": session.session_id, tabindex: -1 }));
}

function categoryOf(category) {
  if (!category) return make("span", "", "No category");
  return make("span", "", ["Category ", make("bdi", "id", shortID(category), { title: readable(category, 60) })]);
}

export const partialBadge = () => make("span", "chip partial fair", [shape("partial"), make("span", "", "partial")],
  { title: "What came after the last checkpoint is missing." });

function figure(label, value, unit, level = "unknown") {
  const isBad = level === "fair" || level === "poor";
  return make("span", "card-figure", [
    make("span", "label", label), " ",
    make("span", `value ${isBad ? `text-${level}` : ""}`, value), unit && value !== dash ? make("span", "unit", ` ${unit}`) : null,
    value === dash ? make("span", "unseen", " (not measured)") : null,
  ]);
}

/** What was found, with the words that were searched for marked. */
function marked(snippet, query) {
  const text = readable(String(snippet).replace(/\s+/g, " "), shownSnippet);
  const find = finder(query);
  const parts = find ? pieces(text, find).map((piece, index) => (index % 2 ? make("mark", "", piece) : piece)) : text;
  return make("bdi", "", parts);
}
