/** What a checkpoint was made with as the options that choose it, not as the settings that they become. */
import { InputError } from '../errors/index.js';
import { CheckpointMismatchError } from './checkpoint.js';

/** The option behind a setting, by the path that the setting has in checkpoints. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'settings.epochs': '--epochs',
  'settings.batch': '--batch',
  'settings.schedule.rate': '--rate',
  'settings.schedule.finalRate': '--final-rate',
  'settings.loss': '--loss',
  'settings.densityExponent': '--density-exponent',
  'settings.augmentation.lowLight.share': '--low-light',
  'settings.distillation.teachers': '--distil',
  'settings.distillation.share': '--teacher-share',
  'settings.seed': '--seed',
  'settings.threads': '--threads',
};

/** How a setting is chosen, by its path in checkpoints: an option, else the place in a recipe file. */
export const optionOf = (path: string): string =>
  OPTION_OF[path] ?? path.replace(/^settings\./, 'training.');

/** What a checkpoint of another run was made with, and the cure. */
function explainMismatch({
  file,
  difference: { path, found, wanted },
}: CheckpointMismatchError): string {
  const anew = `or start anew without --resume`;
  if (path === 'settings.simd') {
    // One begun in plain SIMD goes on in it by itself.
    return `${file}: the checkpoint was made with relaxed SIMD, now it is plain; leave out --reproducible (and "simd" of a --recipe), ${anew}`;
  }
  const option = OPTION_OF[path];
  if (option !== undefined) {
    return `${file}: the checkpoint was made with ${option} ${found}, now it is ${wanted}; give ${option} ${found}, ${anew}`;
  }
  if (path === 'dataHash') {
    return `${file}: the checkpoint was made with other pictures or labels than those of --data; name the same data set, ${anew}`;
  }
  if (path === 'unlabelledHash') {
    return `${file}: the checkpoint was made with other pictures without labels than those of --unlabelled; name the same folders, ${anew}`;
  }
  if (path === 'settings.unlabelled' && [found, wanted].includes('undefined')) {
    const [how, cure] =
      wanted === 'undefined'
        ? ['with pictures without labels', 'name the same folders with --unlabelled']
        : ['with labelled pictures alone', 'leave --unlabelled out'];
    return `${file}: the checkpoint was made ${how}; ${cure}, ${anew}`;
  }
  if (path.startsWith('teachers')) {
    return `${file}: the checkpoint was made with other teachers than those of --teachers; name the same models in the same order, ${anew}`;
  }
  if (path.startsWith('architecture')) {
    return (
      `${file}: the checkpoint was made for another network, or with other pictures held back; give the same --family, ` +
      `--size, --recipe, --validation and --folds, ${anew}`
    );
  }
  return `${file}: the checkpoint was made with ${optionOf(path)} ${found}, now it is ${wanted}; give the same --recipe, ${anew}`;
}

/** Runs a training. Throws InputError, which says it in options, for a checkpoint of another; any other error as it is. */
export async function inTrainOptions<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CheckpointMismatchError ? new InputError(explainMismatch(error)) : error;
  }
}
