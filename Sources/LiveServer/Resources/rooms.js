// Which rooms there are: asked again and again, less often while nobody answers.

import { Refusal, getJSON } from "./api.js";

/** ms between two looks, and at most between two that fail. */
export const pace = 3_000;
export const longestPace = 30_000;

export class RoomList {
  /** `null` until the first answer. */
  rooms = null;
  #options;
  #timer = 0;
  #failures = 0;
  /** Whether the last answer was a no, after which only people ask again. */
  #isRefused = false;

  /** @param options `onrooms(rooms)`, `onrefusal(refusal)`. */
  constructor(options) { this.#options = options; }

  /** Looks now, and from now on. */
  async look() {
    clearTimeout(this.#timer);
    try {
      const { rooms = [] } = await getJSON("v1/rooms");
      [this.rooms, this.#failures, this.#isRefused] = [rooms, 0, false];
      this.#options.onrooms(rooms);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#failures += 1;
      this.#isRefused = !isPassing(refusal);
      this.#options.onrefusal(refusal);
    } finally {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#again(), this.wait);
    }
  }

  /** ms until the next look. */
  get wait() { return Math.min(longestPace, pace * 2 ** Math.max(0, this.#failures - 1)); }

  #again() {
    // Nobody looks: the events of the room that is open go on, and are enough.
    const isOfUse = !this.#isRefused && (!document.hidden || !this.rooms);
    if (isOfUse) this.look();
    else this.#timer = setTimeout(() => this.#again(), pace);
  }
}

/** Whether a refusal may pass by itself. */
export const isPassing = ({ status }) => status === 0 || status >= 500 || status === 429;
