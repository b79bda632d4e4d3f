// A transcript's lines and what the network was like when they were said. This is nowhere in the record: it is found by time.

import { levelBy } from "./judge.js";
import { bucketAt, lossIn } from "./timeline.js";

/** Characters of a line that are shown. */
export const longestLine = 10_000;

/** The line by which a record says that lines were left out; nobody said it, and the page has words of its own for it. */
const endMark = /^\[The transcript ends here\./;

/** The lines as the page keeps them: `{ index, time, speaker, text, mark }`; what is no line is left out. */
export function readTranscript(transcript, omitted = 0) {
  const lines = [];
  for (const line of Array.isArray(transcript) ? transcript : []) {
    if (!line || typeof line !== "object" || typeof line.text !== "string") continue;
    lines.push({ index: lines.length, time: Date.parse(line.timestamp ?? ""), speaker: line.speaker, text: line.text, mark: null });
  }
  if (omitted > 0 && endMark.test(lines.at(-1)?.text ?? "")) lines.pop();
  return lines;
}

/**
 * Marks the lines that were said while packets were lost: `mark` is `{ loss, identity }`, the greatest loss of the moment.
 *
 * @param timelines `[{ identity, timeline }]`; where somebody's own are there, the room's is not asked.
 * @returns how many lines are marked.
 */
export function markLines(lines, timelines) {
  let count = 0;
  for (const line of lines) {
    line.mark = null;
    if (!Number.isFinite(line.time)) continue;
    for (const { identity, timeline } of timelines) {
      const index = bucketAt(timeline, line.time);
      const loss = index < 0 ? null : lossIn(timeline, index);
      if (levelBy("packet_loss", loss) === "poor" && loss > (line.mark?.loss ?? 0)) line.mark = { loss, identity };
    }
    if (line.mark) count += 1;
  }
  return count;
}

/** The line that was being said at a moment: the last that had begun; the first one before any had. -1 without lines. */
export function lineAt(lines, time) {
  let found = -1;
  for (const { index, time: began } of lines) {
    if (began <= time && (found < 0 || began >= lines[found].time)) found = index;
  }
  return found < 0 && lines.length > 0 ? 0 : found;
}

/** Something that finds words without regard to case, and never takes them for a pattern. `null` for no words. */
export function finder(words) {
  const text = words.trim();
  return text === "" ? null : new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
}

/** A text in pieces, every second of them found: `["The ", "quarrel", "?"]`. */
export function pieces(text, find) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(find)) {
    found.push(text.slice(end, match.index), match[0]);
    end = match.index + match[0].length;
  }
  return [...found, text.slice(end)];
}
