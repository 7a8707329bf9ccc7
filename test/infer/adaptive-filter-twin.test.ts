/** The adaptive filter against a plain second one, on sequences in which everything happens that it knows of. */
import { describe, expect, it } from 'vitest';
import { AwbFilter, FILTER_SETTINGS, type FilterSettings } from '../../dist/infer/index.js';
import { createRng } from '../../dist/random/index.js';
import { documentedSettings } from '../support/documented-settings.js';
import { sequence } from './filter-sequence.js';
import { type PlainEstimate, PlainFilter } from './plain-filter.js';

interface FilterOptions {
  readonly settings?: Partial<FilterSettings>;
  readonly speed?: number;
  readonly startupFrames?: number;
}

/** Both filters on one sequence; the events of the plain one. */
function compare(
  estimates: readonly PlainEstimate[],
  { settings = {}, speed = 0.02, startupFrames = 1 }: FilterOptions = {},
): string[] {
  const filter = new AwbFilter({ settings, speed, startupFrames });
  const plain = new PlainFilter({ ...FILTER_SETTINGS, ...settings }, speed, startupFrames);
  return estimates.map((estimate, i) => {
    const [red, blue] = estimate.light;
    const whitePoint = { r: Math.exp(-red), b: Math.exp(-blue) };
    const found = filter.update({ whitePoint, confidence: estimate.confidence });
    const { light, isCut, event } = plain.update(estimate);
    const { red: foundRed, blue: foundBlue } = found.gains;
    const off = Math.hypot(Math.log(foundRed) - light[0], Math.log(foundBlue) - light[1]);
    // Written so that what is no number fails too; an assertion a frame would take most of the time.
    if (!(off < 1e-9 && found.isCut === isCut)) {
      expect({ i, event, off, isCut: found.isCut }).toEqual({ i, event, off: 0, isCut });
    }
    return event;
  });
}

describe('the adaptive filter', () => {
  it('answers as the plain one, whatever happens', () => {
    const events = new Map<string, number>();
    for (let n = 0; n < 120; n++) {
      const rng = createRng('plain filter').fork(String(n));
      for (const event of compare(sequence(rng, 300))) {
        events.set(event, (events.get(event) ?? 0) + 1);
      }
    }
    const names = ['averaged', 'between', 'challenge', 'cut', 'doubted', 'drift', 'held'];
    expect([...events.keys()].sort()).toEqual([...names, 'receded', 'start', 'young']);
    for (const [event, count] of events) expect(count, event).toBeGreaterThan(20);
  });

  it('does so with other settings', () => {
    for (let n = 0; n < 150; n++) {
      const rng = createRng('plain filter, other settings').fork(String(n));
      const settings = Object.fromEntries(
        Object.entries(FILTER_SETTINGS).map(([name, value]) => {
          const factor = Math.exp(0.7 * rng.normal());
          const most = name === 'meanRate' ? 0.9 : Number.POSITIVE_INFINITY;
          const other = Math.min(most, value * factor);
          return [name, Number.isInteger(value) ? Math.round(other) || 1 : other];
        }),
      );
      const speed = 0.01 + 0.2 * rng.uniform();
      compare(sequence(rng, 200), { settings, speed, startupFrames: 1 + rng.integer(6) });
    }
  });

  it('takes one frame as it comes and moves a fiftieth of the way at least, unless told otherwise', () => {
    const estimates = sequence(createRng('plain filter, unless told'), 120);
    const filter = new AwbFilter();
    const plain = new PlainFilter(FILTER_SETTINGS, 0.02, 1);
    for (const estimate of estimates) {
      const [red, blue] = estimate.light;
      const whitePoint = { r: Math.exp(-red), b: Math.exp(-blue) };
      const { gains } = filter.update({ whitePoint, confidence: estimate.confidence });
      expect(Math.log(gains.red)).toBeCloseTo(plain.update(estimate).light[0], 9);
    }
  });

  it('has the settings that docs/settings.md gives with the run that chose them', () => {
    expect(FILTER_SETTINGS).toEqual(documentedSettings('FILTER_SETTINGS'));
  });
});
