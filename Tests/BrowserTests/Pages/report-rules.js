// What is sent, and how often.

import { FakeConnection, FakeSocket, published, publisher, rule, same, until } from "./rules.js";

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

rule("a connection that closes while it is asked gives nothing more", async () => {
  const pc = new FakeConnection();
  const own = await published({ freshness: 5 }, pc);
  let answer;
  pc.getStats = () => new Promise((done) => { answer = () => done(new Map([["P", { id: "P", timestamp: 1e9 }]])); });
  await until(() => answer, "it is asked");
  pc.connectionState = "closed";
  answer();
  await until(() => own.statistics.bufferedMessages === FakeSocket.last.sequences.length, "all is sent");
  await own.close();
  same(FakeSocket.last.named("stats").filter((stats) => stats.reports[0].timestamp === 1e9), []);
});

rule("a new connection under the old label goes on counting", async () => {
  const pc = new FakeConnection("old");
  const own = await published({ freshness: 5 }, pc);
  await until(() => pc.calls > 2, "a newer report of the old one is taken");
  own.observe(new FakeConnection("new"), "publisher");
  await until(() => FakeSocket.last.sequences.length === 3, "the old one's last and the new one's first report");
  same(FakeSocket.last.named("stats").map(({ sequence, reports }) => [sequence, reports[0].padding]),
    [[1, "old"], [2, "old"], [3, "new"]]);
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
  const own = await published({ closeTimeout: 60_000 });
  const socket = FakeSocket.last;
  socket.confirm();
  let isDone = false;
  own.close().then(() => { isDone = true; });
  await until(() => socket.sequences.length === 2, "the last report is sent");
  if (isDone || socket.named("leave").length > 0) throw new Error("it left before the relay had the report");
  socket.confirm();
  await until(() => isDone, "it closes");
  same(socket.named("leave"), [{ reason: "CLIENT_INITIATED" }]);
  same([own.status.state, own.statistics.bufferedMessages], ["closed", 0]);
  if (own.close() !== own.close()) throw new Error("closing twice is closing once");
});
