/** The clock of work goes on while this thread works. */
import { expect, it, vi } from 'vitest';
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

it('counts milliseconds of user and system together, of this thread where Node tells them', () => {
  const clocks = process as unknown as Record<string, unknown>;
  const before = clocks.threadCpuUsage;
  try {
    clocks.threadCpuUsage = undefined;
    vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 30_000, system: 4_500 });
    expect(processorMs()).toBe(34.5);
    clocks.threadCpuUsage = () => ({ user: 1000, system: 2000 });
    expect(processorMs()).toBe(3);
  } finally {
    clocks.threadCpuUsage = before;
    vi.restoreAllMocks();
  }
});
