// Several rooms: which there are, and how each is doing.

import { make, nameOf, setAttributes, setChip, setClass, setName, setShape, setText, chip, shape, show } from "./dom.js";
import { clock, count, levelOf, readable, stateOf } from "./format.js";
import { sentence } from "./verdict.js";

/** Rooms that are shown. */
const most = 200;
const rank = { poor: 0, fair: 1, unknown: 2, good: 3 };

export class Overview {
  #list = make("ul", "rooms");
  #more = make("p", "quiet");
  #cards = new Map();
  #href;

  constructor(root, href) {
    this.#href = href;
    root.append(make("h1", "", "Rooms"), this.#list, this.#more);
  }

  update(rooms) {
    const wanted = inOrder(rooms).slice(0, most);
    const names = new Set(wanted.map((room) => room.name));
    for (const [name, card] of this.#cards) {
      if (names.has(name)) continue;
      card.element.remove();
      this.#cards.delete(name);
    }
    let at = this.#list.firstElementChild;
    for (const room of wanted) {
      const card = this.#cards.get(room.name) ?? this.#add(room.name);
      this.#write(card, room);
      if (card.element === at) at = at.nextElementSibling;
      else this.#list.insertBefore(card.element, at);
    }
    show(this.#more, rooms.length > most);
    setText(this.#more, `${count(rooms.length - most, "more room")} not shown.`);
  }

  #add(name) {
    const card = {
      level: chip("unknown"), name: nameOf(name), text: make("bdi", "text"), clock: make("span", ""),
      people: make("span", ""), state: make("span", "state", [shape("waiting"), make("span", "")]),
    };
    card.link = make("a", "", [
      make("span", "row-top", [card.name, card.level]), card.text,
      make("span", "facts", [card.state, card.clock, card.people]),
    ]);
    card.element = make("li", "", card.link);
    this.#cards.set(name, card);
    return card;
  }

  #write(card, room) {
    const state = stateOf(room.state);
    setAttributes(card.link, { href: this.#href(room.name) });
    setClass(card.element, state);
    setChip(card.level, levelOf(room.verdict?.level));
    setName(card.name, room.name);
    setText(card.text, readable(sentence(levelOf(room.verdict?.level), room.verdict?.text).rest, 220));
    setClass(card.state, `state ${state}`);
    setShape(card.state.firstElementChild, state);
    setText(card.state.lastElementChild, state);
    setText(card.clock, clock(room.duration_seconds));
    setText(card.people, count(state === "ended" ? room.participants_known : room.participants_present, "participant"));
  }
}

/** Rooms that live before those that ended, worst first, then by name. */
export function inOrder(rooms) {
  const place = (room) => [room.state === "ended" ? 1 : 0, rank[levelOf(room.verdict?.level)]];
  return [...rooms].sort((a, b) => {
    const [left, right] = [place(a), place(b)];
    return left[0] - right[0] || left[1] - right[1] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  });
}
