/** Spaces with fewer networks than a study has trials, and configurations that are one network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createStudy,
  networkOf,
  readStudy,
  resumeStudy,
  runStudy,
  type StudyDescription,
  spaceOf,
} from '../../dist/nas/index.js';
import { describeStudy, fakeExecutor } from './fake-study.js';

/** All alike: what is trained is the question here. */
const measure = async () => ({ cpuMs: 0.01, memoryMb: 50, parameters: 100, flops: 1000 });

let root: string;
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-used-up-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const small = 'fixed: { inputSize: 8, width: 8, lastWidth: 8, hidden: 8, anchors: 0';
const NONE = 'halving: { rungs: 0 }\nfinalists: { count: 0, seeds: 0 }';
const FOUR = `space:
  family: small
  parameters:
    - { kind: choice, name: head, values: [both, mean] }
    - { kind: ordered, name: depth, values: [1, 2] }
  ${small} }
${NONE}`;
/** Four configurations, three networks: depthwise means nothing where the kernel is 1. */
const THREE = `space:
  family: small
  parameters:
    - { kind: choice, name: depthwise, values: ['yes', 'no'] }
    - { kind: ordered, name: kernel, values: [1, 3] }
  ${small}, depth: 2 }
${NONE}`;

async function run(description: StudyDescription, folder = join(root, `study-${++folders}`)) {
  const executor = fakeExecutor();
  const study = createStudy(folder, { description, dataHash: 'abc', device: 'here' });
  await runStudy({ study, executor, measure });
  study.close();
  return { folder, executor, state: readStudy(folder).state };
}

const networksOf = (jobs: readonly { spec: { network: unknown } }[]) =>
  jobs.map(({ spec }) => JSON.stringify(spec.network));

it.each(['random', 'sobol', 'bayesian'])(
  'a space that is used up ends the study with that sentence (%s)',
  async (sampler) => {
    const { state, executor } = await run(describeStudy(`trials: 9\nsampler: ${sampler}\n${FOUR}`));
    expect(state.trials).toHaveLength(4);
    expect(executor.jobs).toHaveLength(4);
    expect(state.finished).toBe(true);
    expect(state.usedUp).toBe('the space holds 4 networks; all were tried');
  },
);

it.each(['random', 'sobol', 'bayesian'])(
  'configurations that are one network are tried once (%s)',
  async (sampler) => {
    const description = describeStudy(`trials: 4\nsampler: ${sampler}\n${THREE}`);
    const { state, executor } = await run(description);
    expect(state.trials).toHaveLength(3);
    expect(new Set(networksOf(executor.jobs)).size).toBe(3);
    expect(state.usedUp).toBe('the space holds 3 networks; all were tried');
  },
);

it('at depth 1 what concerns further convolutions means nothing', () => {
  const description = describeStudy(`${THREE.replace('depth: 2', 'depth: 1')}`);
  const network = (depthwise: string, kernel: number) =>
    networkOf(spaceOf(description), { depthwise, kernel }, { epochs: 1, seed: 0 }).network;
  expect(network('yes', 3)).toEqual(network('no', 1));
});

it('a study that is told to start with the same network twice trains it once', async () => {
  const base = describeStudy(`trials: 2\n${THREE}`);
  const start = ['yes', 'no'].map((depthwise) => ({ depthwise, kernel: 1 }));
  const { state, executor } = await run({ ...base, start });
  expect(state.trials).toHaveLength(2);
  expect(new Set(networksOf(executor.jobs)).size).toBe(2);
});

it('a study that used its space up does so again when it shall go on', async () => {
  const { folder } = await run(describeStudy(`trials: 5\n${FOUR}`));
  const study = resumeStudy(folder);
  const executor = fakeExecutor();
  await runStudy({ study, executor, measure });
  study.close();
  expect(executor.jobs).toEqual([]);
  expect(readStudy(folder).state.usedUp).toMatch(/4 networks/);
});

it('a space that is just large enough ends without that sentence', async () => {
  const { state } = await run(describeStudy(`trials: 4\n${FOUR}`));
  expect(state.trials).toHaveLength(4);
  expect(state.usedUp).toBeNull();
});
