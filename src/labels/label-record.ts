/**
 * A line of labels.jsonl: a label of a picture with how it came about, that a picture is of no use, or that an earlier line no
 * longer holds. Lines are only ever appended; undoing is a line as well.
 */
import type { WhitePoint } from '../color/index.js';
import type { Form, ObjectForm } from '../forms/index.js';

/** A place in pixels of the sensor's active area, from its upper left corner: the middle of the first pixel is at 0.5, 0.5. */
export type Place = readonly [x: number, y: number];

/** How a label came about. */
export const LABEL_KINDS = ['patch', 'chart', 'copied', 'as-shot', 'typed'] as const;
export type LabelKind = (typeof LABEL_KINDS)[number];

/** What was corrected before the light was measured. */
export const SHADINGS = ['alsc', 'gainmap', 'none'] as const;
export type Shading = (typeof SHADINGS)[number];

interface Line {
  /** Names this line; an undo refers to it. */
  readonly key: string;
  readonly image: string;
  /** Who: `person`, or the command that made it. */
  readonly by: string;
  /** When, ISO 8601 in UTC. */
  readonly at: string;
}

/** What a measurement knows of itself, degrees being angles of colour. */
export interface Certainty {
  /** Standard errors of r and b from noise, and the angle that they mean. */
  readonly sigmaR: number;
  readonly sigmaB: number;
  readonly sigmaDegrees: number;
  /** How far apart the parts of the patch are, or the greys of the chart. */
  readonly spreadDegrees: number;
  /** Pixels measured; share of them at which a channel was full. */
  readonly n: number;
  readonly clippedShare: number;
}

export interface LabelLine extends Line, WhitePoint, Partial<Certainty> {
  readonly how: LabelKind;
  /** Of the file that was measured. */
  readonly sha256?: string;
  /** The card that was measured, or the chart's corners from its first patch on. */
  readonly polygon?: readonly Place[];
  readonly corners?: readonly Place[];
  /** What training must not see besides polygon, corners and a chart that was found: the outline that was copied, in this picture. */
  readonly hidden?: readonly Place[];
  /** Of `copied`: the picture whose label this is, and how far the cameras' own answers lie apart. */
  readonly from?: string;
  readonly driftDegrees?: number;
  /** Of charts found without a person: how sure it is that this is one. */
  readonly confidence?: number;
  readonly black?: { readonly tag: number; readonly masked: number | null };
  readonly shading?: Shading;
}

/** A picture that nothing can be learnt from. */
export interface UnusableLine extends Line {
  readonly how: 'unusable';
}

export interface UndoLine extends Line {
  readonly how: 'undo';
  /** Key of the line that no longer holds. */
  readonly undoes: string;
}

export type BookLine = LabelLine | UnusableLine | UndoLine;

const NUMBER = { kind: 'number', low: 0, high: 1e9, optional: true } as const satisfies Form;
const RATIO = { kind: 'number', low: 1e-6, high: 1e6 } as const satisfies Form;
const PLACE = {
  kind: 'list',
  of: { kind: 'number', low: -1e6, high: 1e6 },
  least: 2,
  most: 2,
} as const satisfies Form;
const PLACES = {
  kind: 'list',
  of: PLACE,
  least: 3,
  most: 64,
  optional: true,
} as const satisfies Form;
const name = (longest: number, shortest = 1): Form => ({ kind: 'text', longest, shortest });
const LINE: Readonly<Record<keyof Line, Form>> = {
  key: name(64),
  image: name(1000),
  by: name(200),
  at: name(40),
};
const LEVEL: Form = { kind: 'number', low: -65_536, high: 65_535 };
const BLACK: Form = {
  kind: 'object',
  fields: {
    tag: LEVEL,
    masked: { kind: 'either', forms: [LEVEL, { kind: 'choice', choices: [null] }] },
  },
  optional: true,
};

/** Of each kind of line; other fields may stand beside them. */
const LABEL_FIELDS: Readonly<Record<keyof LabelLine, Form>> = {
  ...LINE,
  how: { kind: 'choice', choices: LABEL_KINDS },
  r: RATIO,
  b: RATIO,
  sha256: { kind: 'text', longest: 64, optional: true },
  polygon: PLACES,
  corners: { ...PLACES, least: 4, most: 4 },
  hidden: PLACES,
  from: { kind: 'text', longest: 1000, optional: true },
  driftDegrees: NUMBER,
  confidence: NUMBER,
  sigmaR: NUMBER,
  sigmaB: NUMBER,
  sigmaDegrees: NUMBER,
  spreadDegrees: NUMBER,
  n: NUMBER,
  clippedShare: NUMBER,
  black: BLACK,
  shading: { kind: 'choice', choices: SHADINGS, optional: true },
};

/** By the field `how`. */
export const LINE_FORMS: Readonly<Record<BookLine['how'], ObjectForm>> = {
  ...(Object.fromEntries(
    LABEL_KINDS.map((how) => [how, { kind: 'object', fields: LABEL_FIELDS }]),
  ) as Record<LabelKind, ObjectForm>),
  unusable: {
    kind: 'object',
    fields: { ...LINE, how: { kind: 'choice', choices: ['unusable'] } },
  },
  undo: {
    kind: 'object',
    fields: { ...LINE, how: { kind: 'choice', choices: ['undo'] }, undoes: name(64) },
  },
};

/** What a line of the book must be. */
export const BOOK_LINE_FORM: Form = {
  kind: 'either',
  forms: Object.values(LINE_FORMS),
  expected: `a label (${LABEL_KINDS.join(', ')}), unusable or undo`,
};

export function isLabel(line: BookLine): line is LabelLine {
  return line.how !== 'undo' && line.how !== 'unusable';
}
