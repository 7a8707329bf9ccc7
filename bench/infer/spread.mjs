/** Median and ends of several rounds. */
import { median, rangeOf } from '../statistics.mjs';

export function spread(numbers) {
  const [min, max] = rangeOf(numbers);
  return { median: median(numbers), min, max };
}

export function show({ median: middle, min, max }) {
  const text = (value) => value.toPrecision(3);
  return `${text(middle)} (${text(min)} to ${text(max)})`;
}
