// Rules that a page runs, and a socket, a peer connection and a Room that do as they are told.

export let module;
const cases = [];
/** Those of the case at hand: closed behind it, so that none opens sockets in the next. */
const publishers = [];
export const rule = (name, body) => cases.push({ name, body });

/** Runs every case. @returns `[{ name, error }]`, `error` null where it holds. */
export async function run(path) {
  module = await import(path);
  const results = [];
  for (const { name, body } of cases) {
    FakeSocket.all = [];
    try {
      await body();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: String(error?.message ?? error).slice(0, 300) });
    }
    await Promise.all(publishers.splice(0).map((own) => own.close()));
  }
  return results;
}

export class FakeSocket {
  static all = [];
  static get last() { return FakeSocket.all.at(-1); }
  readyState = 0;
  bufferedAmount = 0;
  sent = [];

  constructor(url) {
    this.url = new URL(url);
    FakeSocket.all.push(this);
  }

  welcome(more = {}) {
    this.readyState = 1;
    this.onopen?.({});
    this.receive({ join: { participant: { sid: "PA_1", identity: "alice" }, resumeId: "RS_1", ...more } });
  }

  receive(message) { this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) }); }
  confirm(form = Number) {
    this.receive({ pongResp: { lastPingTimestamp: form(this.named("pingReq").at(-1).timestamp), timestamp: 1 } });
  }
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.readyState = 3; }
  end(code, reason = "") {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
  named(name) { return this.sent.filter((message) => message[name]).map((message) => message[name]); }
  get sequences() { return this.named("stats").map((stats) => stats.sequence); }
}

export class FakeConnection {
  connectionState = "connected";
  signalingState = "stable";
  calls = 0;

  constructor(padding = "") { this.padding = padding; }
  getTransceivers() { return this.transceivers ?? []; }
  async getStats() {
    this.calls += 1;
    return new Map([["O1", { id: "O1", type: "outbound-rtp", timestamp: this.calls + 0.5, padding: this.padding }]]);
  }
}

export class FakeRoom {
  name = "room";
  state = "connected";
  /** What was published: `{ stats, bytes, options }`. */
  packets = [];
  /** What publishData gives back. */
  taking = () => Promise.resolve();
  localParticipant = {
    identity: "alice", trackPublications: new Map(),
    publishData: (payload, ...options) => {
      const { stats } = JSON.parse(new TextDecoder().decode(payload));
      this.packets.push({ stats, bytes: payload.byteLength, options });
      return this.taking();
    },
  };
  engine = { pcManager: { publisher: { _pc: new FakeConnection() }, subscriber: { _pc: new FakeConnection() } } };
  handlers = new Map();
  on(event, handler) { this.handlers.set(event, handler); }
  off(event) { this.handlers.delete(event); }
  emit(event, ...details) { this.handlers.get(event)?.(...details); }
  /** The numbers of what was published of one connection. */
  sequences(label = "publisher") {
    return this.packets.filter(({ stats }) => stats.pc === label).map(({ stats }) => stats.sequence);
  }
}

/** A publisher that takes reports only when told to, unless the options say otherwise. */
export function publisher(options = {}) {
  const own = new module.RoomVitalsPublisher({
    url: "ws://relay.test", room: "room", identity: "alice", WebSocket: FakeSocket, interval: 1e6, freshness: 1e6,
    backoffInitial: 1, closeTimeout: 1, fetch: async () => { throw new TypeError("unreachable"); }, ...options,
  });
  publishers.push(own);
  return own;
}

/** One without a relay, of a Room whose first reports have been taken. */
export async function publishedInRoom(options = {}, room = new FakeRoom()) {
  const own = publisher({ url: undefined, room: undefined, identity: undefined, ...options });
  own.observeRoom(room);
  await until(() => room.packets.length >= 2, "both connections' reports are sent");
  return { own, room };
}

/** A connected publisher of one connection whose first report has been sent. */
export async function published(options = {}, pc = new FakeConnection()) {
  const own = publisher(options);
  own.observe(pc);
  await until(() => FakeSocket.last, "a socket is opened");
  FakeSocket.last.welcome();
  await until(() => FakeSocket.last.sent.length > 0, "a report is sent");
  return own;
}

export async function until(condition, what) {
  const end = performance.now() + 3000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((done) => { setTimeout(done, 2); });
  }
}

/** The next socket, welcomed; where the one before may have ended already, the one that stands now after `count`. */
export async function reconnected(count = FakeSocket.all.length) {
  await until(() => FakeSocket.all.length > count && FakeSocket.last.readyState !== 3, "it connects again");
  FakeSocket.last.welcome();
  return FakeSocket.last;
}

export function same(found, expected, what = "") {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what} is ${left}, not ${right}`);
}
