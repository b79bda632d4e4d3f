// The address, the list of sessions, and the words of the history page.

import { markdown, plain } from "/history/markdown.js";
import { judgeSession } from "/history/judge.js";
import { saveURL } from "/history/pagewords.js";
import { isUUID, parsePlace, placeHash, startOfDay } from "/history/place.js";
import { SessionList, listPath, matches, pageSize, seesEverybody } from "/history/sessions.js";
import { shortDuration, shortID, speakerOf } from "/history/words.js";
import { rule, same } from "/pages/rules.js";

const id = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
const table = (name, body, rows) => rule(name, () => {
  for (const [input, expected] of rows) same(body(input), expected, JSON.stringify(input) ?? "undefined");
});

table("durations have few letters", shortDuration, [
  [725, "12m 5s"], [45, "45s"], [0, "0s"], [60, "1m"], [3600, "1h"], [3725, "1h 2m"], [-1, "0s"], [359_940, "99h 59m"], [360_000, "4d 4h"], [432_000, "5d"], [1e8, "1,157d"], [1e300, "1.2e295d"], [null, "–"], [NaN, "–"], ["9", "–"],
]);
table("speakers are the two that there are", speakerOf, [
  ["user", "User"], ["counselor", "Counselor"], ["constructor", "Unknown speaker"], [null, "Unknown speaker"], [5, "Unknown speaker"],
]);
table("a UUID is told from anything else", isUUID, [
  [id, true], [id.toUpperCase(), true], ["", false], ["..", false], [`${id} `, false], [id.replaceAll("-", ""), false],
]);
table("an identity is short", shortID, [[id, "f47ac10b"], ["", ""], [null, ""]]);

rule("an address holds the filters and the session, and gives them back", () => {
  const place = { filters: { q: "a&b=ü #1", mode: "voice", category: id, from: "2026-11-01", to: "2026-11-30", user: "ada/../x" }, session: id, participant: "<b>&" };
  same(parsePlace(placeHash(place)), place);
  same(parsePlace(""), { filters: {}, session: null, participant: null });
  same(placeHash({}), "#");
});
rule("an address that means nothing filters nothing", () => {
  same(parsePlace("#mode=both&category=x&from=yesterday&to=2026-02-30&q=%20&session="), { filters: {}, session: "", participant: null });
  same(parsePlace(`#q=${"x".repeat(500)}`).filters.q.length, 200);
});
rule("a day is the reader's own, and ends before the next begins", () => {
  const query = new URLSearchParams(listPath({ from: "2026-03-29", to: "2026-03-29" }).split("?")[1]);
  const [from, to] = ["from", "to"].map((name) => Date.parse(query.get(name)));
  same(from, new Date(2026, 2, 29).getTime());
  same(to, new Date(2026, 2, 30).getTime() - 1);
  same(startOfDay("2026-02-30"), NaN);
});
rule("a recorder is sent to where the page came from", () => {
  same(saveURL("http://127.0.0.1:9464/session-history"), "http://127.0.0.1:9464");
  same(saveURL("https://x.example/vitals/session-history"), "https://x.example/vitals/api/v1/sessions/save");
});
rule("others' sessions are offered to those who may see them", () => {
  const bearer = (claims) => `x.${btoa(JSON.stringify(claims)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}.y`;
  same([bearer({ sub: "ada" }), bearer({ sessions: { admin: true } }), bearer({ sessions: { admin: "yes" } }), "", "a-port's-token", "a.?.b", "x.bnVsbA.y"]
    .map(seesEverybody), [false, true, false, true, true, false, false]);
});
rule("what is asked for is escaped", () => {
  same(listPath({ q: " a&limit=9 ", user: "x y" }, "c=/"), `api/v1/sessions?limit=${pageSize}&q=a%26limit%3D9&user_id=x%20y&cursor=c%3D%2F`);
});

const session = (number, more = {}) => ({
  session_id: `s${number}`, start_time: new Date(Date.UTC(2026, 0, 1, number)).toISOString(), mode: "video", counselor_category: id, user_id: "ada", ...more,
});
const ids = (list) => list.sessions.map(({ session_id: own }) => own).join();

rule("a new session stands where its time says, once", async () => {
  const list = new SessionList(async () => ({ sessions: [session(9), session(5)], next_cursor: "more" }));
  same(await list.load({}), true);
  list.add(session(7));
  list.add(session(10));
  list.add(session(7, { mode: "voice" }));
  same(ids(list), "s10,s9,s7,s5");
  same(list.find("s7").mode, "voice");
  // Older than all that are known, while more are there: it comes with its page.
  list.add(session(1));
  same(ids(list), "s10,s9,s7,s5");
  same(list.remove("s9"), true);
  same(list.remove("s9"), false);
  list.add({ session_id: 5 });
  list.add(null);
  same(ids(list), "s10,s7,s5");
});
rule("older sessions come after those that are there, none of them twice", async () => {
  const answers = [{ sessions: [session(9), session(8)], next_cursor: "c" }, { sessions: [session(8), session(7)], next_cursor: null }];
  const asked = [];
  const list = new SessionList(async (path) => {
    asked.push(path);
    return answers.shift();
  });
  await list.load({ mode: "video" });
  same(list.hasMore, true);
  same((await list.more()).session_id, "s7");
  same([ids(list), list.hasMore, await list.more()], ["s9,s8,s7", false, null]);
  same(asked[1].includes("mode=video") && asked[1].includes("cursor=c"), true);
});
rule("an answer to filters that are no longer wanted is dropped", async () => {
  const waiting = [];
  const list = new SessionList(() => new Promise((done) => { waiting.push(done); }));
  const first = list.load({ q: "old" });
  const second = list.load({ q: "new" });
  waiting[1]({ sessions: [session(2)], next_cursor: null });
  same(await second, true);
  waiting[0]({ sessions: [session(1)], next_cursor: "x" });
  same(await first, false);
  same([ids(list), list.hasMore], ["s2", false]);
});
rule("after a break what was saved is there and what was deleted is gone", async () => {
  const answers = [
    { sessions: [session(9), session(8)], next_cursor: "c" }, { sessions: [session(7), session(6)], next_cursor: "d" },
    { sessions: [session(10), session(8)], next_cursor: "e" },
  ];
  const list = new SessionList(async () => answers.shift());
  await list.load({});
  await list.more();
  await list.refresh();
  same(ids(list), "s10,s8,s7,s6");
  same(list.hasMore, true);
});
rule("only the server knows whether words were said", () => {
  same(matches(session(1), {}), true);
  same(matches(session(1), { q: "x" }), null);
  same(matches(session(1), { q: "x", mode: "voice" }), false);
  same(matches(session(1), { category: id.toUpperCase(), user: "ada" }), true);
  same(matches(session(1), { from: "2026-01-03" }), false);
  same(matches(session(1), { to: "2025-12-30" }), false);
});
rule("Markdown takes names for nothing but text", () => {
  same(plain("[a](javascript:x) <b>|`*"), "\\[a\\]\\(javascript:x\\) \\<b\\>\\|\\`\\*");
  const record = { mode: "video", room: "<img src=x>\n| x", start_time: "2026-11-26T12:00:00Z", duration_seconds: 725, end_reason: "room_ended", session_id: id,
    quality_metrics: { participants: [{ identity: "**bob**\n# x", coverage_percentage: 90, packet_loss_percentage: 7, jitter_ms: { count: 3, mean: 1 } }] } };
  const text = markdown(record, judgeSession(record), "http://x/#session");
  same(text.includes("12m 5s"), true);
  same(text.includes("- Room: \\<img src=x\\>�\\| x"), true);
  same(text.includes("\\*\\*bob\\*\\*�\\# x"), true);
  same(/^# x/m.test(text), false);
});
