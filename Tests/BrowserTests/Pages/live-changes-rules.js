// What happened between two snapshots.

import { changes } from "/live/changes.js";
import { rule, same } from "/pages/rules.js";

const person = (identity, level = "good", more = {}) =>
  ({ identity, level, present: true, level_for_seconds: 42, cause: null, ...more });
const room = (participants = [], more = {}) => ({
  state: "live", updated_at: "2026-01-01T00:00:00.000Z", participants_present: participants.length, participants_omitted: 0,
  duration_seconds: 90, bot: { reconnects: 0 }, participants, ...more,
});
const told = (previous, next) => changes(previous, next).map(({ kind, identity, text }) =>
  `${kind}: ${identity === null ? "" : `${identity} `}${text}`);

rule("the first snapshot tells who was there, and nothing of what was before", () => {
  same(told(null, room([person("a"), person("b", "poor")])), ["page: Watching since now: 2 participants in the room."]);
});

rule("nothing changed is nothing told", () => {
  same(told(room([person("a")]), room([person("a", "good", { level_for_seconds: 43 })])), []);
});

rule("joining, leaving and coming back are told, by presence or by the list", () => {
  const gone = person("a", "good", { present: false });
  same(told(room([]), room([person("a")])), ["joined: a joined."]);
  same(told(room([person("a")]), room([gone])), ["left: a left."]);
  same(told(room([person("a")]), room([])), ["left: a left."]);
  same(told(room([gone]), room([person("a")])), ["joined: a joined."]);
  same(told(room([]), room([gone])), []);
});

rule("who is missing from a list that was cut has not left", () => {
  const cut = { participants_omitted: 3 };
  same(told(room([person("a")], cut), room([person("b")], cut)), []);
  same(told(room([person("a")], cut), room([person("a", "poor")], cut)), ["level: a went from good to poor after 42 s."]);
});

rule("a level's change has its cause and how long the old one held", () => {
  const cause = { metric: "packet_loss", side: "sent", value: 8.3, text: "upload loses packets" };
  same(told(room([person("a")]), room([person("a", "poor", { cause })])),
    ["level: a went from good to poor after 42 s: upload loses packets (8.30 %)."]);
  same(told(room([person("a", "unknown")]), room([person("a", "fair")])), ["level: a is fair."]);
  same(told(room([person("a", "fair")]), room([person("a", "unknown")])),
    ["level: a has too little measured to be judged; it was fair for 42 s."]);
  same(told(room([person("a", "strange")]), room([person("a", "unknown")])), []);
});

rule("many at once are one line", () => {
  const people = (number, level) => Array.from({ length: number }, (_, index) => person(`p${index}`, level));
  same(told(room([]), room(people(9))), ["joined: 9 participants joined."]);
  same(told(room(people(8)), room([])).length, 8);
  same(told(room(people(300)), room(people(300, "poor"))), ["level: 300 participants became poor."]);
});

rule("the connection and the end are told", () => {
  same(told(room([], { state: "waiting" }), room()), ["connection: Attached to the room."]);
  same(told(room(), room([], { state: "reconnecting" })), ["connection: Connection to the room lost; connecting again."]);
  same(told(room([], { state: "reconnecting" }), room([], { bot: { reconnects: 1 } })), ["connection: Connected to the room again."]);
  same(told(room(), room([], { state: "ended", end_reason: "room_ended" })), ["connection: The room ended. It lasted 1 min 30 s."]);
  same(told(room([person("a")]), room([], { state: "ended", end_reason: "room_ended" })), ["connection: The room ended. It lasted 1 min 30 s."]);
  same(told(room(), room([], { state: "ended", end_reason: "new_reason" })), ["connection: New reason. It lasted 1 min 30 s."]);
});

rule("names that objects know already are names like others", () => {
  const names = ["__proto__", "constructor", "toString", ""];
  same(told(room([]), room(names.map((name) => person(name)))), names.map((name) => `joined: ${name} joined.`));
});

rule("before a room has a clock its events have the page's", () => {
  const before = Date.now();
  const [{ time }] = changes(null, room([], { state: "waiting", updated_at: null }));
  same(time >= before && time <= Date.now(), true);
});
