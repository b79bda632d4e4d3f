// Requests to the port that this page came from, with a token where it asks for one.

const key = "roomvitals-token";
/** ms for an answer. */
const patience = 10_000;

/** What the server said instead of an answer. `status` is 0 where it said nothing. */
export class Refusal extends Error {
  constructor(status, problem = {}) {
    super(String(problem.detail ?? problem.title ?? (status ? `status ${status}` : "no answer")));
    this.status = status;
    this.problem = problem;
  }
}

/** The token lives as long as this tab. */
export const token = {
  get() {
    try {
      return sessionStorage.getItem(key) ?? "";
    } catch {
      return this.fallback;
    }
  },
  set(value) {
    this.fallback = value;
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // A browser that keeps nothing: until the page is left, then.
    }
  },
  fallback: "",
};

export function headers() {
  const value = token.get();
  return value ? { Authorization: `Bearer ${value}` } : {};
}

/** @throws {Refusal} */
export async function getJSON(path) {
  const answer = await ask(path);
  try {
    return await answer.json();
  } catch {
    throw new Refusal(0, { title: "the answer was cut off, or is no JSON" });
  }
}

/** Hands over a document as a file: a link could not carry the token. */
export async function download(path, name) {
  const url = URL.createObjectURL(await (await ask(path)).blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @throws {Refusal} */
export const remove = (path) => ask(path, "DELETE");

async function ask(path, method = "GET") {
  let answer;
  try {
    answer = await fetch(path, { method, headers: headers(), cache: "no-store", signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Refusal(0);
  }
  if (answer.ok) return answer;
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // The status must do.
  }
  throw new Refusal(answer.status, problem);
}
