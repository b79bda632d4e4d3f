/** Hands a value to the test that opened the page. */
export function tell(name, value) {
  const query = encodeURIComponent(JSON.stringify(value ?? null));
  return fetch(`/tell/${name}?${query}`, { cache: "no-store", keepalive: true });
}

/** Whether the test has given its consent to something. */
export async function isAllowed(name) {
  const answer = await fetch(`/allowed/${name}`, { cache: "no-store" });
  return answer.status === 200;
}

export async function until(condition, what) {
  const end = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await pause(20);
  }
}

export function pause(milliseconds) {
  return new Promise((done) => { setTimeout(done, milliseconds); });
}
