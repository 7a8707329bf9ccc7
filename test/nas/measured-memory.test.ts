/** The memory objective: of the model, on the runner that a study names. */
import { expect, it } from 'vitest';
import { createCostMeasurement } from '../../dist/nas/index.js';
import { HAS_COMPILER } from '../support/needs.js';
import { describeStudy } from './fake-study.js';

const SPACE = `space:
  family: small
  parameters:
    - { kind: ordered, name: width, values: [8, 64] }
  fixed: { inputSize: 32, lastWidth: 64, depth: 3, kernel: 3, hidden: 64, anchors: 0 }`;

async function memoryOf(width: number, device: object): Promise<number> {
  const description = { ...describeStudy(SPACE), device } as ReturnType<typeof describeStudy>;
  return (await createCostMeasurement(description)({ width }, undefined)).memoryMb;
}

it.skipIf(!HAS_COMPILER)(
  'with runner c is what the model adds, and tells networks apart',
  async () => {
    const device = { kind: 'local', runner: 'c' };
    const small = await memoryOf(8, device);
    const large = await memoryOf(64, device);
    expect(small).toBeGreaterThan(0);
    expect(small).toBeLessThan(2);
    // 64 channels: 78,000 weights more, four bytes each.
    expect(large - small).toBeGreaterThan(0.25);
    expect(large).toBeLessThan(5);
  },
);

it('with runner wasm is the same whenever it is measured, and tells networks apart', async () => {
  const device = { kind: 'local', runner: 'wasm' };
  const small = await memoryOf(8, device);
  expect(await memoryOf(8, device)).toBe(small);
  expect(small).toBeLessThan(2);
  const large = await memoryOf(64, device);
  // 64 channels: 78,000 weights more, four bytes each.
  expect(large - small).toBeGreaterThan(0.25);
  expect(large).toBeLessThan(5);
});

it('with runner node is far below the whole process, which it is without a runner', async () => {
  expect(await memoryOf(8, { kind: 'local', runner: 'node' })).toBeLessThan(30);
  expect(await memoryOf(8, { kind: 'local' })).toBeGreaterThan(30);
});
