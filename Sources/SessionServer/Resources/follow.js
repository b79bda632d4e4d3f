// What the server tells while the page is open: sessions that were saved and deleted, and whether it can be heard at all.

import { headers } from "./api.js";
import { EventStream } from "./events.js";
import { eventsPath } from "./sessions.js";

/** ms between two looks where there are no events to hear. */
const pace = 15_000;

export class Follower {
  #stream = null;
  #wasOpen = false;
  #looksAt = Infinity;
  #options;
  /** `{ since, retryAt }`, ms: since when there is no connection; `null` while there is one. */
  lost = null;

  /** @param options `{ saved(session), deleted(id), opened(isAgain), denied(status, problem), look(), changed() }`. */
  constructor(options) { this.#options = options; }

  connect() {
    this.#stream?.close();
    const stream = this.#stream = new EventStream(eventsPath, {
      headers,
      onevent: (event) => { if (stream === this.#stream) this.#take(event); },
      onstate: (state, details) => { if (stream === this.#stream) this.#connection(state, details); },
    });
    stream.connect();
  }

  close() { this.#stream?.close(); }

  tryNow() { if (this.#stream && !this.#stream.isClosed) this.#stream.connect(); }

  /** Each second. */
  tick() {
    if (Date.now() >= this.#looksAt && !document.hidden) {
      this.#looksAt = Date.now() + pace;
      this.#options.look();
    }
    if (this.lost) this.#options.changed();
  }

  #take({ type, data }) {
    let session;
    try {
      session = JSON.parse(data);
    } catch {
      return;
    }
    if (typeof session?.session_id !== "string") return;
    if (type === "saved") this.#options.saved(session);
    if (type === "deleted") this.#options.deleted(session.session_id);
  }

  #connection(state, { wait, status, problem } = {}) {
    if (state === "open") {
      this.lost = null;
      this.#looksAt = Infinity;
      this.#options.opened(this.#wasOpen);
      this.#wasOpen = true;
    }
    if (state === "waiting") {
      this.lost ??= { since: Date.now() };
      this.lost.retryAt = Date.now() + wait;
    }
    if (state === "refused") {
      this.lost = null;
      // A token may be over while the page is open. A server without events is looked at now and then.
      if (status === 401 || status === 403) this.#options.denied(status, problem);
      else this.#looksAt = Date.now() + pace;
    }
    this.#options.changed();
  }
}
