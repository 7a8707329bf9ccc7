/** The study in the repository is the one that found the shipped model. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { chooseTrial, networkOf, parseStudy, readStudy, spaceOf } from '../../dist/nas/index.js';
import { shippedModelFile } from '../infer/shipped-model.js';

const STUDIES = join(import.meta.dirname, '../../studies');

describe('the study of the shipped model', () => {
  const { state } = readStudy(join(STUDIES, 'cube64-small'));
  const { description, dataHash } = state.created;
  const { metadata } = decodeModel(readFileSync(shippedModelFile()));

  it('ended, and takes the trial that the card says it is', () => {
    expect(state.finished).toBe(true);
    expect(state.trials).toHaveLength(120);
    const { trial } = chooseTrial(state)!;
    expect(trial.id).toBe(108);
    expect(metadata.data.hash).toBe(dataHash);
  });

  it('describes the network and, but for the loss, the training that the model holds', () => {
    const { training, network } = metadata.settings as {
      training: { epochs: number; threads: number };
      network: object;
    };
    const { configuration } = chooseTrial(state)!.trial;
    const { epochs } = training;
    const plan = networkOf(spaceOf(description), configuration, { epochs, seed: metadata.seed });
    expect(plan.network).toEqual(network);
    expect({ ...plan.settings, threads: training.threads, loss: 'angle' }).toEqual(training);
  });

  it('stands beside the recipe that the model was trained by', () => {
    const recipe = JSON.parse(readFileSync(join(STUDIES, 'cube64-small/recipe.json'), 'utf8'));
    const { network, training } = metadata.settings as { network: object; training: object };
    expect(network).toEqual(recipe.network);
    expect(training).toEqual({ ...recipe.training, seed: metadata.seed, threads: 2 });
  });

  it('is described by the study file beside it', () => {
    const file = join(STUDIES, 'cube64-small.yaml');
    const { exportEpochs, ...written } = parseStudy(readFileSync(file, 'utf8'), file);
    const { exportEpochs: _, ...run } = description;
    expect(run).toEqual(written);
    expect(exportEpochs).toBe(
      (metadata.settings as { training: { epochs: number } }).training.epochs,
    );
  });
});

describe('studies that ship to be run', () => {
  const readme = readFileSync(join(STUDIES, '../README.md'), 'utf8');

  it.each(['small', 'reference'])(
    '%s reads a data set that the README makes or fetches',
    (name) => {
      const file = join(STUDIES, `${name}.yaml`);
      const { data } = parseStudy(readFileSync(file, 'utf8'), file);
      const made = readme.match(/^npx deepawb data (?:synth|fetch simplecube\+\+) \S+$/gm) ?? [];
      expect(made.map((line) => line.split(' ').at(-1))).toContain(data.path);
    },
  );
});
