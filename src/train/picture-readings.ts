/** What data sets say of their pictures beside the light, as a training hands it to its network: readings, and scenes with a colour temperature. */
import type { ThumbnailSet } from '../dataset/index.js';
import {
  ReadingError,
  type ReadingName,
  readingColumns,
  readingInput,
  readingsOf,
} from '../model/index.js';
import { RecipeError } from './recipe-error.js';
import type { SceneLight } from './sample-source.js';

/** [picture][reading], as inputs of a network. Throws RecipeError that names the picture and the column of one that is none. */
export function readingInputs(
  { entries }: ThumbnailSet,
  indices: ArrayLike<number>,
  names: readonly ReadingName[],
): Float64Array {
  const rows = Array.from(indices, (index) => {
    const known = readingsOfPicture(entries[index]!);
    return names.map((name) => readingInput(name, known[name]));
  });
  return Float64Array.from(rows.flat());
}

function readingsOfPicture(entry: ThumbnailSet['entries'][number]) {
  try {
    return readingsOf(entry);
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    throw new RecipeError(
      `${entry.id}: ${error.message}; mend auxiliary/${entry.part}_properties.csv, or leave the cell empty where it is not known`,
    );
  }
}

/** Throws RecipeError for a reading that no training picture has: a network would learn nothing of it. */
export function checkKnown(
  readings: Float64Array | undefined,
  names: readonly ReadingName[],
  goesOn: boolean,
): void {
  const count = names.length;
  const missing = names.find((_, k) =>
    readings?.every((value, i) => i % count !== k || value === 0),
  );
  if (missing === undefined) return;
  const [reader, cure] = goesOn
    ? [', which the model of --start reads', 'leave out --start, and train a network of its own']
    : ['', `leave ${missing} out`];
  throw new RecipeError(
    `readings: expected ${missing} of some training pictures${reader}, got none; give it in a column ${readingColumns(missing)} of auxiliary/train_properties.csv (data import does, where files say it), or ${cure}`,
  );
}

/** Throws RecipeError for a picture without lux, colour temperature or curve. */
export function scenesOf(
  { entries }: ThumbnailSet,
  indices: ArrayLike<number>,
  goesOn: boolean,
): SceneLight[] {
  return Array.from(indices, (index) => {
    const { id, lux, colorTemperature, locus } = entries[index]!;
    if (lux !== undefined && colorTemperature !== undefined && locus)
      return { lux, cctKelvin: colorTemperature, locus };
    throw new RecipeError(
      `${id}: expected lux, colour temperature and the camera's curve for a network that answers in kelvin, got none; use --layout awbnn, or ${goesOn ? 'begin with a model that answers with white points' : 'leave --head out'}`,
    );
  });
}
