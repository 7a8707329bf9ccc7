/** A camera's estimates over time, at random, in which everything happens that a filter knows of. */
import type { Rng } from '../../dist/random/index.js';
import type { PlainEstimate } from './plain-filter.js';

type Pair = readonly [number, number];

/** Calm, cuts, ramps, alternations, single bad frames and doubt, one after the other, under noise. */
export function sequence(rng: Rng, frames: number): PlainEstimate[] {
  const deviation = [0.0005, 0.004, 0.01, 0.03][rng.integer(4)]!;
  const light = (): Pair => [0.2 + 0.9 * rng.uniform(), 0.2 + 0.9 * rng.uniform()];
  const estimates: PlainEstimate[] = [];
  let here = light();
  const see = ([red, blue]: Pair, confidence = 0.8) => {
    const noise = () => deviation * rng.normal();
    estimates.push({ light: [red + noise(), blue + noise()], confidence });
  };
  while (estimates.length < frames) {
    const kind = rng.integer(8);
    const other = light();
    const reach = [0.03, 0.1, 0.3, 1][rng.integer(4)]!;
    const there: Pair = [0, 1].map((c) => here[c]! + reach * (other[c]! - here[c]!)) as never;
    const length = 1 + rng.integer(60);
    if (kind === 0) for (let i = 0; i < length; i++) see(here);
    else if (kind === 1) here = there;
    else if (kind === 2) {
      for (let i = 1; i <= length; i++) {
        see([0, 1].map((c) => here[c]! + (i / length) * (there[c]! - here[c]!)) as never);
      }
      here = there;
    } else if (kind === 3) {
      const most = [2, 3, 16][rng.integer(3)]!;
      const [first, second] = [1 + rng.integer(most), 1 + rng.integer(most)];
      for (let i = 0; i < length + 10; i++) see(i % (first + second) < first ? there : here);
    } else if (kind === 4) see(there);
    else if (kind === 7) {
      // What closes its cycles within seven frames.
      for (let i = 0; i < 15; i++) see(here);
      for (let i = 0; i < 20; i++) see(i % (2 + (length % 2)) === 0 ? there : here);
    } else if (kind === 5) for (let i = 0; i < length / 4; i++) see(there, 0.1 * rng.uniform());
    else for (let i = 0; i < length; i++) see(here, rng.uniform());
  }
  return estimates;
}
