import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type MeasureOptions,
  type ModelMeasurement,
  measureModel,
} from '../../dist/device/index.js';
import { codeBytes } from '../../dist/device/runner/exported-module.js';
import { measureEstimates } from '../../dist/device/runner/measure.js';
import { loadKernelModule, readStandaloneKernels } from '../../dist/engine/node/index.js';
import { exportWasm } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { HAS_COMPILER } from '../support/needs.js';
import { LONG, MODEL, QUICK } from './quick-model.js';

const failure = (options: MeasureOptions, model: Uint8Array = MODEL) =>
  measureModel(model, { ...QUICK, ...options }).then(() => 'no error', String);

function expectSound({ network, frame, firstCallMs, memory, machine }: ModelMeasurement) {
  for (const time of [network.cpu, network.wall, frame.cpu, frame.wall]) {
    expect(time.runs).toBe(QUICK.runs);
    expect(time.minimumMs).toBeGreaterThan(0);
    expect(time.medianMs).toBeGreaterThanOrEqual(time.minimumMs);
  }
  expect(frame).toMatchObject(QUICK.frame);
  expect(firstCallMs).toBeGreaterThan(0);
  expect(memory.baselineBytes).toBeGreaterThan(0);
  expect(memory.modelBytes).toBeGreaterThan(0);
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.cpuModel).not.toBe('');
}

describe('measuring on this machine', () => {
  // Folders of its own, so that what is left behind shows.
  const before = process.env.TMPDIR;
  let temporary: string;
  beforeAll(() => {
    temporary = mkdtempSync(join(tmpdir(), 'deepawb-measure-test-'));
    process.env.TMPDIR = temporary;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(temporary, { recursive: true, force: true });
  });

  it('tells time, memory and machine, from a process of its own', async () => {
    const measurement = await measureModel(MODEL, QUICK);
    expectSound(measurement);
    expect(measurement.runner).toBe('node');
    expect(measurement.machine.versions).toMatchObject({ node: process.versions.node });
    // A Node alone, without this one's test runner.
    expect(measurement.memory.peakBytes).toBeLessThan(100e6);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.skipIf(!HAS_COMPILER)('measures the exported C in a few megabytes [needs cc]', async () => {
    const measurement = await measureModel(MODEL, { ...QUICK, runner: 'c' });
    expectSound(measurement);
    expect(measurement.runner).toBe('c');
    expect(measurement.machine.versions.compiler).toMatch(/\d/);
    expect(measurement.memory.peakBytes).toBeLessThan(8e6);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('measures the exported WASM, whose memory is that of the module to the byte', async () => {
    const measurement = await measureModel(MODEL, { ...QUICK, runner: 'wasm' });
    expectSound(measurement);
    expect(measurement.runner).toBe('wasm');
    expect(measurement.machine.versions).toMatchObject({ node: process.versions.node });
    const { files } = exportWasm(decodeModel(MODEL), readStandaloneKernels());
    const bytes = files[0].content as Uint8Array<ArrayBuffer>;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    const { byteLength } = (exports.memory as WebAssembly.Memory).buffer;
    expect(measurement.memory.modelBytes).toBe(byteLength + codeBytes(bytes));
    // The code is a part of the module, without the weights that fill most of it.
    expect(codeBytes(bytes)).toBeGreaterThan(4_000);
    expect(codeBytes(bytes)).toBeLessThan(bytes.length - 4 * 7_000);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('averages all of a frame', async () => {
    const large = { widthPx: 1024, heightPx: 768 };
    const small = await measureModel(MODEL, QUICK);
    const more = await measureModel(MODEL, { ...QUICK, frame: large });
    expect(more.frame).toMatchObject(large);
    expect(more.frame.cpu.minimumMs).toBeGreaterThan(2 * small.frame.cpu.minimumMs);
  });

  it('says what it expected', async () => {
    const cases: [MeasureOptions, RegExp][] = [
      [{ runs: 0 }, /^RangeError: runs: expected a whole number from 1 .*, got 0/],
      [{ runs: 1.5 }, /^RangeError: runs: /],
      [{ warmUp: -1 }, /^RangeError: warm-up: /],
      [{ frame: { widthPx: 0, heightPx: 4 } }, /^RangeError: frame width: /],
      [{ frame: { widthPx: 4, heightPx: Number.NaN } }, /^RangeError: frame height: .*NaN/],
      [{ timeoutMs: 0 }, /^RangeError: timeout: /],
      [{ timeoutMs: Number.POSITIVE_INFINITY }, /^RangeError: timeout: /],
    ];
    for (const [options, expected] of cases) expect(await failure(options)).toMatch(expected);
    expect(await failure({}, MODEL.subarray(0, 100))).toMatch(/^MeasureError: run: ModelFileError/);
    expect(await failure({ runner: 'c', compiler: 'no-such-cc' })).toMatch(
      /^MeasureError: compile: no C compiler 'no-such-cc' here; install one/,
    );
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('gives up in time, and stops when it is told to', async () => {
    expect(await failure({ ...LONG, timeoutMs: 500 })).toMatch(
      /^MeasureError: run: took longer than 0.5 s/,
    );
    const told = AbortSignal.timeout(300);
    expect(await failure({ ...LONG, signal: told })).toBe(String(told.reason));
    expect(await failure({ signal: AbortSignal.abort(new Error('never begun')) })).toBe(
      'Error: never begun',
    );
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('the clocks of a measurement', () => {
  it('are divided by the calls of a batch, CPU time apart from wall time', () => {
    // Each look at a clock finds it further on: 4 ms of wall time are enough for a batch.
    const ticking = (step: number) => {
      let looks = 0;
      return () => step * ++looks;
    };
    const clock = { cpuMs: ticking(0.75), wallMs: ticking(4), peakBytes: ticking(500) };
    const { network, frame, firstCallMs, memory } = measureEstimates(
      () => createEstimator(MODEL, loadKernelModule()),
      { ...QUICK, runs: 5 },
      clock,
    );
    expect(network.cpu).toEqual({ runs: 5, minimumMs: 0.75, medianMs: 0.75 });
    expect(network.wall).toEqual({ runs: 5, minimumMs: 4, medianMs: 4 });
    expect(frame.cpu).toEqual(network.cpu);
    expect(firstCallMs).toBe(4);
    expect(memory).toEqual({ peakBytes: 1000, baselineBytes: 500, modelBytes: 500 });
  });
});
