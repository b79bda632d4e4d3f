// What a page says where it has nothing to show, or nothing of now.

import { button, make, setText, shape, show } from "./dom.js";
import { dash, duration, readable, timeOfDay } from "./format.js";

/** A message in place of everything else. */
export function box(symbol, title, children, className = "") {
  return make("section", `message ${className}`, [shape(symbol, "shape huge"), make("h2", "", title, { tabindex: -1 }), ...children]);
}

/** Something to try, with its command to copy. */
export function way(title, text, command) {
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

export function refused(status, problem, again) {
  const title = status === 421 || status === 403 ? "This address is not answered" : "This cannot be shown";
  const detail = readable(problem?.detail ?? problem?.title ?? "", 400);
  return box("poor", title, [
    make("p", "", make("bdi", "", detail || "The server gave no reason.")),
    make("p", "quiet", `Status ${status || dash}`), button("Try again", again, "primary"),
  ]);
}

/** Where the token of a local port is found. */
const portToken = () => ["It is the value of ", make("code", "", "ROOMVITALS_API_TOKEN"), " where RoomVitals was started."];

/**
 * Asks for the token.
 *
 * @param wrong what was wrong with the last one, or `""`.
 * @param help where it is found.
 */
export function tokenForm(wrong, submit, help = portToken()) {
  const input = make("input", "", [], {
    type: "password", id: "token", autocomplete: "off", spellcheck: "false", required: true,
    "aria-describedby": "token-help", "aria-invalid": wrong ? "true" : null,
  });
  const form = make("form", "token", [
    make("label", "", "Token", { for: "token" }), make("div", "field", [input, make("button", "primary", "Open", { type: "submit" })]),
    wrong ? make("p", "wrong", [shape("poor"), make("bdi", "", wrong)], { role: "alert" }) : null,
  ].filter(Boolean));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (value) submit(value);
  });
  return box("key", "This port asks for a token", [
    make("p", "", [...help, " It is kept in this tab only."], { id: "token-help" }), form,
  ]);
}

/** What is said of a token that did not open the port. */
export const refusedToken = "That token was refused.";

/** The strip above the last numbers while there are no new ones. */
export class Notice {
  #text = make("span", "");
  #wait = make("span", "quiet");

  constructor(root, again) {
    this.element = root;
    root.append(shape("reconnecting"), make("div", "", [this.#text, " ", this.#wait]), button("Try now", again));
  }

  /** @param lost `null` while connected, else `{ since, at, retryAt, hasNumbers, what }`, ms of the page's clock. */
  update(lost) {
    show(this.element, lost !== null);
    document.documentElement.classList.toggle("lost", lost !== null && lost.hasNumbers);
    if (!lost) return;
    const last = lost.hasNumbers ? ` ${lost.what ?? "These are the last numbers."}` : "";
    const text = `No connection to RoomVitals since ${timeOfDay(lost.since)}.${last}`;
    setText(this.#text, text);
    const seconds = Math.max(0, (lost.retryAt - lost.at) / 1000);
    setText(this.#wait, lost.retryAt && seconds > 0.5 ? `Trying again in ${duration(Math.ceil(seconds))}.` : "Trying again…");
  }
}
