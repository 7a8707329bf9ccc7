/** The clock of work goes on while this thread works. */
import { expect, it } from 'vitest';
import { processorMs } from '../../dist/threads/index.js';

it('goes with work, and never back', () => {
  const begin = processorMs();
  let last = begin;
  let sum = 0;
  while (last - begin < 50) {
    for (let i = 0; i < 1e5; i++) sum += Math.sqrt(sum + i);
    const now = processorMs();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  }
  expect(sum).toBeGreaterThan(0);
});
