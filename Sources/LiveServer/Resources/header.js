// The bar: which room, whether it lives, for how long, with how many, and how fresh all this is.

import { make, nameOf, setAttributes, setClass, setName, setShape, setText, shape, show } from "./dom.js";
import { ago, clock, count, dash, duration, readable, stateOf, timeOfDay, utc } from "./format.js";
import { themeButton } from "./themebutton.js";

/** Rooms in the switcher; the list of rooms has more. */
const maxOptions = 300;
/** Seconds without a snapshot, or without a report, after which the numbers count as old. */
const leastStale = 3.5;
const staleIntervals = 3;

export class Header {
  #name = nameOf("");
  #select = make("select", "", [], { "aria-label": "Room" });
  #switcher = make("span", "switcher", [this.#name, shape("down", "shape chevron"), this.#select]);
  #state = make("span", "state", [shape("waiting"), make("span", "", "")]);
  #clock = make("span", "clock");
  #people = make("span", "people");
  #updated = make("span", "updated", [make("span", "pulse"), make("span", "", "")]);
  #options = "";

  constructor(root, { choose }) {
    root.append(
      make("h1", "room-name", this.#switcher), this.#state, this.#clock, this.#people,
      make("span", "spring"), this.#updated, themeButton());
    this.#select.addEventListener("change", () => choose(this.#select.value));
    this.#root = root;
  }

  #root;

  /** Offers the rooms there are; with fewer than two there is nothing to choose. */
  offer(rooms, current) {
    const names = rooms.slice(0, maxOptions).map((room) => room.name);
    if (current !== null && !names.includes(current)) names.push(current);
    const options = JSON.stringify(names);
    // An open list must not close under the hand.
    if (options !== this.#options) {
      this.#options = options;
      this.#select.replaceChildren(...names.map((name) => make("option", "", readable(name, 80) || dash, { value: name })));
    }
    if (current !== null && this.#select.value !== current) this.#select.value = current;
    setClass(this.#switcher, `switcher ${names.length > 1 ? "many" : ""}`);
    show(this.#select, names.length > 1);
  }

  /** @param room the room that is shown, or `null`. */
  update(room, { at, isConnected }) {
    const { snapshot } = room ?? {};
    this.#root.classList.toggle("no-room", !room);
    if (!room) return;
    setName(this.#name, room.name);
    for (const node of [this.#state, this.#clock, this.#people, this.#updated]) show(node, Boolean(snapshot));
    if (!snapshot) return;
    const state = stateOf(snapshot.state);
    setClass(this.#state, `state ${state}`);
    setShape(this.#state.firstElementChild, state);
    setText(this.#state.lastElementChild, state);
    setText(this.#clock, clock(room.seconds(at)));
    const start = Date.parse(snapshot.start_time ?? "");
    setAttributes(this.#clock, { title: Number.isFinite(start) ? `since ${timeOfDay(start)} (${utc(start)})` : null });
    setText(this.#people, count(room.isEnded ? snapshot.participants_known : snapshot.participants_present, "participant"));
    const { text, isStale } = freshness(room, at, isConnected);
    setText(this.#updated.lastElementChild, text);
    setClass(this.#updated, `updated ${room.isEnded ? "final" : isStale ? "stale" : "fresh"}`);
  }
}

/** How old the numbers are, in words, and whether that is too old. */
export function freshness(room, at, isConnected = true) {
  const { snapshot } = room;
  if (room.isEnded) return { text: "final numbers", isStale: false };
  const age = Math.max(0, (at - room.receivedAt) / 1000);
  if (!isConnected || age > leastStale) return { text: `updated ${ago(age)}`, isStale: true };
  const { newest_report_age_seconds: report, usual_interval_seconds: usual } = snapshot.freshness ?? {};
  if (typeof report === "number" && report + age > Math.max(leastStale, staleIntervals * (usual ?? 0))) {
    return { text: `no report for ${duration(report + age)}`, isStale: true };
  }
  return { text: `updated ${ago(age)}`, isStale: false };
}
