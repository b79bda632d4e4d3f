// Points over time, in columns that are equally long, and what can be said of them.

/** Points that are kept: ten minutes at one a second. */
export const maxPoints = 600;
/** ms that plots look back. */
export const longestSpan = 600_000;
/** How many usual steps may lie between two points of one line. */
const gapSteps = 2.5;
/** ms without points that are worth a mark of their own. */
const leastHole = 4_000;

export class Series {
  times = [];
  columns;
  #limit;

  constructor(fields, limit = maxPoints) {
    this.columns = Object.fromEntries(fields.map((field) => [field, []]));
    this.#limit = limit;
  }

  get length() { return this.times.length; }
  get last() { return this.times.at(-1); }

  clear() {
    this.times.length = 0;
    for (const column of Object.values(this.columns)) column.length = 0;
  }

  /** One more point; one of the same moment takes its place, an older one is not believed. */
  append(time, point) {
    if (!Number.isFinite(time) || time < this.last) return;
    const index = time === this.last ? this.length - 1 : this.length;
    this.times[index] = time;
    for (const [field, column] of Object.entries(this.columns)) column[index] = measured(point[field]);
    this.#trim();
  }

  /** Points as the server has them, `time_ms` and a column for each field, among those that are here. */
  merge(more) {
    const theirs = Array.isArray(more?.time_ms) ? more.time_ms : [];
    const points = new Map(this.times.map((time, index) => [time, this.#point(index)]));
    theirs.forEach((time, index) => {
      if (!Number.isFinite(time)) return;
      points.set(time, Object.fromEntries(
        Object.keys(this.columns).map((field) => [field, measured(more[field]?.[index])])));
    });
    this.clear();
    for (const [time, point] of [...points].sort(([a], [b]) => a - b)) {
      this.times.push(time);
      for (const [field, column] of Object.entries(this.columns)) column.push(point[field]);
    }
    this.#trim();
  }

  /** The index of the point nearest to a time; -1 where there is none. */
  nearest(time) {
    if (this.length === 0) return -1;
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low > 0 && time - this.times[low - 1] <= this.times[low] - time ? low - 1 : low;
  }

  #point(index) {
    return Object.fromEntries(Object.entries(this.columns).map(([field, column]) => [field, column[index]]));
  }

  #trim() {
    const excess = this.length - this.#limit;
    if (excess <= 0) return;
    this.times.splice(0, excess);
    for (const column of Object.values(this.columns)) column.splice(0, excess);
  }
}

const measured = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** ms that usually lie between two points, at least a second: the median, which a few gaps do not move. */
export function usualStep(times) {
  const steps = [];
  for (let index = Math.max(1, times.length - 120); index < times.length; index += 1) {
    steps.push(times[index] - times[index - 1]);
  }
  steps.sort((a, b) => a - b);
  return Math.max(1000, steps[steps.length >> 1] ?? 0);
}

/** Runs of points `[first, last]` through which a line may be drawn: nothing was missing between them. */
export function runs(times, values, step = usualStep(times), from = -Infinity) {
  const found = [];
  let first = -1;
  for (let index = 0; index < times.length; index += 1) {
    const isMissing = values[index] === null || times[index] < from;
    if (first >= 0 && (isMissing || times[index] - times[index - 1] > gapSteps * step)) {
      found.push([first, index - 1]);
      first = -1;
    }
    if (first < 0 && !isMissing) first = index;
  }
  if (first >= 0) found.push([first, times.length - 1]);
  return found;
}

/** Stretches `[from, to]` ms between runs, for long enough to say so. What lies before the first run is no hole. */
export function holes(times, values, to, step = usualStep(times), from = -Infinity) {
  const found = [];
  const parts = runs(times, values, step, from);
  const least = Math.max(leastHole, gapSteps * step);
  parts.forEach(([, last], index) => {
    const next = index + 1 < parts.length ? times[parts[index + 1][0]] : to;
    if (next - times[last] > least) found.push([times[last], next]);
  });
  return found;
}

/** The span of the time axis, ms: whole minutes, so that the axis does not creep while a session is young. */
export function spanFor(elapsed) {
  return Math.min(longestSpan, Math.max(1, Math.ceil(elapsed / 60_000)) * 60_000);
}

/** Least, greatest and newest value since `from`, and when the greatest was; `null` without any. */
export function extent(times, values, from = -Infinity) {
  let found = null;
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index];
    if (value === null || times[index] < from) continue;
    found ??= { least: value, greatest: value, at: times[index], newest: null };
    found.least = Math.min(found.least, value);
    if (value > found.greatest) {
      found.greatest = value;
      found.at = times[index];
    }
  }
  if (found) found.newest = values.at(-1);
  return found;
}
