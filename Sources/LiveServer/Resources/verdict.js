// The one sentence, large, and the room's figures under it.

import { make, setClass, setShape, setText, shape, show } from "./dom.js";
import { duration, ending, levelOf, number, readable } from "./format.js";
import { Figures } from "./figures.js";
import { roomFigures } from "./roomfigures.js";

/** Characters of the sentence that are shown. */
const longest = 600;
/** ms between two announcements: a level that wavers must not talk without end. */
const pace = 5_000;

export class VerdictView {
  #shape = shape("unknown", "shape large");
  #word = make("strong", "word");
  #text = make("span", "");
  #note = make("p", "note");
  #spoken;
  #figures = new Figures(roomFigures);
  #told = "";
  #toldAt = -Infinity;
  #box;

  /** @param spoken the live region in which a changed verdict is told. */
  constructor(root, spoken) {
    this.#spoken = spoken;
    this.#box = make("section", "verdict unknown", [
      this.#shape, make("div", "", [make("p", "sentence", [this.#word, " ", this.#text]), this.#note]),
    ], { "aria-label": "Verdict" });
    root.append(this.#box, this.#figures.element);
  }

  update(room, at) {
    const { snapshot } = room;
    const verdict = snapshot.verdict ?? {};
    const level = levelOf(verdict.level);
    const { word, rest } = room.isEnded ? { word: "Ended.", rest: readable(verdict.text ?? "", longest) } : sentence(level, verdict.text);
    setClass(this.#box, `verdict ${level}`);
    setShape(this.#shape, room.isEnded && level === "unknown" ? "ended" : level);
    setText(this.#word, word);
    this.#write(rest, verdict.identity);
    setText(this.#note, noteOf(snapshot));
    this.#figures.update(room.isEnded ? null : snapshot.now, snapshot.average);
    show(this.#figures.element, isMeasured(snapshot));
    this.#tell([snapshot.state, level, verdict.identity, verdict.metric, verdict.side].join("\n"), `${word} ${rest}`, at);
  }

  /** The sentence, with the name in it kept apart: letters of another direction must not turn the numbers. */
  #write(text, identity) {
    const name = identity ? readable(identity, longest) : "";
    const start = name ? text.indexOf(name) : -1;
    if (this.#text.textContent === text) return;
    this.#text.replaceChildren(...(start < 0 ? [make("bdi", "", text)]
      : [text.slice(0, start), make("bdi", "name", name), text.slice(start + name.length)]));
  }

  #tell(what, text, at) {
    if (what === this.#told || at - this.#toldAt < pace) return;
    this.#told = what;
    this.#toldAt = at;
    setText(this.#spoken, text);
  }
}

/** Whether anything at all was measured: seven dashes in a row tell nobody anything. */
const isMeasured = ({ now, average }) => [now, average].some((figures) =>
  Object.values(figures ?? {}).some((value) => typeof value === "number" && value > 0));

/** The level's word, and the sentence without it should it begin so. */
export function sentence(level, text) {
  const whole = readable(text ?? "", longest);
  const word = level[0].toUpperCase() + level.slice(1);
  const start = /^\s*(good|fair|poor|unknown)\s*[:.]\s*/i.exec(whole);
  const rest = start && start[1].toLowerCase() === level ? whole.slice(start[0].length) : whole;
  if (level === "unknown") return { word: rest ? "Unknown:" : "Unknown.", rest };
  return { word: rest ? `${word}:` : `${word}.`, rest };
}

function noteOf(snapshot) {
  if (snapshot.state === "ended") {
    return `${ending(snapshot.end_reason)} It lasted ${duration(snapshot.duration_seconds)}; these numbers are final.`;
  }
  if (snapshot.state === "reconnecting") return "The connection to the room is lost. These are the last numbers; connecting again.";
  if (snapshot.state === "waiting") return "Waiting for the room to begin.";
  const coverage = snapshot.average?.coverage_percentage;
  return typeof coverage === "number" && coverage < 80 && snapshot.duration_seconds > 30
    ? `Only ${number(coverage)} % of the time was measured so far.` : "";
}
