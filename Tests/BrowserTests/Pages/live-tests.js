// Runs the rules of the live page's modules.

import { run } from "/pages/rules.js";
import { tell } from "/pages/tell.js";
import "/pages/live-changes-rules.js";
import "/pages/live-format-rules.js";
import "/pages/live-series-rules.js";
import "/pages/live-state-rules.js";
import "/pages/live-stream-rules.js";

const results = await run("/live/format.js");
for (let start = 0; start < results.length; start += 10) await tell("results", results.slice(start, start + 10));
await tell("done", results.length);
