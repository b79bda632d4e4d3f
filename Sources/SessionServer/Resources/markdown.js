// A session as Markdown, for a ticket.

import { ending, frames, kbps, milliseconds, number, percent, readable, score } from "./format.js";
import { causeText, shownNameOf, tell } from "./advice.js";
import { measuredAt } from "./metriclist.js";
import { dateOf, modeWord, shortDuration, utcOf, zone } from "./words.js";

/** Participants that are named. */
const most = 20;

/** Text that Markdown takes for nothing but text. */
export const plain = (text) => String(text).replace(/[\\`*_{}[\]()#+!|<>~@-]/g, "\\$&");

const name = (text) => plain(readable(text, 80));

export function markdown(record, verdict, link) {
  const metrics = record.quality_metrics ?? {};
  const told = tell(verdict);
  const measured = (path, more = {}) => measuredAt(metrics, { path, ...more });
  const rows = [
    ["Video sent", kbps(measured("average_bitrate", { video: true })), "kbps"],
    ["Pictures sent", frames(measured("average_fps", { video: true })), "frames/s"],
    ["Packet loss", percent(measured("packet_loss_percentage")), "%"],
    ["Round trip, mean", milliseconds(measured("round_trip_time_ms.mean")), "ms"],
    ["MOS, estimate", score(measured("mos")), "of 5"],
    ["Measured", number(measured("coverage_percentage")), "% of the time"],
  ];
  const people = verdict.people.slice(0, most).map((one) =>
    `- **${name(shownNameOf(one.identity))}**: ${one.level}${one.cause ? `, ${plain(causeText(one.cause))}` : ""}`);
  return [
    `## ${modeWord(record.mode)} session, ${dateOf(record.start_time)} (${zone()})`, "",
    `**${told.word}.** ${plain(`${told.before}${told.name ?? ""}${told.after} ${told.advice}`)} ${plain(told.others)}`.trim(), "",
    `- Began: ${utcOf(record.start_time)}`, `- Lasted: ${shortDuration(record.duration_seconds)}`,
    record.room ? `- Room: ${name(record.room)}` : null, `- Ended: ${name(ending(record.end_reason))}`,
    record.partial ? "- Partial: what came after the last checkpoint is missing." : null,
    `- Session: \`${readable(record.session_id, 60).replaceAll("`", "")}\``, `- ${link}`, "",
    "| measured | value | unit |", "| --- | ---: | --- |", ...rows.map((row) => `| ${row.join(" | ")} |`),
    ...(people.length > 0 ? ["", "Participants:", ...people] : []),
    verdict.people.length > most ? `- and ${number(verdict.people.length - most)} more` : null, "",
  ].filter((line) => line !== null).join("\n");
}
