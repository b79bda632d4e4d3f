// What has just happened, said for a while in a corner of the page.

import { button, make, shape } from "./dom.js";
import { readable } from "./format.js";

/** ms for which a toast stays, and how many may stand at once. */
const toastTime = 12_000;
const maxToasts = 2;

export class Toasts {
  #root;

  constructor(root) { this.#root = root; }

  /** @param more a button or link that goes with it; `about` names what is spoken of. */
  show(text, level, more = null, about = "") {
    const node = make("div", `toast ${level}`, [
      shape(level), make("bdi", "", readable(text, 240)), more, button("Close", () => node.remove()),
    ]);
    node.dataset.about = about;
    more?.addEventListener("click", () => node.remove());
    this.#root.append(node);
    while (this.#root.childElementCount > maxToasts) this.#root.firstElementChild.remove();
    // What failed stays until somebody has seen it.
    if (level === "good") setTimeout(() => node.remove(), toastTime);
  }

  /** What was spoken of is there no more. */
  remove(about) {
    for (const node of [...this.#root.children]) if (node.dataset.about === about) node.remove();
  }
}
