// The module's own rules, and that it works where there is no document.

import { tell } from "/pages/tell.js";
import { module, run } from "/pages/rules.js";
import "/pages/buffer-rules.js";
import "/pages/connection-rules.js";
import "/pages/packet-rules.js";
import "/pages/page-rules.js";
import "/pages/parts-rules.js";
import "/pages/report-rules.js";
import "/pages/room-rules.js";

const escaped = [];
addEventListener("error", (event) => escaped.push(String(event.message)));
addEventListener("unhandledrejection", (event) => escaped.push(String(event.reason)));

const results = await run("/roomvitals.js");
for (let start = 0; start < results.length; start += 10) await tell("results", results.slice(start, start + 10));
await tell("fields", fieldsOfPackets());
await tell("worker", await stateInWorker());
await tell("escaped", escaped);

/** The members that go into packets, of all types of entries. */
function fieldsOfPackets() {
  const names = new Set();
  const recorder = (members) => new Proxy(members, {
    get(target, name) {
      names.add(name);
      return target[name];
    },
  });
  for (const type of ["outbound-rtp", "inbound-rtp", "remote-inbound-rtp", "transport", "candidate-pair"]) {
    module.packetParts([recorder({ type, qualityLimitationDurations: recorder({}) })], 1000);
  }
  return [...names].sort();
}

function stateInWorker() {
  const text = `
    import { RoomVitalsPublisher } from "${location.origin}/roomvitals.js";
    const publisher = new RoomVitalsPublisher({ url: "${location.origin}", room: "worker", identity: "w" });
    publisher.onstatus = (status) => { if (status.state === "connected") publisher.close(); else postMessage(status.state); };
    publisher.observe({ getStats: async () => new Map() });`;
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type: "module" });
  return new Promise((done) => {
    const states = [];
    worker.onmessage = ({ data }) => { if (states.push(data) === 2) done(states.join()); };
    worker.onerror = ({ message }) => done(`error: ${message}`);
  });
}
