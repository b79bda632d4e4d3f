// What happened, newest first.

import { make, nameOf, setAttributes, setText, shape, show } from "./dom.js";
import { readable, timeOfDay, utc } from "./format.js";

const kinds = [
  { name: "all", label: "All", has: () => true },
  { name: "level", label: "Quality", has: ({ kind }) => kind === "level" },
  { name: "people", label: "People", has: ({ kind }) => kind === "joined" || kind === "left" },
  { name: "connection", label: "Connection", has: ({ kind }) => kind === "connection" || kind === "saved" },
];
/** Events that are shown. */
const shown = 80;

export class EventList {
  #list = make("ol", "events");
  #empty = make("p", "quiet", "Nothing of this kind has happened since this page was opened.");
  #nodes = new WeakMap();
  #kind = kinds[0];
  #events = [];

  constructor(root) {
    const filters = make("div", "filters", kinds.map((kind) => {
      const node = make("button", "", kind.label, { type: "button", "aria-pressed": String(kind === this.#kind) });
      node.addEventListener("click", () => {
        this.#kind = kind;
        for (const other of filters.children) setAttributes(other, { "aria-pressed": String(other === node) });
        this.#list.replaceChildren();
        this.#write();
      });
      return node;
    }), { role: "group", "aria-label": "Kinds of events" });
    root.append(filters, make("div", "events-box", [this.#list, this.#empty], {
      tabindex: 0, role: "region", "aria-label": "Events, newest first" }));
  }

  update(events) {
    if (events[0] === this.#events[0] && events.length === this.#events.length) return;
    this.#events = [...events];
    this.#write();
  }

  #write() {
    const wanted = this.#events.filter(this.#kind.has).slice(0, shown);
    const nodes = wanted.map((event) => this.#node(event));
    // Most of them are there already: the new ones go before them, the oldest go.
    const known = nodes.indexOf(this.#list.firstElementChild);
    if (known >= 0) {
      this.#list.prepend(...nodes.slice(0, known));
      while (this.#list.childElementCount > nodes.length) this.#list.lastElementChild.remove();
    } else this.#list.replaceChildren(...nodes);
    show(this.#empty, wanted.length === 0);
  }

  #node(event) {
    let node = this.#nodes.get(event);
    if (node) return node;
    const time = make("time", "", timeOfDay(event.time), { datetime: utc(event.time), title: utc(event.time) });
    const text = make("span", "");
    if (event.identity !== null) text.append(nameOf(event.identity), " ");
    const rest = make("bdi", "");
    setText(rest, readable(event.text, 240));
    text.append(rest);
    node = make("li", event.kind, [time, shape(event.level ?? event.kind, `shape text-${event.level ?? "unknown"}`), text]);
    this.#nodes.set(event, node);
    return node;
  }
}
