// The section of the participants: which of them are shown, found by name, and fetched where the events leave them out.

import { getJSON } from "./api.js";
import { make, setText, show } from "./dom.js";
import { count, number, worstLoss } from "./format.js";
import { roomPath } from "./paths.js";
import { ParticipantTable } from "./table.js";

/** Participants above which a name is easier searched than seen. */
const manyParticipants = 12;
/** Rows that are shown at first, the worst ones, so that the plots are not far; and that each "more" adds. */
const rowsAtFirst = 20;
const rowsMore = 180;
/** ms between two looks at those whom the events leave out. */
const pace = 3_000;
/** Participants whose past is fetched for the sparklines. */
const pasts = 50;

export class People {
  #table;
  #count = make("span", "quiet");
  #search = make("input", "", [], {
    type: "search", placeholder: "Find a name", "aria-label": "Find a participant by name", autocomplete: "off", spellcheck: "false",
  });
  #limit = rowsAtFirst;
  #others = [];
  #askedAt = -Infinity;
  #room = null;

  /** @param options `open(identity)`, `href(identity)`, `redraw()`. */
  constructor(root, options) {
    this.#table = new ParticipantTable({ ...options, more: () => {
      this.#limit += rowsMore;
      options.redraw();
    } });
    this.#search.addEventListener("input", options.redraw);
    root.append(make("div", "section-head", [make("h2", "", ["Participants ", this.#count]), this.#search]), this.#table.element);
  }

  reset() {
    this.#limit = rowsAtFirst;
    this.#others = [];
    this.#search.value = "";
  }

  focus(identity) { this.#table.focus(identity); }

  /** Fetches the last minutes of those who are doing worst. */
  async refill(room) {
    try {
      const { participants = [] } = await getJSON(`${roomPath(room.name)}/history?participants=${pasts}`);
      for (const one of participants) room.seriesOf(one.identity).merge(one);
    } catch {
      // The lines begin now, then.
    }
  }

  update(room, selected) {
    const { snapshot } = room;
    const wanted = this.#search.value.trim().toLowerCase();
    const omitted = snapshot.participants_omitted ?? 0;
    if (omitted > 0 && (this.#limit > snapshot.participants.length || wanted)) this.#askForAll(room);
    const all = presentFirst(this.#all(snapshot), snapshot.state === "ended");
    const found = wanted ? all.filter(({ identity }) => identity.toLowerCase().includes(wanted)) : all;
    const rows = found.slice(0, this.#limit);
    const hidden = found.length - rows.length + (wanted || this.#others.length > 0 ? 0 : omitted);
    const { participants_present: present, participants_known: known } = snapshot;
    setText(this.#count, known > present && !room.isEnded ? `${number(present)} in the room, ${number(known - present)} left` : number(room.isEnded ? known : present));
    show(this.#search, known > manyParticipants);
    this.#table.update({ room, rows, hidden, selected, empty: emptyText(snapshot, wanted) });
  }

  /** Those of the newest snapshot, and behind them those that it leaves out, as they last were. */
  #all(snapshot) {
    if (!snapshot.participants_omitted || this.#others.length === 0) return snapshot.participants;
    const fresh = new Set(snapshot.participants.map(({ identity }) => identity));
    return [...snapshot.participants, ...this.#others.filter(({ identity }) => !fresh.has(identity))];
  }

  async #askForAll(room) {
    const now = performance.now();
    if (room === this.#room && now - this.#askedAt < pace) return;
    [this.#room, this.#askedAt] = [room, now];
    try {
      const { participants = [] } = await getJSON(roomPath(room.name));
      if (room === this.#room) this.#others = participants;
    } catch {
      // Those that are known stay shown.
    }
  }
}

/** Those in the room, as they came: worst first. Behind them those who left: nobody judges them, so by what was lost. In a
 *  call that is over all are judged. */
export function presentFirst(rows, isOver = false) {
  if (isOver || rows.every((row) => row.present)) return rows;
  const gone = rows.filter((row) => !row.present).sort((a, b) => worstLoss(b) - worstLoss(a));
  return [...rows.filter((row) => row.present), ...gone];
}

function emptyText(snapshot, wanted) {
  if (wanted) return "Nobody of that name.";
  return snapshot.state === "waiting" ? "The room has not begun." : `${count(0, "participant")} so far. Those who join appear here.`;
}
