// Server-sent events through fetch(), which unlike EventSource can carry a bearer token and say why it was refused.

/** Bounds and paces. Times are milliseconds. */
export const defaults = Object.freeze({
  /** The first wait before connecting again, until the server names another. */
  retry: 2_000,
  /** The n-th wait in a row is drawn from the upper half of `retry` · 2ⁿ, at most this. */
  retryCap: 10_000,
  /** Silence after which a connection counts as dead: the server's heartbeat comes every 15 s. */
  silence: 40_000,
  /** Characters of one event. A snapshot of 200 participants has some 200,000. */
  maxEvent: 16 << 20,
});

/** Answers that asking again would not change. */
const finalStatuses = new Set([204, 400, 401, 403, 404, 405, 406, 410, 421]);

/** Takes a stream apart as the HTML standard says (9.2.6), however it was cut into pieces. */
export class EventParser {
  #decoder = new TextDecoder();
  #onevent;
  #maxEvent;
  #line = "";
  #afterReturn = false;
  #data = [];
  #size = 0;
  #type = "";
  /** The last `id:`, which holds until another comes. */
  lastEventId = "";
  /** The last `retry:`, ms. */
  retry;

  constructor(onevent, maxEvent = defaults.maxEvent) {
    this.#onevent = onevent;
    this.#maxEvent = maxEvent;
  }

  /** @throws {RangeError} where one event is larger than it may be. */
  push(bytes) {
    const text = this.#decoder.decode(bytes, { stream: true });
    const ends = /\r\n|\r|\n/g;
    let start = 0;
    if (this.#afterReturn && text !== "") {
      // The second half of a CRLF that was cut in two.
      if (text[0] === "\n") start = 1;
      this.#afterReturn = false;
    }
    ends.lastIndex = start;
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      this.#take(this.#line + text.slice(start, end.index));
      this.#line = "";
      start = ends.lastIndex;
      if (end[0] === "\r" && start === text.length) this.#afterReturn = true;
    }
    this.#line += text.slice(start);
    if (this.#line.length + this.#size > this.#maxEvent) throw new RangeError("an event is too large");
  }

  #take(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#data.push(value);
      this.#size += value.length;
    } else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.lastEventId = value;
    else if (field === "retry" && /^[0-9]{1,9}$/.test(value)) this.retry = Number(value);
  }

  #dispatch() {
    const event = { type: this.#type || "message", data: this.#data.join("\n"), id: this.lastEventId };
    const isEmpty = this.#data.length === 0;
    this.#data = [];
    this.#size = 0;
    this.#type = "";
    if (!isEmpty) this.#onevent(event);
  }
}

/** Half to whole of the doubled wait: pages that lost one server do not come back at the same moment. */
export function backoff(attempt, retry, cap = defaults.retryCap, random = Math.random) {
  return Math.min(cap, retry * 2 ** Math.min(attempt, 20)) * (0.5 + random() / 2);
}

/** A stream that connects again until it is closed or refused for good. */
export class EventStream {
  #url;
  #options;
  #lastEventId = "";
  #retry;
  #attempt = 0;
  #abort = null;
  #timer = 0;
  #isClosed = false;

  /** @param options `onevent(event)`, `onstate(state, details)`, `headers()`, and bounds in place of the defaults. */
  constructor(url, options) {
    this.#url = url;
    this.#options = { ...defaults, headers: () => ({}), fetch: (...all) => fetch(...all), ...options };
    this.#retry = this.#options.retry;
  }

  get isClosed() { return this.#isClosed; }

  async connect() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    if (this.#isClosed) return;
    const abort = this.#abort = new AbortController();
    const headers = { Accept: "text/event-stream", ...this.#options.headers() };
    if (this.#lastEventId) headers["Last-Event-ID"] = this.#lastEventId;
    this.#tell("connecting");
    let wait;
    try {
      this.#listen(abort);
      const answer = await this.#options.fetch(this.#url, { headers, cache: "no-store", signal: abort.signal });
      if (!answer.ok || answer.status === 204) wait = await this.#refused(answer, abort);
      else await this.#read(answer, abort);
    } catch {
      // Whatever broke it, the way back is the same.
    }
    if (abort !== this.#abort || this.#isClosed) return;
    this.#again(wait);
  }

  close() {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#tell("closed");
  }

  /** Starts the wait for the next sign of life anew. */
  #listen(abort) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => abort.abort(), this.#options.silence);
  }

  async #read(answer, abort) {
    const parser = new EventParser((event) => {
      if (abort !== this.#abort || this.#isClosed) return;
      this.#attempt = 0;
      this.#lastEventId = event.id;
      this.#options.onevent(event);
    }, this.#options.maxEvent);
    this.#tell("open");
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || abort !== this.#abort || this.#isClosed) return;
      this.#listen(abort);
      parser.push(value);
      this.#retry = parser.retry ?? this.#retry;
    }
  }

  /** @returns the wait that the server asks for, ms; `undefined` where it says none. */
  async #refused(answer, abort) {
    let problem = {};
    try {
      problem = await answer.json();
    } catch {
      // No problem+json, then: the status must do.
    }
    if (finalStatuses.has(answer.status) && abort === this.#abort && !this.#isClosed) {
      this.#isClosed = true;
      clearTimeout(this.#timer);
      this.#tell("refused", { status: answer.status, problem });
    }
    const seconds = Number(answer.headers.get("Retry-After") ?? NaN);
    return seconds >= 0 ? Math.min(seconds * 1000, this.#options.retryCap) : undefined;
  }

  #again(asked) {
    const wait = Math.max(asked ?? 0, backoff(this.#attempt, this.#retry, this.#options.retryCap));
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#tell("waiting", { wait });
  }

  #tell(state, details = {}) { this.#options.onstate?.(state, details); }
}
