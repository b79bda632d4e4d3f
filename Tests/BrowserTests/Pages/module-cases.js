let module;
const cases = [];
/** Those of the case at hand: closed behind it, so that none opens sockets in the next. */
const publishers = [];
const rule = (name, body) => cases.push({ name, body });

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

// MARK: Doubles

class FakeSocket {
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

class FakeConnection {
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

class FakeRoom {
  name = "room";
  localParticipant = { identity: "alice", trackPublications: new Map() };
  engine = { pcManager: { publisher: { _pc: new FakeConnection() }, subscriber: { _pc: new FakeConnection() } } };
  handlers = new Map();
  on(event, handler) { this.handlers.set(event, handler); }
  off(event) { this.handlers.delete(event); }
  emit(event, ...details) { this.handlers.get(event)?.(...details); }
}

/** A publisher that takes reports only when told to, unless the options say otherwise. */
function publisher(options = {}) {
  const own = new module.RoomVitalsPublisher({
    url: "ws://relay.test", room: "room", identity: "alice", WebSocket: FakeSocket, interval: 1e6, freshness: 1e6,
    backoffInitial: 1, closeTimeout: 1, fetch: async () => { throw new TypeError("unreachable"); }, ...options,
  });
  publishers.push(own);
  return own;
}

/** A connected publisher of one connection whose first report has been sent. */
async function published(options = {}, pc = new FakeConnection()) {
  const own = publisher(options);
  own.observe(pc);
  await until(() => FakeSocket.last, "a socket is opened");
  FakeSocket.last.welcome();
  await until(() => FakeSocket.last.sent.length > 0, "a report is sent");
  return own;
}

async function until(condition, what) {
  const end = performance.now() + 3000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((done) => { setTimeout(done, 2); });
  }
}

async function reconnected() {
  const count = FakeSocket.all.length;
  await until(() => FakeSocket.all.length > count, "it connects again");
  FakeSocket.last.welcome();
  return FakeSocket.last;
}

function same(found, expected, what = "") {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what} is ${left}, not ${right}`);
}

// MARK: Addresses and waits

rule("the feed is below the relay's address", () => {
  const forms = {
    "ws://h:1": "ws://h:1/rtc", "https://h/": "wss://h/rtc", "wss://h/rtc": "wss://h/rtc",
    "http://h/feed/": "ws://h/feed/rtc", "ws://h/#x": "ws://h/rtc",
  };
  for (const [address, expected] of Object.entries(forms)) same(module.feedURL(address).href, expected, address);
  same(module.feedURL("ws://h", { room: "a&b", identity: "", token: undefined }).href, "ws://h/rtc?room=a%26b");
});

rule("an address that cannot be used is a status, not an exception", () => {
  for (const url of [undefined, "", "relay", "ftp://h", 5]) same(publisher({ url }).status.state, "failed", url);
});

rule("waits grow to a cap, and every length up to it is drawn", () => {
  const bounds = { backoffInitial: 500, backoffCap: 30_000 };
  same([0, 1, 5, 6, 1e9].map((attempt) => module.backoff(attempt, bounds, () => 1)), [500, 1000, 16_000, 30_000, 30_000]);
  same(module.backoff(3, bounds, () => 0), 0);
});

// MARK: Reports

rule("a report is the browser's own entries, numbered from 1", async () => {
  const own = await published();
  const [message] = FakeSocket.last.sent;
  same(Object.keys(message), ["stats"]);
  const { pc, sequence, timestamp, reports } = message.stats;
  same([pc, sequence, reports],
    ["publisher", 1, [{ id: "O1", type: "outbound-rtp", timestamp: 1.5, padding: "" }]]);
  if (Math.abs(timestamp - Date.now()) > 5000) throw new Error(`the time is ${timestamp}`);
  same(FakeSocket.last.url.search, "?room=room&identity=alice");
});

rule("reports follow at the interval", async () => {
  const own = await published({ interval: 60, freshness: 20 });
  await until(() => FakeSocket.last.sequences.length >= 4, "four reports");
  const times = FakeSocket.last.named("stats").map((stats) => stats.timestamp);
  if (times[3] - times[0] < 120) throw new Error(`three intervals took ${times[3] - times[0]} ms`);
});

rule("a report is sent once, however often the page goes away", async () => {
  const pc = new FakeConnection();
  const own = await published({ freshness: 5 }, pc);
  await until(() => pc.calls > 2, "a newer report is taken");
  own.flush();
  own.flush();
  same(FakeSocket.last.sequences, [1, 2]);
});

rule("the same report from the browser again is not sent again", async () => {
  const pc = new FakeConnection();
  pc.getStats = async () => { pc.calls += 1; return new Map([["O1", { id: "O1", timestamp: 7 }]]); };
  const own = await published({ freshness: 5 }, pc);
  await until(() => pc.calls > 3, "it is asked again");
  own.flush();
  same(FakeSocket.last.sequences, [1]);
});

rule("a connection that closes gives its last good report", async () => {
  const pc = new FakeConnection();
  const own = await published({ freshness: 5 }, pc);
  await until(() => pc.calls > 2, "a newer report is taken");
  pc.connectionState = "closed";
  await until(() => FakeSocket.last.sequences.length === 2, "the last report is sent");
  const { calls } = pc;
  if (FakeSocket.last.named("stats")[1].reports[0].timestamp > calls + 0.5) throw new Error("a report of a closed one");
});

rule("a new connection under the old label goes on counting", async () => {
  const own = await published();
  own.observe(new FakeConnection(), "publisher");
  await until(() => FakeSocket.last.sequences.length === 2, "its first report is sent");
  same(FakeSocket.last.sequences, [1, 2]);
});

rule("connections whose getStats fails or hangs harm nobody", async () => {
  const own = publisher({ interval: 20, freshness: 5 });
  const thrower = { getStats() { throw new Error("no"); } };
  const rejecter = { getStats: async () => { throw new Error("no"); } };
  const hanger = { getStats: () => new Promise(() => {}) };
  const empty = { getStats: async () => undefined };
  [thrower, rejecter, hanger, empty].forEach((pc, index) => own.observe(pc, `bad${index}`));
  for (const nothing of [undefined, null, 5, {}]) own.observe(nothing);
  own.observe(new FakeConnection(), "good");
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.welcome();
  await until(() => FakeSocket.last.sequences.length >= 3, "the good one is published");
  same([...new Set(FakeSocket.last.named("stats").map((stats) => stats.pc))], ["good"]);
  if (own.statistics.statsErrors < 3) throw new Error("the failures are not counted");
});

rule("a report that is too large is dropped and counted", async () => {
  const pc = new FakeConnection();
  const own = await published({ freshness: 5, maxMessageBytes: 300 }, pc);
  pc.padding = "é".repeat(130);
  const { calls } = pc;
  await until(() => pc.calls > calls + 1, "a large report is taken");
  own.flush();
  same([FakeSocket.last.sequences, own.statistics.messagesTooLarge], [[1], 1]);
});

rule("close sends a last report, leaves, and waits until the relay has it", async () => {
  const own = await published({ closeTimeout: 2000 });
  const socket = FakeSocket.last;
  socket.confirm();
  let isDone = false;
  const closed = own.close().then(() => { isDone = true; });
  await until(() => socket.sequences.length === 2, "the last report is sent");
  if (isDone || socket.named("leave").length > 0) throw new Error("it left before the relay had the report");
  socket.confirm();
  await closed;
  same(socket.named("leave"), [{ reason: "CLIENT_INITIATED" }]);
  same([own.status.state, own.statistics.bufferedMessages], ["closed", 0]);
  if (own.close() !== own.close()) throw new Error("closing twice is closing once");
});

// MARK: Buffer and resend

rule("what the relay did not confirm is sent again as it was", async () => {
  const pc = new FakeConnection();
  const own = await published({ interval: 15, freshness: 5 }, pc);
  const first = FakeSocket.last;
  first.confirm(String);
  await until(() => first.sequences.length >= 3, "more reports");
  const confirmed = own.statistics.messagesConfirmed;
  const unconfirmed = first.named("stats").filter((stats) => stats.sequence > confirmed);
  first.end(1006);
  const second = await reconnected();
  same(second.url.searchParams.get("resumeId"), "RS_1");
  same(second.named("stats").slice(0, unconfirmed.length), unconfirmed, "the resend");
  if (own.statistics.samplesResent < unconfirmed.length) throw new Error("resends are not counted");
});

rule("offline, the oldest reports make room and are counted; words stay", async () => {
  const pc = new FakeConnection();
  const own = publisher({ interval: 5, freshness: 5, maxBufferedMessages: 5 });
  own.observe(pc);
  own.transcribe([{ id: "s1", text: "hello", startTime: 1.4, endTime: 2, final: true }], "TR_1");
  await until(() => own.statistics.samplesDropped >= 3, "reports are dropped");
  const { bufferedMessages, samplesDropped } = own.statistics;
  same(bufferedMessages, 5);
  FakeSocket.last.welcome();
  same(FakeSocket.last.sequences[0], samplesDropped + 1, "the oldest report kept");
  same(FakeSocket.last.named("transcription"), [{ trackId: "TR_1", segments: [
    { id: "s1", text: "hello", startTime: 1, endTime: 2, final: true }] }]);
});

rule("the buffer is bounded by bytes, too", () => {
  const queue = new module.FeedQueue(100, 100);
  for (let count = 0; count < 5; count += 1) queue.append("x", 40, true);
  same([queue.length, queue.bytes, queue.dropped], [2, 80, 3]);
  queue.append("word", 90, false);
  same([queue.length, queue.bytes, queue.dropped], [1, 90, 5]);
  queue.append("word", 90, false);
  same([queue.length, queue.bytes, queue.dropped], [1, 90, 6]);
});

rule("a full buffer does not confuse what was confirmed", () => {
  const queue = new module.FeedQueue(3, 1e6);
  for (const text of ["a", "b", "c"]) queue.append(text, 1, true);
  queue.markSent();
  queue.markSent();
  const { position } = queue;
  queue.append("d", 1, true);
  same([queue.forgotten, queue.dropped, queue.unconfirmed], [1, 0, 1]);
  same(queue.confirm(position), 1);
  same([queue.next().text, queue.length], ["c", 2]);
});

rule("a socket that does not drain is not filled", async () => {
  const pc = new FakeConnection();
  const own = await published({ interval: 10, freshness: 5, maxSocketBytes: 1000 }, pc);
  FakeSocket.last.bufferedAmount = 999;
  const count = FakeSocket.last.sent.length;
  await until(() => own.statistics.congestions > 2, "it waits");
  same(FakeSocket.last.sent.length, count);
  FakeSocket.last.bufferedAmount = 0;
  await until(() => FakeSocket.last.sequences.length > 3, "it goes on");
});

rule("a message that the relay finds too large is not sent again", async () => {
  const own = await published({ interval: 10, freshness: 5 });
  FakeSocket.last.end(1009);
  same(own.statistics.messagesTooLarge, 1);
  const second = await reconnected();
  if (second.sequences.includes(1)) throw new Error("it was sent again");
});

rule("a relay that does not answer is left, and all is sent again", async () => {
  const own = await published({ interval: 20, freshness: 5, pingTimeout: 40 });
  const second = await reconnected();
  same([second.sequences[0], FakeSocket.all[0].readyState], [1, 3]);
});

// MARK: The connection

rule("a token is asked for anew for every connection", async () => {
  let count = 0;
  const own = await published({ token: async () => { count += 1; return `t${count}`; } });
  FakeSocket.last.end(1001);
  await reconnected();
  same(FakeSocket.all.map((socket) => socket.url.searchParams.get("access_token")), ["t1", "t2"]);
  same(FakeSocket.last.url.searchParams.get("room"), null);
});

rule("a token that cannot be had is tried for again, and not for ever", async () => {
  const own = publisher({ token: () => Promise.reject(new Error("signed out")), maxAttempts: 3 });
  own.observe(new FakeConnection());
  await until(() => own.status.state === "failed", "it gives up");
  same([own.status.reason, own.statistics.failedAttempts, FakeSocket.all.length], ["no access token: signed out", 4, 0]);
});

rule("a refused token ends it with the relay's reason", async () => {
  const asked = [];
  const fetch = async (url) => { asked.push(url.href); return new Response("the token has expired\n", { status: 401 }); };
  const own = publisher({ token: "t", fetch });
  own.observe(new FakeConnection());
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.end(1006);
  await until(() => own.status.state === "failed", "it ends");
  same([own.status.reason, asked],
    ["the relay refuses (401): the token has expired", ["http://relay.test/rtc/validate?access_token=t"]]);
});

rule("fresh tokens that are refused are asked for five times", async () => {
  let count = 0;
  const fetch = async () => new Response("no", { status: 401 });
  const own = publisher({ token: () => `t${count += 1}`, fetch });
  own.observe(new FakeConnection());
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await until(() => FakeSocket.all.length === attempt, `attempt ${attempt}`);
    FakeSocket.last.end(1006);
  }
  await until(() => own.status.state === "failed", "it ends");
  same(count, 5);
});

rule("a relay that is full is tried again", async () => {
  const own = publisher({ fetch: async () => new Response("full", { status: 503 }) });
  own.observe(new FakeConnection());
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.end(1006);
  await reconnected();
  same(own.status.state, "connected");
});

rule("goodbyes for good are final, others are not", async () => {
  for (const reason of ["DUPLICATE_IDENTITY", "ROOM_DELETED", "PARTICIPANT_REMOVED"]) {
    const own = await published();
    FakeSocket.last.receive({ leave: { reason } });
    FakeSocket.last.end(1000);
    same([own.status.state, own.status.reason], ["ended", reason]);
  }
  const own = await published();
  FakeSocket.last.receive({ leave: { reason: "SERVER_SHUTDOWN" } });
  FakeSocket.last.end(1001);
  await reconnected();
});

rule("a browser that forbids the connection is a status, not an exception", async () => {
  class Forbidden { constructor() { throw new Error("mixed content"); } }
  const own = publisher({ WebSocket: Forbidden });
  own.observe(new FakeConnection());
  await until(() => own.status.state === "failed", "it gives up");
  same(own.status.reason, "the browser forbids the connection: mixed content");
});

rule("a callback that throws harms nothing", async () => {
  const states = [];
  const own = publisher({ onstatus: () => { throw new Error("the page's own fault"); } });
  own.addEventListener("status", (event) => states.push(event.status.state));
  own.observe(new FakeConnection());
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.welcome();
  same([states, own.statistics.errors], [["connecting", "connected"], 2]);
});

rule("what cannot be read is counted", async () => {
  const own = await published();
  for (const text of ["", "{", "null", "5", "[]", '{"join":', '{"roomUpdate":{}}', '{"pongResp":{}}']) {
    FakeSocket.last.receive(text);
  }
  same([own.status.state, own.statistics.badMessages], ["connected", 3]);
});

rule("the relay's pings are answered", async () => {
  const own = await published();
  FakeSocket.last.receive({ pingReq: { timestamp: 7 } });
  same(FakeSocket.last.named("pongResp")[0].lastPingTimestamp, 7);
});

// MARK: Tracks, quality, Rooms

rule("tracks and quality are said after every connection, zeros left out", async () => {
  const own = await published();
  own.setTracks([{ kind: "audio", mid: "0", source: "microphone" }, { kind: "video", mid: "1", sid: "TR_1", muted: true }]);
  own.setQuality("poor");
  FakeSocket.last.end(1006);
  const second = await reconnected();
  for (const socket of [FakeSocket.all[0], second]) {
    same(socket.named("update"), [{ participants: [{ sid: "PA_1", identity: "alice", state: "ACTIVE", tracks: [
      { source: "MICROPHONE", mid: "0" }, { sid: "TR_1", type: "VIDEO", muted: true, mid: "1" }] }] }]);
    same(socket.named("connectionQuality"), [{ updates: [{ participantSid: "PA_1" }] }]);
  }
});

rule("a Room's connections are found, also when they are replaced, and never made", async () => {
  const room = new FakeRoom();
  const own = publisher({ room: undefined, identity: undefined, interval: 10, freshness: 5 });
  const { pcManager } = room.engine;
  Object.defineProperty(pcManager.publisher, "pc", { get() { throw new Error("made one"); } });
  own.observeRoom(room);
  await until(() => FakeSocket.last, "a socket");
  same(FakeSocket.last.url.search, "?room=room&identity=alice");
  FakeSocket.last.welcome();
  await until(() => FakeSocket.last.sequences.length >= 2, "reports of both");
  same([...new Set(FakeSocket.last.named("stats").map((stats) => stats.pc))].sort(), ["publisher", "subscriber"]);
  const old = pcManager.publisher._pc;
  room.engine.pcManager = { publisher: { _pc: new FakeConnection("new") }, subscriber: {} };
  await until(() => FakeSocket.last.named("stats").some((stats) => stats.reports[0].padding === "new"), "the new one");
  const { calls } = old;
  await until(() => room.engine.pcManager.publisher._pc.calls > 3, "it goes on");
  if (old.calls > calls + 1) throw new Error("the old one is still asked");
});

rule("a Room's name is waited for", async () => {
  const room = new FakeRoom();
  room.name = "";
  room.localParticipant.identity = "";
  const own = publisher({ room: undefined, identity: undefined, freshness: 5 });
  own.observeRoom(room);
  await until(() => room.engine.pcManager.publisher._pc.calls > 2, "reports are taken");
  same([own.status.state, FakeSocket.all.length], ["idle", 0]);
  Object.assign(room, { name: "later" });
  room.localParticipant.identity = "bob";
  await until(() => FakeSocket.last, "a socket");
  same(FakeSocket.last.url.search, "?room=later&identity=bob");
});

rule("a Room's mutes, quality and words are passed on, those of others are not", async () => {
  const room = new FakeRoom();
  const own = publisher();
  const sender = {};
  const publication = { trackSid: "TR_v", kind: "video", source: "camera", isMuted: false, track: { sender } };
  room.localParticipant.trackPublications.set("TR_v", publication);
  room.engine.pcManager.publisher._pc.transceivers = [{ sender: {}, mid: "0" }, { sender, mid: "4" }];
  own.observeRoom(room);
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.welcome();
  publication.isMuted = true;
  room.emit("trackMuted", publication, room.localParticipant);
  room.emit("connectionQualityChanged", "lost", { identity: "bob" });
  room.emit("connectionQualityChanged", "excellent", room.localParticipant);
  room.emit("transcriptionReceived", [{ id: "s", text: "no" }], undefined, undefined);
  room.emit("transcriptionReceived", [{ id: "s", text: "yes" }], room.localParticipant, publication);
  const updates = FakeSocket.last.named("update").map((update) => update.participants[0].tracks);
  same(updates, [
    [{ sid: "TR_v", type: "VIDEO", source: "CAMERA", mid: "4" }],
    [{ sid: "TR_v", type: "VIDEO", source: "CAMERA", muted: true, mid: "4" }]]);
  same(FakeSocket.last.named("connectionQuality").map(({ updates: [update] }) => update.quality), ["EXCELLENT"]);
  same(FakeSocket.last.named("transcription").map(({ segments: [segment] }) => segment.text), ["yes"]);
});

rule("leaving a Room leaves the feed, and coming back comes back", async () => {
  const room = new FakeRoom();
  const own = publisher();
  own.observeRoom(room);
  await until(() => FakeSocket.last, "a socket");
  FakeSocket.last.welcome();
  room.emit("disconnected");
  same([own.status.state, FakeSocket.last.named("leave").length], ["paused", 1]);
  room.engine.pcManager = { publisher: { _pc: new FakeConnection() } };
  room.emit("connected");
  await reconnected();
  await until(() => FakeSocket.last.sequences.length > 0, "a report");
});

rule("a Room that is nothing like one harms nobody", () => {
  const own = publisher();
  for (const room of [undefined, {}, { on() {} }, { on() {}, engine: { pcManager: { publisher: 5 } } }]) {
    own.observeRoom(room).stop();
  }
});
