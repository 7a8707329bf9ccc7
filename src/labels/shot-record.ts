/** A line of pictures.jsonl: a raw picture that was imported, where its file lies and what it says of itself. */
import type { WhitePoint } from '../color/index.js';
import type { Form } from '../forms/index.js';
import { BAYER_ORDERS, type BayerDump, PACKINGS, type PackingName } from '../raw/index.js';
import { type JsonLines, parseJsonLines } from './json-lines.js';
import { type Place, SHADINGS, type Shading } from './label-record.js';

/** A chart as the finder saw it. */
export interface ShotChart {
  readonly corners: readonly Place[];
  readonly confidence: number;
}

export interface ShotRecord {
  readonly image: string;
  /** The raw file, which stays where it is; absolute. */
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
  readonly part: 'train' | 'test';
  /** Size of the sensor's active area, and how many of its pixels in a row became one of what charts are sought in. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly step: number;
  /** Size of the working picture. */
  readonly workWidthPx: number;
  readonly workHeightPx: number;
  readonly format: string;
  readonly camera: string | null;
  readonly black: { readonly tag: number; readonly masked: number | null };
  readonly white: number;
  /** Levels that were given at the import, before the file's own. */
  readonly levels: { readonly blackLevel?: number; readonly whiteLevel?: number };
  /** What the file is where it has no header. */
  readonly dump?: BayerDump;
  /** The camera's own answer. */
  readonly asShot: WhitePoint | null;
  readonly greyWorld: WhitePoint | null;
  /** From XYZ to the camera. */
  readonly matrices: readonly {
    readonly cctKelvin: number;
    readonly xyzToCamera: readonly number[];
  }[];
  readonly exposureSeconds: number | null;
  readonly iso: number | null;
  /** When it was taken, ISO 8601 without a zone: from the file, else the file's time of change in UTC. */
  readonly takenAt: string;
  readonly shading: Shading;
  /** Share of the pixels with a full channel. */
  readonly clippedShare: number;
  readonly chart: ShotChart | null;
  readonly warnings: readonly string[];
}

const text = (longest: number): Form => ({ kind: 'text', longest });
const orNull = (form: Form): Form => ({
  kind: 'either',
  forms: [form, { kind: 'choice', choices: [null] }],
});
const POSITIVE: Form = { kind: 'number', low: Number.MIN_VALUE, high: 1e9 };
const SIDE: Form = { kind: 'whole', low: 1, high: 1e6 };
const LEVEL: Form = { kind: 'number', low: -65_536, high: 65_536 };
const SHARE: Form = { kind: 'number', low: 0, high: 1 };
const PLACE: Form = {
  kind: 'list',
  of: { kind: 'number', low: -1e6, high: 1e6 },
  least: 2,
  most: 2,
};
const LIGHT: Form = orNull({ kind: 'object', fields: { r: POSITIVE, b: POSITIVE } });

const FIELDS: Readonly<Record<keyof ShotRecord, Form>> = {
  image: { kind: 'text', shortest: 1, longest: 1000 },
  file: { kind: 'text', shortest: 1, longest: 10_000 },
  sha256: { kind: 'text', shortest: 64, longest: 64 },
  sizeBytes: { kind: 'number', low: 0, high: 1e15 },
  modifiedNs: text(40),
  part: { kind: 'choice', choices: ['train', 'test'] },
  widthPx: SIDE,
  heightPx: SIDE,
  step: SIDE,
  workWidthPx: SIDE,
  workHeightPx: SIDE,
  format: text(40),
  camera: orNull(text(1000)),
  black: { kind: 'object', fields: { tag: LEVEL, masked: orNull(LEVEL) } },
  white: POSITIVE,
  levels: {
    kind: 'object',
    fields: { blackLevel: { ...LEVEL, optional: true }, whiteLevel: { ...LEVEL, optional: true } },
  },
  dump: {
    kind: 'object',
    optional: true,
    fields: {
      order: { kind: 'choice', choices: BAYER_ORDERS },
      widthPx: SIDE,
      heightPx: SIDE,
      bits: { kind: 'whole', low: 8, high: 16 },
      packing: { kind: 'choice', choices: Object.keys(PACKINGS) as PackingName[] },
      strideBytes: { kind: 'whole', low: 1, high: 1e9, optional: true },
      blackLevel: { ...LEVEL, optional: true },
    },
  },
  asShot: LIGHT,
  greyWorld: LIGHT,
  matrices: {
    kind: 'list',
    most: 8,
    of: {
      kind: 'object',
      fields: {
        cctKelvin: POSITIVE,
        xyzToCamera: {
          kind: 'list',
          of: { kind: 'number', low: -1e6, high: 1e6 },
          least: 9,
          most: 9,
        },
      },
    },
  },
  exposureSeconds: orNull(POSITIVE),
  iso: orNull(POSITIVE),
  takenAt: text(40),
  shading: { kind: 'choice', choices: SHADINGS },
  clippedShare: SHARE,
  chart: orNull({
    kind: 'object',
    fields: { corners: { kind: 'list', of: PLACE, least: 4, most: 4 }, confidence: SHARE },
  }),
  warnings: { kind: 'list', of: text(10_000), most: 1000 },
};

/** What a line of pictures.jsonl must be. */
export const SHOT_FORM: Form = { kind: 'object', fields: FIELDS };

/** Id, as it may name a file on any system and stand in any address. */
const SAFE_ID = /^[A-Za-z0-9][\w.-]{0,119}$/;

/** Records in a file's text, the first of each id; damaged lines are told of. */
export function readShots(file: string): JsonLines<ShotRecord> {
  const { values, damaged } = parseJsonLines<ShotRecord>(file, () => SHOT_FORM, 'a picture');
  const seen = new Set<string>();
  const shots = values.filter(({ image }) => {
    if (seen.has(image) || !SAFE_ID.test(image)) return false;
    seen.add(image);
    return true;
  });
  return { values: shots, damaged };
}

/** An id for a file by its path below the folder of shots, that none of `taken` has. */
export function shotId(path: string, taken: ReadonlySet<string>): string {
  const plain = path
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+|[._-]+$/g, '')
    .slice(-100)
    .replace(/^[^A-Za-z0-9]+/, '');
  const base = plain === '' ? 'picture' : plain;
  let id = base;
  // Names that differ in case only are one file on some systems.
  for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${base}-${n}`;
  return id;
}
