// What has just happened, said for a while in a corner of the page.

import { button, make, shape } from "./dom.js";
import { readable } from "./format.js";

/** ms for which a toast stays, and how many may stand at once. */
const toastTime = 12_000;
const maxToasts = 3;

export class Toasts {
  #root;

  constructor(root) { this.#root = root; }

  /** @param more a button or link that goes with it. */
  show(text, level, more = null) {
    const node = make("div", `toast ${level}`, [
      shape(level), make("bdi", "", readable(text, 240)), more, button("Close", () => node.remove()),
    ]);
    more?.addEventListener("click", () => node.remove());
    this.#root.append(node);
    while (this.#root.childElementCount > maxToasts) this.#root.firstElementChild.remove();
    // What failed stays until somebody has seen it.
    if (level === "good") setTimeout(() => node.remove(), toastTime);
  }
}
