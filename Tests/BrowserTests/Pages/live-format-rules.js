// Values as people read them.

import * as format from "/live/format.js";
import { inOrder } from "/live/overview.js";
import { refusedText } from "/live/foot.js";
import { causeWords } from "/live/changes.js";
import { sentence } from "/live/verdict.js";
import { rule, same } from "/pages/rules.js";

const table = (name, body, rows) => rule(name, () => {
  for (const [input, expected] of rows) same(body(input), expected, JSON.stringify(input) ?? "undefined");
});

const unmeasured = [null, undefined, NaN, Infinity, "12", {}];
rule("what was not measured is a dash, never 0", () => {
  for (const name of ["number", "kbps", "frames", "milliseconds", "score", "percent", "duration", "clock", "bytes"]) {
    for (const value of unmeasured) same(format[name](value), "–", `${name} of ${String(value)}`);
  }
});

table("percentages keep two decimals where they tell something", format.percent, [
  [0, "0.00"], [0.004, "<0.01"], [0.005, "0.01"], [1.3, "1.30"], [9.994, "9.99"], [9.996, "10.0"], [42.24, "42.2"],
  [99.96, "100"], [100, "100"], [-0.5, "-0.50"],
]);
table("kbps have decimals only where they are small", format.kbps, [
  [0, "0"], [0.04, "0.0"], [9.94, "9.9"], [9.96, "10"], [734.5, "735"], [1_234_567, "1,234,567"], [1e8, "1e8"], [1e300, "1e300"], [-1.25e9, "-1.3e9"],
]);
table("durations are words", format.duration, [
  [0, "0 s"], [59.4, "59 s"], [59.6, "1 min"], [245, "4 min 5 s"], [3600, "1 h"], [3720, "1 h 2 min"], [-3, "0 s"],
]);
table("clocks count up", format.clock, [[0, "0:00"], [59.9, "0:59"], [727, "12:07"], [3727, "1:02:07"], [-1, "0:00"]]);
table("ages are words", format.ago, [[0, "just now"], [0.4, "just now"], [0.6, "1 s ago"], [75, "1 min 15 s ago"]]);
table("endings are sentences", format.ending, [
  ["room_ended", "The room ended."], ["unknown", "It is not known why."], ["end_of_day", "End of day."], ["constructor", "Constructor."],
  ["__proto__", "__proto__."], ["", "The session ended."], [null, "The session ended."], [5, "5."],
]);
table("only a name of the JSON is taken for words", format.words, [
  ["packet_loss_sent", "packet loss sent"], ["__proto__", "__proto__"], ["a__b", "a__b"], ["_x", "_x"], [null, ""],
]);
table("bytes have units", format.bytes, [[0, "0 B"], [999, "999 B"], [1000, "1.0 kB"], [123_456, "123 kB"], [9.9e15, "9,900 TB"]]);
table("levels of loss are those of the lines", format.lossLevel, [
  [null, "unknown"], [0, "good"], [0.99, "good"], [1, "fair"], [5, "fair"], [5.01, "poor"],
]);

table("a hostile name is shown as what it is", (text) => format.readable(text, 20), [
  ["<img src=x onerror=a>", "<img src=x onerror=…"], ["a\u202eb", "a\ufffdb"], ["\u2067a\u2069", "\ufffda\ufffd"],
  ["a\u0000\u001b[31m", "a\ufffd\ufffd[31m"], ["a\nb", "a\ufffdb"], ["  a  ", "a"], ["", ""], [null, ""],
  ["e\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301"], ["\ud800a", "\ufffda"], ["مرحبا", "مرحبا"],
  ["👩‍👩‍👧 x", "👩‍👩‍👧 x"], ["a".repeat(21), `${"a".repeat(19)}…`], ["😀".repeat(20), "😀".repeat(20)],
  ["😀".repeat(21), `${"😀".repeat(19)}…`],
]);

rule("no name of any length or kind is longer than asked for, or throws", () => {
  let seed = 1;
  const random = (below) => {
    seed = seed * 48_271 % 2_147_483_647;
    return seed % below;
  };
  for (let count = 0; count < 500; count += 1) {
    const text = String.fromCharCode(...Array.from({ length: random(300) }, () => random(0x10000)));
    const shown = format.readable(text, 40);
    same(Array.from(shown).length <= 40, true, "its length");
    same(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/.test(shown), false, "what it hides");
    same(typeof format.segment(text), "string");
  }
  same(format.readable("x".repeat(1e6), 5), "xxxx…");
});

table("path segments hold any name", format.segment, [["a/b", "a%2Fb"], ["ä", "%C3%A4"], ["\ud800", "%EF%BF%BD"], ["..", ".."]]);

table("a verdict begins with its level once", ([level, text]) => Object.values(sentence(level, text)), [
  [["fair", "Fair: bob's upload loses packets."], ["Fair:", "bob's upload loses packets."]],
  [["good", "Everyone is fine."], ["Good:", "Everyone is fine."]],
  [["good", "Poor: x"], ["Good:", "Poor: x"]], [["poor", ""], ["Poor.", ""]], [["unknown", undefined], ["Unknown.", ""]],
]);

table("a cause has its value with a unit", causeWords, [
  [{ metric: "packet_loss", value: 8.34, text: "upload loses packets" }, "upload loses packets (8.34 %)"],
  [{ metric: "round_trip_time", value: 312.2, text: "replies come late" }, "replies come late (312 ms)"],
  [{ metric: "frames_per_second", value: 7, text: "few pictures" }, "few pictures (7.0 frames/s)"],
  [{ metric: "jitter", value: null, text: "it stutters" }, "it stutters"], [null, ""],
]);

table("what was refused is named by reason, the most first", (refused) => refusedText(refused), [
  [{}, "nothing"], [{ reports: 0, entries: {}, messages: {} }, "nothing"],
  [{ entries: { absurd_value: 1 }, messages: { not_json: 20 }, stats_dropped: 3 }, "20 not json, 3 stats dropped, 1 absurd value"],
  [{ entries: Object.fromEntries("abcdefgh".split("").map((name, index) => [name, 9 - index])) },
    "9 a, 8 b, 7 c, 6 d, 5 e, 4 f, 5 more"],
]);

rule("rooms that live come first, worst of them first", () => {
  const room = (name, state, level) => ({ name, state, verdict: { level } });
  same(inOrder([
    room("e", "ended", "poor"), room("b", "live", "good"), room("a", "live", "good"), room("u", "waiting", "unknown"),
    room("p", "live", "poor"),
  ]).map(({ name }) => name), ["p", "u", "a", "b", "e"]);
});
