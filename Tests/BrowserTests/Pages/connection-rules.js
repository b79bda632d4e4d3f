// Addresses, tokens, and the ends of connections.

import { FakeConnection, FakeSocket, module, published, publisher, reconnected, rule, same, until } from "./rules.js";

rule("the feed is below the relay's address", () => {
  const forms = {
    "ws://h:1": "ws://h:1/rtc", "https://h/": "wss://h/rtc", "wss://h/rtc": "wss://h/rtc",
    "http://h/feed/": "ws://h/feed/rtc", "ws://h/#x": "ws://h/rtc",
  };
  for (const [address, expected] of Object.entries(forms)) same(module.feedURL(address).href, expected, address);
  same(module.feedURL("ws://h", { room: "a&b", identity: "", token: undefined }).href, "ws://h/rtc?room=a%26b");
});

rule("an address that cannot be used is a status, not an exception", () => {
  for (const url of [null, "", "relay", "ftp://h", 5]) same(publisher({ url }).status.state, "failed", url);
});

rule("waits grow to a cap, and every length up to it is drawn", () => {
  const bounds = { backoffInitial: 500, backoffCap: 30_000 };
  same([0, 1, 5, 6, 1e9].map((attempt) => module.backoff(attempt, bounds, () => 1)), [500, 1000, 16_000, 30_000, 30_000]);
  same(module.backoff(3, bounds, () => 0), 0);
});

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
  same([own.status.reason, own.statistics.failedAttempts, FakeSocket.all.length], ["no access token: signed out", 3, 0]);
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

rule("refusals before a connection do not count against the next", async () => {
  const fetch = async () => new Response("no", { status: 401 });
  const own = publisher({ token: () => "t", fetch, maxRefusals: 2 });
  own.observe(new FakeConnection());
  for (let round = 0; round < 3; round += 1) {
    const count = FakeSocket.all.length;
    await until(() => FakeSocket.all.length > count || (round === 0 && FakeSocket.last), "an attempt");
    FakeSocket.last.end(1006);
    await reconnected();
    same(own.status.state, "connected");
    FakeSocket.last.end(1001);
  }
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
  class Forbidden { constructor() { throw new DOMException("ws://relay.test/?access_token=secret", "SecurityError"); } }
  const own = publisher({ WebSocket: Forbidden });
  own.observe(new FakeConnection());
  await until(() => own.status.state === "failed", "it gives up");
  same(own.status.reason, "the browser forbids the connection: SecurityError");
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
