// The page's own account of a call, kept without the module: counters from getStats() itself, and from the wire only
// which reports were sent.

const sent = new Map();

/** Notes which reports leave the page, by the newest time in them. */
export function watchTheWire() {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const { stats } = JSON.parse(text);
    if (stats) {
      const taken = Math.max(...stats.reports.map((entry) => entry.timestamp));
      const reports = sent.get(stats.pc) ?? new Map();
      const before = reports.get(stats.sequence);
      if (before !== undefined && before !== taken) throw new Error(`two reports are number ${stats.sequence}`);
      sent.set(stats.pc, reports.set(stats.sequence, taken));
    }
    return send.call(this, text);
  };
}

export class Ledger {
  #reports = [];

  constructor(label, pc) {
    this.label = label;
    const getStats = pc.getStats.bind(pc);
    pc.getStats = async () => {
      const report = await getStats();
      this.#reports.push([...report.values()].map((entry) => ({ ...entry })));
      return report;
    };
  }

  /** When the newest entry of a kind was taken. */
  newest(type, kind) { return find(this.#reports.at(-1), type, kind)?.timestamp; }

  /** What the reports that were sent say of a kind of stream: the last against the first. */
  account(type, kind) {
    const entries = this.#sent().map((report) => find(report, type, kind)).filter(Boolean);
    const [first, last] = [entries[0], entries.at(-1)];
    const rise = (...names) => {
      const name = names.find((candidate) => last[candidate] !== undefined);
      return name ? last[name] - first[name] : 0;
    };
    return {
      first: first.timestamp, last: last.timestamp, readings: entries.length - 1,
      bytes: rise("bytesSent", "bytesReceived"), frames: rise("framesSent", "framesDecoded"),
      packets: rise("packetsSent", "packetsReceived") - rise("retransmittedPacketsSent", "retransmittedPacketsReceived"),
      lost: rise("packetsLost"),
    };
  }

  /** What the far end's RTCP reports say of a stream's loss: the newest against the first. */
  feedback(kind) {
    let base, newest;
    for (const report of this.#sent()) {
      const local = find(report, "outbound-rtp", kind);
      const remote = report.find((entry) => entry.type === "remote-inbound-rtp" && entry.ssrc === local?.ssrc);
      if (!remote || remote.timestamp <= (newest?.at ?? 0)) continue;
      newest = { at: remote.timestamp, lost: remote.packetsLost, sent: local.packetsSent - local.retransmittedPacketsSent };
      base ??= newest;
    }
    return { lost: newest.lost - base.lost, expected: newest.sent - base.sent };
  }

  get sentCount() { return sent.get(this.label)?.size ?? 0; }

  #sent() {
    const taken = new Set(sent.get(this.label)?.values());
    // A browser may give one report to several callers: each counts once.
    return this.#reports.filter((report) => taken.delete(Math.max(...report.map((entry) => entry.timestamp))));
  }
}

function find(report, type, kind) {
  return report?.find((entry) => entry.type === type && entry.kind === kind);
}
