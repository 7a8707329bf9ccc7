/** The methods that a comparison asks of pictures of their own: networks, any of the registry, tuning files. */
import type { CameraChoice } from '../../../camera/index.js';
import { UsageError } from '../../../errors/index.js';
import { baselineMethods, type MethodChoice, NO_MODEL } from '../asked-methods.js';
import { taughtMethod } from '../teach-method.js';
import { asShot, networkOf, type PictureMethod, withoutCamera } from './picture-method.js';

export interface ComparedMethodChoice extends MethodChoice, CameraChoice {
  /** The data set whose train part teaches the methods that learn. */
  readonly trainData?: string;
}

/**
 * Networks first, then the others as they were named; without a name grey world. Of groups, methods that learn are left out where
 * there is no train part. Rejects with UsageError for an unknown name, one that needs what no picture says, and no method at all;
 * InputError for files, MethodError and DatasetError for the train part.
 */
export async function comparedMethods(
  { model = [undefined as unknown as string], trainData, ...options }: ComparedMethodChoice,
  warn: (sentence: string) => void,
): Promise<PictureMethod[]> {
  const chosen: PictureMethod[] = [];
  for (const file of model) if (file !== NO_MODEL) chosen.push(await networkOf(file, options));
  const { baselines = options.bayesTuning === undefined ? 'grey-world' : undefined } = options;
  const named = baselineMethods({ ...options, ...(baselines ? { baselines } : {}) }, warn) ?? [];
  const isNamed = (name: string) => String(baselines).split(',').includes(name);
  for (const method of named) {
    const { name, family, learnsFrom } = method;
    if (family === 'camera') {
      if (name === 'as-shot') chosen.push(asShot());
      else throw new UsageError(`--baselines: ${name} needs the properties of a data set: --data`);
    } else if (learnsFrom === 'nothing') chosen.push(await withoutCamera(method));
    else if (trainData !== undefined) {
      chosen.push(await withoutCamera(method, await taughtMethod(method, trainData)));
    } else if (isNamed(name)) {
      throw new UsageError(
        `--baselines: ${name} learns from a train part; name a data set that has one with --train-data`,
      );
    }
  }
  if (chosen.length === 0) {
    throw new UsageError('expected a method, got neither --model nor --baselines');
  }
  return chosen.filter((one, i) => chosen.findIndex(({ name }) => name === one.name) === i);
}
