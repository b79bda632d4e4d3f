// Server-sent events: the parser however the bytes are cut, and the stream that comes back.

import { EventParser, EventStream, backoff } from "/live/events.js";
import { rule, same, until } from "/pages/rules.js";

const encoder = new TextEncoder();

function parsed(...pieces) {
  const events = [];
  const parser = new EventParser((event) => events.push(event));
  for (const piece of pieces) parser.push(typeof piece === "string" ? encoder.encode(piece) : piece);
  return { events, parser };
}

const long = [
  "\ufeffretry: 2000\n\n", ": heartbeat\n\n", "event: history\nid: r-1\ndata: {\"a\":\"ä€😀\"}\n\n",
  "event: snapshot\r\nid: r-2\r\ndata: one\r\ndata: two\r\n\r\n", "data:tight\rdata:  wide\r\r", "id\nnonsense: x\ndata\n\n",
].join("");
const whole = [
  { type: "history", data: "{\"a\":\"ä€😀\"}", id: "r-1" }, { type: "snapshot", data: "one\ntwo", id: "r-2" },
  { type: "message", data: "tight\n wide", id: "r-2" }, { type: "message", data: "", id: "" },
];

rule("events are the same wherever the bytes are cut in two", () => {
  const bytes = encoder.encode(long);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const { events, parser } = parsed(bytes.subarray(0, cut), bytes.subarray(cut));
    same(events, whole, `cut at ${cut}`);
    same(parser.retry, 2000, `retry, cut at ${cut}`);
  }
});

rule("events are the same byte by byte, with nothing between some", () => {
  const pieces = [...encoder.encode(long)].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array()]);
  same(parsed(...pieces).events, whole);
});

rule("an event that was not finished is none", () => {
  same(parsed("data: a\n").events, []);
  same(parsed("data: a\n", "\n").events.length, 1);
});

rule("an event without data is none, and leaves its id behind", () => {
  const { events, parser } = parsed("event: x\nid: 7\n\ndata: y\n\n");
  same(events, [{ type: "message", data: "y", id: "7" }]);
  same(parser.lastEventId, "7");
});

rule("an id with a null and a retry that is no number are ignored", () => {
  const { parser } = parsed("id: a\nid: b\0c\nretry: 5s\nretry: -1\nretry: 99999999999\n\n");
  same([parser.lastEventId, parser.retry], ["a", undefined]);
});

rule("a byte order mark counts only at the beginning", () => {
  same(parsed("\ufeffdata: a\n\n\ufeffdata: b\n\n").events.length, 1);
});

rule("bytes that are no UTF-8 are replaced, not thrown at the page", () => {
  same(parsed("data: ", Uint8Array.of(0xff), "\n\n").events[0].data, "\ufffd");
});

rule("an event larger than it may be ends the stream", () => {
  for (const pieces of [["data: ", "x".repeat(200)], ["data: xxxxxxxxxxxxxxxxxxxx\n".repeat(9)]]) {
    const parser = new EventParser(() => {}, 100);
    let error = null;
    try {
      for (const piece of pieces) parser.push(encoder.encode(piece));
    } catch (caught) {
      error = caught;
    }
    same(error instanceof RangeError, true);
  }
});

rule("waits double up to their cap, and half of each is drawn", () => {
  same([0, 1, 2, 9, 999].map((attempt) => backoff(attempt, 2000, 10_000, () => 1)), [2000, 4000, 8000, 10_000, 10_000]);
  same(backoff(1, 2000, 10_000, () => 0), 2000);
});

/** A server that answers as it is told, and remembers what it was asked. */
function server(...answers) {
  const asked = [];
  return { asked, fetch: async (url, { headers }) => {
    asked.push(headers);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === null) throw new TypeError("unreachable");
    return answer();
  } };
}

const streamOf = (text) => () => new Response(text, { headers: { "Content-Type": "text/event-stream" } });

rule("a stream that ends is asked for again from where it ended", async () => {
  const { asked, fetch } = server(streamOf("retry: 1\nid: r-5\ndata: x\n\n"), null, streamOf("id: r-6\ndata: y\n\n"));
  const events = [];
  const stream = new EventStream("x", { fetch, onevent: (event) => events.push(event.data), retry: 1,
    headers: () => ({ Authorization: "Bearer t" }) });
  stream.connect();
  await until(() => events.length >= 2, "the second event");
  stream.close();
  same(asked.slice(0, 3).map((headers) => headers["Last-Event-ID"] ?? null), [null, "r-5", "r-5"]);
  same(asked[0].Authorization, "Bearer t");
});

rule("a refusal is told with its reason, and is not asked again", async () => {
  const told = [];
  const { asked, fetch } = server(() => new Response("{\"detail\":\"no\"}", { status: 401 }));
  const stream = new EventStream("x", { fetch, retry: 1, onstate: (state, details) => told.push([state, details]) });
  await stream.connect();
  await new Promise((done) => { setTimeout(done, 20); });
  same(told.at(-1), ["refused", { status: 401, problem: { detail: "no" } }]);
  same([asked.length, stream.isClosed], [1, true]);
});

rule("a server that is busy is asked again, not before the time it names", async () => {
  const waits = [];
  const { fetch } = server(() => new Response("", { status: 503, headers: { "Retry-After": "7" } }));
  const stream = new EventStream("x", { fetch, retry: 1,
    onstate: (state, { wait }) => { if (state === "waiting") waits.push(wait); } });
  await stream.connect();
  stream.close();
  same(waits, [7000]);
});

rule("a closed stream tells nothing any more", async () => {
  const events = [];
  const { fetch } = server(streamOf("data: x\n\ndata: y\n\n"));
  const stream = new EventStream("x", { fetch, retry: 1, onevent: (event) => {
    events.push(event.data);
    stream.close();
  } });
  await stream.connect();
  same(events, ["x"]);
});

rule("a connection on which nothing comes is given up", async () => {
  let aborted = 0;
  const fetch = (url, { signal }) => new Promise((_, fail) => {
    signal.addEventListener("abort", () => {
      aborted += 1;
      fail(signal.reason);
    });
  });
  const stream = new EventStream("x", { fetch, retry: 1, silence: 10 });
  stream.connect();
  await until(() => aborted >= 2, "it connects again");
  stream.close();
});
