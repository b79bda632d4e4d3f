// What is kept, sent again, and dropped.

import { FakeConnection, FakeSocket, module, published, publisher, reconnected, rule, same, until } from "./rules.js";

rule("what the relay did not confirm is sent again as it was", async () => {
  const pc = new FakeConnection();
  const own = await published({ interval: 15, freshness: 5 }, pc);
  const first = FakeSocket.last;
  const beforePing = first.sent.slice(0, first.sent.findLastIndex(({ pingReq }) => pingReq)).filter(({ stats }) => stats);
  first.confirm(String);
  same(own.statistics.messagesConfirmed, beforePing.length, "the confirmed messages");
  await until(() => first.sequences.length >= beforePing.length + 2, "more reports");
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
  const own = await published();
  FakeSocket.last.end(1009);
  same(own.statistics.messagesTooLarge, 1);
  const second = await reconnected();
  same(second.sequences, [], "what is sent again");
});

rule("a relay that does not answer is left, and all is sent again", async () => {
  const own = await published({ interval: 20, freshness: 5, pingTimeout: 40 });
  const second = await reconnected(1);
  same([second.sequences[0], FakeSocket.all[0].readyState], [1, 3]);
});
