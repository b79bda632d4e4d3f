// The page's foot: how the program itself is doing, and where the same numbers are for machines.

import { download, token } from "./api.js";
import { make, setText, shape, show } from "./dom.js";
import { bytes, duration, number, readable, words } from "./format.js";
import { roomPath } from "./paths.js";

/** Reasons that are named; the rest is added up. */
const mostReasons = 6;
/** Characters of what became of the record: a command to copy is in it, with a path. */
const longestSaveText = 600;

const items = [
  { label: "Samples", value: ({ samples }) => number(samples?.accepted) },
  { label: "Refused", value: ({ refused, samples }) => refusedText(refused, samples) },
  { label: "Reports that never came", value: ({ samples }) => number(samples?.sequence_holes) },
  { label: "Messages", value: ({ bot }) => `${number(bot?.messages_received)} (${bytes(bot?.bytes_received)})` },
  { label: "Last message", value: ({ bot, state }) => lastMessage(bot, state) },
  { label: "Reconnects", value: ({ bot }) => number(bot?.reconnects) },
  { label: "Ping time-outs", value: ({ bot }) => number(bot?.ping_timeouts) },
  { label: "Record", value: ({ save }) => recordText(save) },
  { label: "Time spent folding", value: ({ bot }) => foldText(bot?.fold_seconds) },
];

export class Foot {
  #values = items.map(() => make("dd", ""));
  #health = make("section", "", [
    make("h2", "", "RoomVitals itself"),
    make("dl", "health", items.map(({ label }, index) => make("div", "", [make("dt", "", label), this.#values[index]]))),
  ]);
  #links = make("nav", "links", [], { "aria-label": "The same numbers for machines" });
  #room = null;

  constructor(root) {
    root.append(
      this.#health, this.#links,
      make("p", "quiet", "What was not measured is shown as –. Levels: packet loss fair from 1 %, poor above 5 %; round "
        + "trip fair from 150 ms, poor above 300 ms. RoomVitals sees what browsers report, and no sound or picture."));
    this.#writeLinks(null);
  }

  /** @param room the room that is shown, or `null`. */
  update(room) {
    const name = room?.name ?? null;
    if (name !== this.#room) {
      this.#room = name;
      this.#writeLinks(name);
    }
    show(this.#health, Boolean(room));
    if (!room) return;
    items.forEach(({ value }, index) => setText(this.#values[index], value(room.snapshot)));
  }

  #writeLinks(room) {
    const paths = [
      ...(room === null ? [] : [
        ["This room as JSON", roomPath(room), "room.json"],
        ["Quality metrics", `${roomPath(room)}/quality_metrics`, "quality_metrics.json"],
        ["History", `${roomPath(room)}/history`, "history.json"],
      ]),
      ["Prometheus metrics", "metrics", "metrics.txt"], ["OpenAPI", "v1/openapi.json", "openapi.json"],
    ];
    this.#links.replaceChildren(...paths.map(([label, path, file]) => {
      const link = make("a", "", [shape("link"), label], { href: path });
      link.addEventListener("click", (event) => {
        if (!token.get()) return;
        event.preventDefault();
        download(path, file).catch(() => {});
      });
      return link;
    }));
  }
}

function lastMessage(bot, state) {
  if (state === "ended") return "–";
  const age = bot?.last_message_age_seconds;
  return typeof age === "number" ? (age < 1 ? "less than 1 s ago" : `${duration(age)} ago`) : "–";
}

function recordText(save) {
  switch (save?.state) {
    case "open": return "made when the session ends";
    case "saving": return "being saved";
    case "saved": return `saved, session ${readable(save.session_id, 40)}`;
    case "failed": return readable(save.text, longestSaveText);
    default: return "not kept";
  }
}

function foldText(seconds) {
  if (typeof seconds !== "number") return "–";
  return seconds < 1 ? `${number(seconds * 1000)} ms` : `${number(seconds, 1)} s`;
}

/** What was refused, by reason; `nothing` is good news and said so. */
export function refusedText(refused = {}, samples = {}) {
  const counts = [
    ...Object.entries(refused.entries ?? {}), ...Object.entries(refused.messages ?? {}),
    ["reports", refused.reports], ["unknown_messages", refused.unknown_messages], ["stats_dropped", refused.stats_dropped],
  ].filter(([, value]) => value > 0).sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return samples?.refused > 0 ? number(samples.refused) : "nothing";
  const named = counts.slice(0, mostReasons).map(([reason, value]) => `${number(value)} ${readable(words(reason), 40)}`);
  const rest = counts.slice(mostReasons).reduce((sum, [, value]) => sum + value, 0);
  return [...named, ...(rest > 0 ? [`${number(rest)} more`] : [])].join(", ");
}
