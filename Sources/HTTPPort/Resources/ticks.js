// Where the axes have their marks.

/**
 * Round marks from 0 up to at least `greatest`, about `wanted` of them.
 *
 * @returns `{ top, step, values }`: `top` is the last of `values`.
 */
export function valueTicks(greatest, wanted = 4, least = 0) {
  const reach = Math.max(greatest > 0 && Number.isFinite(greatest) ? greatest : 0, least) || 1;
  const rough = reach / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * (1 - 1e-9));
  const number = Math.max(1, Math.ceil(reach / step - 1e-9));
  // By multiplication, not by adding up: 0.1 three times is not 0.3.
  const values = Array.from({ length: number + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return { top: values[number], step, values };
}

const timeSteps = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400].map((seconds) => seconds * 1000);

/** Full seconds or minutes, counted from `origin`, within `[from, to]` ms, at most `most` of them. */
export function timeTicks(from, to, most = 6, origin = 0) {
  if (!(to > from)) return { step: timeSteps[0], times: [] };
  let step = timeSteps.find((size) => (to - from) / size <= most) ?? timeSteps.at(-1);
  while ((to - from) / step > most) step *= 2;
  const times = [];
  const first = Math.ceil((from - origin) / step) * step + origin;
  for (let time = first; time <= to; time += step) times.push(time);
  return { step, times };
}
