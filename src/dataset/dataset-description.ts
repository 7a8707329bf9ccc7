/**
 * dataset.json: what a data set says of itself. Every key may be absent.
 *   name, camera, licence   text
 *   blackLevel              a number; [red, green, blue]; or {"default": ..., "pictures": {"<id>": ...}} of such
 *   whiteLevel              a number
 *   colourMatrix            nine numbers row by row, XYZ to camera RGB under D65 (DNG: ColorMatrix2)
 *   bayer                   of files without a header (.raw, .bin): {"order": "RGGB", "width": ..., "height": ..., "bits": ...,
 *                           "packing": ..., "stride": ...}, the last two optional, as the options --bayer to --stride have them
 *   layout                  "simplecube++" or "awbnn"
 *   tuningDir               of the layout awbnn: the folder of the sensors' tuning files, relative to this file
 *   assumeLinear            true: pictures are linear whatever their PNG files say of gamma, profile and bits
 *   trustLabels             true: labels belong to their pictures, even where grey world contradicts
 */
import { join } from 'node:path';
import type { ColourMatrix } from '../color/index.js';
import { readWhole } from '../files/index.js';
import { expectation, type Form, fits, type ObjectForm } from '../forms/index.js';
import {
  BAYER_ORDERS,
  type BayerDump,
  type BayerOrder,
  bayerReader,
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  PACKINGS,
  type PackingName,
  type RawLevels,
} from '../raw/index.js';
import { DatasetError } from './dataset-error.js';
import { AWBNN_LAYOUT, DATASET_LAYOUTS, type DatasetLayout, layoutOf } from './layout.js';

export const DESCRIPTION_FILE = 'dataset.json';

/** The value that means no light: of all channels, or of red, green and blue. */
export type BlackLevel = number | readonly [number, number, number];

/** Black levels of single pictures, and of all others. */
export interface PictureBlackLevels {
  readonly default?: BlackLevel;
  readonly pictures: Readonly<Record<string, BlackLevel>>;
}

/** What frames of a Bayer sensor without a header are. */
export interface StatedDump {
  readonly order: BayerOrder;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly packing?: PackingName;
  /** Bytes from one row to the next. */
  readonly stride?: number;
}

export interface DatasetDescription {
  readonly name?: string;
  readonly camera?: string;
  readonly licence?: string;
  readonly blackLevel?: BlackLevel | PictureBlackLevels;
  readonly whiteLevel?: number;
  /** From XYZ to camera RGB under D65. */
  readonly colourMatrix?: ColourMatrix;
  readonly bayer?: StatedDump;
  readonly layout?: (typeof DATASET_LAYOUTS)[number];
  readonly tuningDir?: string;
  readonly assumeLinear?: boolean;
  readonly trustLabels?: boolean;
}

/** Levels of a data set's pictures, and who says so. */
export interface DatasetLevels {
  readonly whiteLevel: number;
  /** Of the picture with an id. */
  readonly blackOf: (id: string) => BlackLevel;
  /** One number for the whole set, where one is wanted: the mean of channels, of pictures in general. */
  readonly blackLevel: number;
  /** The lowest of all. */
  readonly lowestBlack: number;
  /** Names exactly these levels. */
  readonly key: string;
  readonly stated: { readonly black: LevelSource; readonly white: LevelSource };
}

/** Given by the caller, in dataset.json, or SimpleCube++'s because nobody says anything. */
export type LevelSource = 'given' | 'dataset.json' | 'default';

const HIGHEST_LEVEL = 65_535;

/** No length was ever asked of them; a file of gigabytes is none of ours. */
const TEXT = {
  kind: 'text',
  shortest: 1,
  longest: 1e6,
  expected: 'text',
  optional: true,
} as const satisfies Form;
const FLAG = { kind: 'flag', optional: true } as const satisfies Form;
const LEVEL = { kind: 'number', low: 0, high: HIGHEST_LEVEL } as const satisfies Form;
const BLACK = {
  kind: 'either',
  forms: [LEVEL, { kind: 'list', of: LEVEL, least: 3, most: 3 }],
} as const satisfies Form;
const PICTURE_BLACKS = {
  kind: 'object',
  closed: true,
  fields: { default: { ...BLACK, optional: true }, pictures: { kind: 'record', of: BLACK } },
} as const satisfies Form;

/** Every key has its form: one that is added to the type and not here does not compile. */
const FIELDS: Readonly<Record<keyof DatasetDescription, Form>> = {
  name: TEXT,
  camera: TEXT,
  licence: TEXT,
  blackLevel: {
    kind: 'either',
    forms: [BLACK, PICTURE_BLACKS],
    expected:
      'a level from 0 to 65535, three of them (red, green, blue), or {"default": ..., "pictures": {"<id>": ...}}',
  },
  whiteLevel: {
    kind: 'number',
    low: Number.MIN_VALUE,
    high: HIGHEST_LEVEL,
    expected: 'a level from 1 to 65535',
  },
  colourMatrix: {
    kind: 'list',
    of: { kind: 'number', low: -Number.MAX_VALUE, high: Number.MAX_VALUE },
    least: 9,
    most: 9,
    expected: 'nine numbers, from XYZ to camera RGB under D65, row by row',
  },
  bayer: {
    kind: 'object',
    closed: true,
    fields: {
      order: { kind: 'choice', choices: BAYER_ORDERS },
      width: { kind: 'whole', low: 2, high: 65_536 },
      height: { kind: 'whole', low: 2, high: 65_536 },
      bits: { kind: 'whole', low: 8, high: 16 },
      packing: {
        kind: 'choice',
        choices: Object.keys(PACKINGS) as PackingName[],
        optional: true,
      },
      stride: { kind: 'whole', low: 1, high: 1e9, optional: true },
    },
    expected:
      'what frames without a header are: {"order": "RGGB", "width": ..., "height": ..., "bits": ..., "packing": ..., "stride": ...}',
  },
  layout: {
    kind: 'choice',
    choices: DATASET_LAYOUTS,
    expected: DATASET_LAYOUTS.map((name) => `"${name}"`).join(' or '),
  },
  tuningDir: TEXT,
  assumeLinear: FLAG,
  trustLabels: FLAG,
};

/** What dataset.json must be; every key may be absent. */
export const DESCRIPTION_FORM: ObjectForm = { kind: 'object', closed: true, fields: FIELDS };

const isPictureBlacks = (value: unknown): value is PictureBlackLevels =>
  fits(PICTURE_BLACKS, value);

/** What a data set says of itself; null where it has no dataset.json. Throws DatasetError that names key and cure. */
export function readDatasetDescription(dir: string): DatasetDescription | null {
  const file = join(dir, DESCRIPTION_FILE);
  let text: string;
  try {
    text = readWhole(file).toString('utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw unfit(file, `cannot be read: ${(error as Error).message}`, 'Check the file.');
  }
  return checkDescription(file, parseJson(file, text.replace(/^\uFEFF/, '')));
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unfit(file, `expected JSON: ${(error as Error).message}`, 'Correct the file.');
  }
}

function checkDescription(file: string, value: unknown): DatasetDescription {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unfit(file, 'expected an object', 'Put the keys in braces.');
  }
  for (const [key, entry] of Object.entries(value)) {
    const form = Object.hasOwn(FIELDS, key) ? FIELDS[key as keyof DatasetDescription] : undefined;
    if (form === undefined) {
      const known = Object.keys(FIELDS).join(', ');
      throw unfit(file, `unknown key ${key}`, `Use one of ${known}, or remove it.`);
    }
    if (fits(form, entry)) continue;
    const got = JSON.stringify(entry)?.slice(0, 80);
    throw unfit(file, `${key}: expected ${expectation(form)}, got ${got}`, 'Correct that key.');
  }
  return value;
}

/**
 * What a data set's frames without a header are; undefined where dataset.json tells of none. Throws DatasetError where what it says
 * cannot be.
 */
export function datasetDump(
  dir: string,
  { bayer }: Pick<DatasetDescription, 'bayer'>,
): BayerDump | undefined {
  if (bayer === undefined) return undefined;
  const { order, width, height, bits, packing = 'unpacked', stride } = bayer;
  const strideBytes = stride === undefined ? {} : { strideBytes: stride };
  const dump = { order, widthPx: width, heightPx: height, bits, packing, ...strideBytes };
  try {
    bayerReader(dump);
    return dump;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unfit(join(dir, DESCRIPTION_FILE), `bayer: ${error.message}`, 'Correct that key.');
  }
}

function unfit(file: string, message: string, cure: string): DatasetError {
  return new DatasetError('data set', [{ file, message, cure }]);
}

/** awb_nn writes shares of the sensor's range. */
const AWBNN_LEVELS: RawLevels = { blackLevel: 0, whiteLevel: HIGHEST_LEVEL };

/**
 * The levels of a data set: given ones before those of dataset.json before the layout's. Throws RangeError for
 * given levels that are none, DatasetError where dataset.json has black not below white, and as readDatasetDescription does.
 */
export function datasetLevels(
  dir: string,
  given: Partial<RawLevels> & { readonly layout?: DatasetLayout } = {},
): DatasetLevels {
  const description = readDatasetDescription(dir) ?? {};
  const isAwbnn = layoutOf(dir, given.layout, description).name === AWBNN_LAYOUT;
  const ofLayout = isAwbnn ? AWBNN_LEVELS : undefined;
  const black = given.blackLevel ?? description.blackLevel ?? ofLayout?.blackLevel;
  const white = given.whiteLevel ?? description.whiteLevel ?? ofLayout?.whiteLevel;
  const general = isPictureBlacks(black) ? black.default : black;
  const others = general ?? DEFAULT_BLACK_LEVEL;
  const pictures = new Map(isPictureBlacks(black) ? Object.entries(black.pictures) : []);
  const whiteLevel = white ?? DEFAULT_WHITE_LEVEL;
  const all = [others, ...pictures.values()].flat();
  const highest = Math.max(...all);
  if (given.blackLevel !== undefined || given.whiteLevel !== undefined) {
    checkRawLevels({ blackLevel: highest, whiteLevel });
  }
  if (!(highest < whiteLevel)) {
    const message = `expected black levels below the white level ${whiteLevel}, got ${highest}`;
    throw unfit(dir, message, `Correct the levels (${DESCRIPTION_FILE}, or those given).`);
  }
  const source = (isGiven: boolean, value: unknown): LevelSource => {
    if (isGiven) return 'given';
    return value === undefined ? 'default' : 'dataset.json';
  };
  return {
    whiteLevel,
    blackOf: (id) => pictures.get(id) ?? others,
    blackLevel: typeof others === 'number' ? others : Math.round(meanOf(others)),
    lowestBlack: Math.min(...all),
    key: JSON.stringify([black ?? DEFAULT_BLACK_LEVEL, whiteLevel]),
    stated: {
      black: source(given.blackLevel !== undefined, black),
      white: source(given.whiteLevel !== undefined, white),
    },
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
