// Runs the rules of the history page's modules.

import { run } from "/pages/rules.js";
import { tell } from "/pages/tell.js";
import "/pages/history-judge-rules.js";
import "/pages/history-list-rules.js";
import "/pages/history-time-rules.js";

const results = await run("/history/judge.js");
for (let start = 0; start < results.length; start += 10) await tell("results", results.slice(start, start + 10));
await tell("done", results.length);
