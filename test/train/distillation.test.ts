import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { ForwardPass } from '../../dist/infer/pass/index.js';
import { parameterLayout } from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  buildArchitecture,
  createSampleSource,
  type Teacher,
  type TrainProgress,
  train,
} from '../../dist/train/index.js';
import { Teachers } from '../../dist/train/teachers.js';
import { makeJob } from './made-job.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-distillation-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TWO = { teachers: 2, share: 0.7 };
const GIVEN = { teachers: 0, share: 1 };

/** Weights are drawn, or 0: then the answer is that light whatever the picture. */
function makeTeacher(r: number, b: number, { side = 8, drawn = false } = {}): Teacher {
  const recipe = {
    family: 'small',
    heightPx: side,
    widthPx: side,
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 8,
    anchors: 0,
  } as const;
  const architecture = buildArchitecture(recipe, [{ r, b }], 1);
  const layout = parameterLayout(architecture);
  if (drawn) {
    return {
      architecture,
      parameters: initialParameters(architecture, layout, createRng('drawn')),
    };
  }
  const parameters = new Float32Array(layout.total);
  const last = layout.tensors.find(({ role, length }) => role === 'bias' && length === 2)!;
  parameters.set([Math.log(r), Math.log(b)], last.offset);
  return { architecture, parameters };
}

describe('Teachers', () => {
  const plain = { ...makeJob().settings.augmentation, mix: 0 };
  const augmentation = { ...plain, lowLight: { ...plain.lowLight, share: 0 } };
  const job = (share: number) => makeJob({ augmentation, distillation: { teachers: 0, share } });

  it('move a label towards the geometric mean of their answers', () => {
    const teachers = [makeTeacher(0.4, 0.9), makeTeacher(0.9, 0.4)];
    const taught = (share: number) => {
      const label = Float32Array.from([0.5, 0.8]);
      new Teachers(teachers, job(share)).teach(0, 0, new Float32Array(8 * 8 * 4).fill(0.5), label);
      return [...label];
    };
    expect(taught(0)[0]).toBeCloseTo(0.5, 6);
    expect(taught(1)[0]).toBeCloseTo(0.6, 6);
    expect(taught(1)[1]).toBeCloseTo(0.6, 6);
    expect(taught(0.5)[1]).toBeCloseTo(Math.sqrt(0.8 * 0.6), 6);
  });

  it('of another size see the very sample that the pupil sees', () => {
    const pupil = { ...job(1), training: withoutMasks() };
    const teacher = makeTeacher(0.6, 0.7, { side: 4, drawn: true });
    const source = createSampleSource(pupil.training, { heightPx: 8, widthPx: 8 }, augmentation, 1);
    const teachers = new Teachers([teacher], pupil);
    const pass = new ForwardPass(teacher.architecture, teacher.parameters, ownKernels());
    pass.refreshViews();
    const said = [0, 1, 2].map((sample) => {
      const drawn = { pixels: new Float32Array(8 * 8 * 4), label: new Float32Array(2) };
      source.draw(sample, 5, drawn);
      teachers.teach(sample, 5, drawn.pixels, drawn.label);
      pass.input.set(halved(drawn.pixels));
      pass.run();
      expect(drawn.label[0]).toBeCloseTo(pass.output[0]!, 5);
      expect(drawn.label[1]).toBeCloseTo(pass.output[1]!, 5);
      return drawn.label[0];
    });
    expect(new Set(said).size).toBe(3);
  });
});

it('a teacher is told what its pupil reads', () => {
  const pupil = { ...makeJob({ distillation: GIVEN }), ...readingLux() };
  const { architecture } = pupil;
  const layout = parameterLayout(architecture);
  const parameters = initialParameters(architecture, layout, createRng('reader'));
  const teachers = new Teachers([{ architecture, parameters }], pupil);
  const said = Array.from({ length: 8 }, (_, sample) => {
    const label = Float32Array.from([0.5, 0.8]);
    teachers.teach(sample, 0, new Float32Array(8 * 8 * 4).fill(0.5), label);
    return label[0];
  });
  // The picture is the same, the lux of the samples is not; of some it is left out.
  expect(new Set(said).size).toBeGreaterThan(2);
});

it('a teacher that reads more than its pupil is refused', async () => {
  const { architecture } = readingLux();
  const parameters = new Float32Array(parameterLayout(architecture).total);
  const job = makeJob({ epochs: 1, distillation: GIVEN });
  await expect(train({ ...job, teachers: [{ architecture, parameters }] })).rejects.toThrow(
    /teacher 1: .*reads lux too/,
  );
});

describe('train with teachers', () => {
  it('follows given ones where their share is all, whatever the labels', async () => {
    const teachers = [makeTeacher(0.65, 0.65)];
    const { estimates } = await train({
      ...makeJob({ epochs: 60, distillation: GIVEN }),
      teachers,
    });
    for (const value of estimates) expect(value).toBeCloseTo(0.65, 1);
    const untaught = await train(makeJob({ epochs: 60 }));
    expect(Math.max(...untaught.estimates)).toBeGreaterThan(0.8);
  });

  it('trains others of the same recipe first, and says what they answer', async () => {
    const job = makeJob({ epochs: 2, distillation: TWO });
    const { teachers, history, estimates } = await train(job);
    expect(history).toHaveLength(2);
    expect(teachers).toHaveLength(2);
    const [first, second] = teachers!;
    expect(first!.seed).not.toBe(second!.seed);
    const { distillation: _, ...settings } = job.settings;
    const alone = await train({ ...job, settings: { ...settings, seed: first!.seed } });
    expect(first!.parameters).toEqual(alone.parameters);
    expect(first!.estimates).toEqual(alone.estimates);
    expect(estimates).not.toEqual((await train({ ...job, settings })).estimates);
  });

  it('gives the same bits for one seed, on two threads as on one run twice', async () => {
    const run = (threads: number) => train(makeJob({ epochs: 2, threads, distillation: TWO }));
    const [one, two, again] = [await run(1), await run(2), await run(2)];
    expect(again.parameters).toEqual(two.parameters);
    for (const [i, value] of two.estimates.entries())
      expect(value).toBeCloseTo(one.estimates[i]!, 1);
  });

  it.each([
    ['a teacher', 2],
    ['the second teacher', 5],
    ['the pupil', 8],
  ])('resumes to the bit after an interruption within %s', async (_, at) => {
    const whole = await train(makeJob({ epochs: 3, distillation: TWO }));
    const checkpointFile = join(folder, 'run.checkpoint');
    const job = { ...makeJob({ epochs: 3, distillation: TWO }), checkpointFile };
    const controller = new AbortController();
    const interrupted = await train(job, {
      signal: controller.signal,
      turnMs: 0,
      onProgress: ({ epoch, step }) => {
        if (epoch === at && step === 2) controller.abort();
      },
    });
    expect(interrupted.interrupted).toBe(true);
    const resumed = await train({ ...job, resume: true });
    expect(resumed.interrupted).toBe(false);
    expect(resumed.parameters).toEqual(whole.parameters);
  });

  it('counts the epochs of all networks in its progress', async () => {
    const seen: TrainProgress[] = [];
    await train(makeJob({ epochs: 2, distillation: TWO }), {
      turnMs: 0,
      onProgress: (progress) => seen.push(progress),
    });
    expect(new Set(seen.map(({ epoch }) => epoch))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(seen.every(({ epochs }) => epochs === 6)).toBe(true);
    expect(seen.every(({ secondsLeft }) => Number.isFinite(secondsLeft))).toBe(true);
  });

  it('refuses a checkpoint that other teachers had a part in', async () => {
    const checkpointFile = join(folder, 'run.checkpoint');
    const job = { ...makeJob({ epochs: 1, distillation: GIVEN }), checkpointFile };
    await train({ ...job, teachers: [makeTeacher(0.6, 0.7)] });
    const other = { ...job, teachers: [makeTeacher(0.7, 0.6)], resume: true };
    await expect(train(other)).rejects.toThrow(/another teachers/);
  });

  it.each([
    ['nobody to ask', { distillation: GIVEN }, undefined, /expected teachers/],
    ['models beside teachers to train', { distillation: TWO }, [makeTeacher(1, 1)], /0 teachers/],
    ['models without a share', {}, [makeTeacher(1, 1)], /expected a share/],
    [
      'a model of another shape',
      { distillation: GIVEN },
      [{ ...makeTeacher(1, 1), architecture: oblong() }],
      /teacher 1: expected an input of 8x8.*got 4x8/,
    ],
  ])('refuses %s', async (_, settings, teachers, message) => {
    const job = { ...makeJob({ epochs: 1, ...settings }), ...(teachers ? { teachers } : {}) };
    await expect(train(job)).rejects.toThrow(message);
  });
});

/** A network that reads lux, and the lux of every made picture. */
function readingLux() {
  const { training } = makeJob();
  const readings = new Float64Array(training.singleLight.length).map((_, i) => 10 * (i + 1));
  const recipe = {
    family: 'small',
    heightPx: 8,
    widthPx: 8,
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 8,
    anchors: 4,
    readings: ['lux'],
  } as const;
  const lights = [0.4, 0.5, 0.6, 0.7].map((r) => ({ r, b: 1.2 - r }));
  const architecture = buildArchitecture(recipe, lights, 1);
  return { architecture, training: { ...training, readings } };
}

function oblong(): Teacher['architecture'] {
  const { architecture } = makeTeacher(1, 1);
  return { ...architecture, input: { heightPx: 8, widthPx: 4 } };
}

/** Of the made pictures, each of whose first pixel is masked. */
function withoutMasks() {
  const { training } = makeJob();
  const pixels = training.pixels.map((value, i) => (i % 4 === 3 ? 1 : value));
  return { ...training, pixels };
}

function halved(pixels: Float32Array): Float32Array {
  return Float32Array.from({ length: 4 * 4 * 4 }, (_, i) => {
    const [y, x, c] = [Math.floor(i / 16), Math.floor(i / 4) % 4, i % 4];
    const at = (dy: number, dx: number) => pixels[((2 * y + dy) * 8 + 2 * x + dx) * 4 + c]!;
    return (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4;
  });
}

const ownKernels = () =>
  instantiateKernels(loadKernelModule(), new WebAssembly.Memory({ initial: 1 }));
