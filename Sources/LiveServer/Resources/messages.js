// What the page says where it has no numbers to show, or none of now.

import { button, make, nameOf, setText, shape, show } from "./dom.js";
import { dash, duration, readable, timeOfDay } from "./format.js";

/** ms for which a toast stays, and how many may stand at once. */
const toastTime = 12_000;
const maxToasts = 3;

function box(symbol, title, children, className = "") {
  return make("section", `message ${className}`, [shape(symbol, "shape huge"), make("h2", "", title, { tabindex: -1 }), ...children]);
}

export function loading(room) {
  const bones = ["wide", "", "", "short"].map((className) => make("div", `bone ${className}`));
  const title = make("p", "quiet", room === null ? "Looking for rooms…" : ["Opening ", nameOf(room), "…"], { role: "status" });
  return make("section", "loading", [title, make("div", "bones", bones, { "aria-hidden": "true" })]);
}

export function noRooms() {
  return box("waiting", "No room yet", [
    make("p", "", "This page shows a room as soon as there is one. Leave it open; it finds out by itself."),
    make("div", "ways", [
      way("See it at work", "A room of five, lifelike, on this machine.", "roomvitals demo"),
      way("Watch a room of yours", "The bot waits for the room, should it not be there yet.",
        "roomvitals attach --url wss://your.server --room ROOM"),
    ]),
  ]);
}

function way(title, text, command) {
  const code = make("code", "", command);
  const line = make("div", "command", code);
  if (navigator.clipboard) {
    const copy = button("Copy", async () => {
      try {
        await navigator.clipboard.writeText(command);
        setText(copy, "Copied");
      } catch {
        getSelection().selectAllChildren(code);
      }
    });
    line.append(copy);
  }
  return make("div", "way", [make("h3", "", title), make("p", "", text), line]);
}

/** @param rooms names of those that there are. */
export function noSuchRoom(name, rooms, href) {
  return box("unknown", "This room is not here", [
    make("p", "", ["There is no room ", nameOf(name), " on this port. It may have ended and been let go, or not begun."]),
    rooms.length === 0 ? null : make("ul", "choices", rooms.slice(0, 50).map((room) =>
      make("li", "", make("a", "", nameOf(room), { href: href(room) })))),
  ].filter(Boolean));
}

export function refused(status, problem, again) {
  const title = status === 421 || status === 403 ? "This address is not answered" : "This cannot be shown";
  const detail = readable(problem?.detail ?? problem?.title ?? "", 400);
  return box("poor", title, [
    make("p", "", make("bdi", "", detail || "The server gave no reason.")),
    make("p", "quiet", `Status ${status || dash}`), button("Try again", again, "primary"),
  ]);
}

/** Asks for the token. `wasWrong` where one was given and refused. */
export function tokenForm(wasWrong, submit) {
  const input = make("input", "", [], {
    type: "password", id: "token", autocomplete: "off", spellcheck: "false", required: true,
    "aria-describedby": "token-help", "aria-invalid": wasWrong ? "true" : null,
  });
  const form = make("form", "token", [
    make("label", "", "Token", { for: "token" }), make("div", "field", [input, make("button", "primary", "Open", { type: "submit" })]),
    wasWrong ? make("p", "wrong", [shape("poor"), "That token was refused."], { role: "alert" }) : null,
  ].filter(Boolean));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (value) submit(value);
  });
  return box("key", "This port asks for a token", [
    make("p", "", ["It is the value of ", make("code", "", "ROOMVITALS_API_TOKEN"), " where RoomVitals was started. It is kept in this tab only."],
      { id: "token-help" }),
    form,
  ]);
}

/** The strip above the last numbers while there are no new ones. */
export class Notice {
  #text = make("span", "");
  #wait = make("span", "quiet");
  #lostAt = null;

  constructor(root, again) {
    this.element = root;
    root.append(shape("reconnecting"), make("div", "", [this.#text, " ", this.#wait]), button("Try now", again));
  }

  /** @param lost `null` while connected, else `{ since, at, retryAt, hasNumbers }`, ms of the page's clock. */
  update(lost) {
    show(this.element, lost !== null);
    document.documentElement.classList.toggle("lost", lost !== null && lost.hasNumbers);
    if (!lost) return;
    const text = `No connection to RoomVitals since ${timeOfDay(lost.since)}.${lost.hasNumbers ? " These are the last numbers." : ""}`;
    setText(this.#text, text);
    const seconds = Math.max(0, (lost.retryAt - lost.at) / 1000);
    setText(this.#wait, lost.retryAt && seconds > 0.5 ? `Trying again in ${duration(Math.ceil(seconds))}.` : "Trying again…");
  }
}

export class Toasts {
  #root;

  constructor(root) { this.#root = root; }

  show(text, level) {
    const node = make("div", `toast ${level}`, [
      shape(level), make("bdi", "", readable(text, 240)), button("Close", () => node.remove()),
    ]);
    this.#root.append(node);
    while (this.#root.childElementCount > maxToasts) this.#root.firstElementChild.remove();
    // What failed stays until somebody has seen it.
    if (level === "good") setTimeout(() => node.remove(), toastTime);
  }
}
