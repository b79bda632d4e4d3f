// What the page's own events do.

import { FakeConnection, FakeSocket, published, reconnected, rule, same, until } from "./rules.js";

/** A connected publisher that has a report which has not been sent. */
async function withNewerReport() {
  const pc = new FakeConnection();
  const own = await published({ freshness: 5 }, pc);
  await until(() => pc.calls > 2, "a newer report is taken");
  return { own, pc };
}

async function whileHidden(body) {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  try {
    await body();
  } finally {
    delete document.visibilityState;
  }
}

rule("a page that is hidden sends its newest report at once", async () => {
  await withNewerReport();
  document.dispatchEvent(new Event("visibilitychange"));
  same(FakeSocket.last.sequences, [1], "a page that is shown");
  await whileHidden(() => {
    document.dispatchEvent(new Event("visibilitychange"));
    same(FakeSocket.last.sequences, [1, 2]);
  });
});

rule("a page that is frozen sends its newest report at once", async () => {
  await withNewerReport();
  document.dispatchEvent(new Event("freeze"));
  same(FakeSocket.last.sequences, [1, 2]);
});

rule("a page that is hidden and then left sends it once, and leaves", async () => {
  const { own } = await withNewerReport();
  const socket = FakeSocket.last;
  await whileHidden(() => {
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
  });
  same([socket.sequences, socket.named("leave").length, own.status.state], [[1, 2], 1, "paused"]);
});

rule("a page that comes back from the cache goes on", async () => {
  const { own } = await withNewerReport();
  const before = FakeSocket.last;
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
  same(own.status.state, "paused");
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  const after = await reconnected();
  same(after.named("stats"), before.named("stats"), "what was not confirmed");
  own.flush();
  await until(() => after.sequences.includes(3) || (own.flush(), false), "new reports");
});

rule("a network that is back is tried at once", async () => {
  const { own } = await withNewerReport();
  FakeSocket.last.end(1006);
  await reconnected();
  const count = FakeSocket.all.length;
  Math.random = ((random) => () => { Math.random = random; return 1e9; })(Math.random);
  FakeSocket.last.end(1006);
  same(own.status.state, "waiting");
  window.dispatchEvent(new Event("online"));
  await until(() => FakeSocket.all.length > count, "it connects");
});

rule("a closed publisher listens to nothing", async () => {
  const { own } = await withNewerReport();
  await own.close();
  const count = FakeSocket.last.sent.length;
  window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  window.dispatchEvent(new Event("online"));
  same([own.status.state, FakeSocket.last.sent.length], ["closed", count]);
});
