/** A calibration as `train --calibrate` does it: the model written, and what was found in words. */
import { existsSync, rmSync } from 'node:fs';
import { writeFileAtomically } from '../../files/index.js';
import type { Decile, RiskCoverage } from '../../metrics/index.js';
import { encodeModel, type Model } from '../../model/index.js';
import type { NetworkRecipe, PreparedPictures } from '../recipe.js';
import type { TrainSettings } from '../settings.js';
import { teacherFile } from '../teacher-file.js';
import { type CalibratedModel, type CalibrateOptions, calibrateModel } from './calibrate-model.js';
import { otherTraining } from './other-training.js';

export interface CalibrateChoice extends Omit<CalibrateOptions, 'kind' | 'checkpoints'> {
  /** Told, before the trainings, of each way in which they differ from the model's own. */
  readonly onDoubt?: (sentence: string) => void;
  /** The model file to write. */
  readonly out: string;
  readonly validation?: CalibrateOptions['kind'];
  /** Where trainings can be gone on with, with a number behind it; beside the model file unless given. */
  readonly checkpoint?: string;
}

/** What was found, and where the model is that tells it. */
export type WrittenCalibration = Pick<CalibratedModel, 'added'> &
  CalibratedModel['judged'] & { readonly model: string };

/** Throws calibrateModel's errors, and OutputError. */
export async function calibrateToFile(
  before: Model,
  training: {
    readonly pictures: PreparedPictures;
    readonly recipe: NetworkRecipe;
    readonly settings: TrainSettings;
  },
  { out, validation, checkpoint, onDoubt, ...options }: CalibrateChoice,
): Promise<WrittenCalibration> {
  const { folds, seed, signal, onProgress } = options;
  const { pictures, ...recipe } = training;
  for (const sentence of otherTraining(before, training)) onDoubt?.(sentence);
  const checkpoints = checkpoint ?? `${out}.checkpoint`;
  const { model, added, judged } = await calibrateModel(before, pictures, recipe, {
    ...{ folds, seed, kind: validation, checkpoints },
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  writeFileAtomically(out, encodeModel(model));
  // Their trainings are done with, and would stand in the way of a calibration with other settings.
  for (let i = 1; existsSync(`${checkpoints}.${i}`); i++) {
    rmSync(`${checkpoints}.${i}`);
    for (let k = 1; existsSync(teacherFile(`${checkpoints}.${i}`, k)); k++)
      rmSync(teacherFile(`${checkpoints}.${i}`, k));
  }
  return { model: out, added, ...judged };
}

/** Lines for people. */
export function describeCalibration(found: WrittenCalibration): string {
  const { images, scale, deciles, added, model } = found;
  return [
    `Expected errors of ${images} answers about pictures that neither network nor calibration had seen:`,
    `  ${describeAreas(found)}; slope ${scale.slope.toFixed(2)}`,
    ...describeDeciles(deciles),
    `Model: ${model} (${added} numbers more)`,
  ].join('\n');
}

function describeAreas({
  aurc,
  idealAurc,
  randomAurc,
  halves,
}: Pick<RiskCoverage, 'aurc' | 'idealAurc' | 'randomAurc' | 'halves'>): string {
  const half = halves === null ? '' : `surer half ${halves.toFixed(2)} of the other, `;
  return `${half}area under risk and coverage ${aurc.toFixed(2)}° (ideal ${idealAurc.toFixed(2)}°, at random ${randomAurc.toFixed(2)}°)`;
}

function describeDeciles(deciles: readonly Decile[]): string[] {
  const of = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(' ');
  return [
    `  expected by tenths ${of(deciles.map(({ expected }) => expected))}`,
    `  mean error         ${of(deciles.map(({ mean }) => mean))}`,
  ];
}
