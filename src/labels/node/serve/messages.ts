/** What goes between the page and its server. */
import type { WhitePoint } from '../../../color/index.js';
import { type Form, fits } from '../../../forms/index.js';
import { RequestError } from '../../../serve/index.js';
import type {
  LabelLine,
  LightCurvePoint,
  MeasuredPatch,
  Place,
  RangeCount,
  ShotRecord,
} from '../../index.js';
import type { MeasuredCorners } from '../measure-shot.js';
import type { SensorFacts } from './close-up.js';
import type { Histogram } from './histogram.js';

export { RequestError };

/** A light and where it lies by the curve, in words. */
export type ToldLight = WhitePoint & { readonly place: string | null };

export interface ListedPicture {
  readonly image: string;
  readonly camera: string | null;
  readonly takenAt: string;
  readonly part: ShotRecord['part'];
  readonly asShot: WhitePoint | null;
  readonly chartConfidence: number | null;
  readonly burst: readonly string[];
  readonly label: (LabelLine & { readonly place: string | null }) | null;
  /** Of the line that an undo takes back. */
  readonly lastKey: string | null;
  readonly isUnusable: boolean;
  readonly doubt: number;
  readonly isDoubtful: boolean;
  readonly reasons: readonly string[];
  readonly teaches: number | null;
}

export interface SessionState {
  /** Changes whenever anything was written. */
  readonly stamp: string;
  readonly pictures: readonly ListedPicture[];
  readonly curve: readonly LightCurvePoint[] | null;
  readonly coverage: readonly RangeCount[] | null;
  readonly problems: readonly string[];
}

/** After a copy. */
export interface CopiedState extends SessionState {
  /** Of copies that hide something else than the original does, a sentence each. */
  readonly notes: readonly string[];
}

export type ChartFacts = MeasuredCorners & { readonly place: string | null };
export type PatchFacts = MeasuredPatch & { readonly place: string | null };

export interface PictureFacts {
  readonly shot: ShotRecord;
  readonly asShot: ToldLight | null;
  readonly greyWorld: ToldLight | null;
  readonly model: ToldLight | null;
  readonly chart: ChartFacts | null;
  readonly full: readonly number[];
  readonly histogram: Histogram;
  readonly sensor: SensorFacts;
}

export interface Measured {
  readonly patch?: PatchFacts | null;
  readonly chart?: ChartFacts | null;
}

/** What is drawn on a picture: a card, or the four corners of a chart. */
export interface Marked {
  readonly polygon?: readonly Place[];
  readonly corners?: readonly Place[];
}

const IMAGE: Form = { kind: 'text', shortest: 1, longest: 200 };
const PLACE: Form = {
  kind: 'list',
  of: { kind: 'number', low: -1e6, high: 1e6 },
  least: 2,
  most: 2,
};
const MARKED = {
  image: IMAGE,
  polygon: { kind: 'list', of: PLACE, least: 3, most: 64, optional: true },
  corners: { kind: 'list', of: PLACE, least: 4, most: 4, optional: true },
} as const satisfies Record<string, Form>;

/** Bodies of posts, by what they ask for. */
export const REQUEST_FORMS = {
  measure: { kind: 'object', fields: MARKED, closed: true },
  label: { kind: 'object', fields: MARKED, closed: true },
  copy: {
    kind: 'object',
    fields: { from: IMAGE, to: { kind: 'list', of: IMAGE, least: 1, most: 1000 } },
    closed: true,
  },
  undo: { kind: 'object', fields: { image: IMAGE, key: IMAGE }, closed: true },
  unusable: { kind: 'object', fields: { image: IMAGE }, closed: true },
} as const satisfies Record<string, Form>;

export interface Requests {
  readonly measure: Marked & { readonly image: string };
  readonly label: Marked & { readonly image: string };
  readonly copy: { readonly from: string; readonly to: readonly string[] };
  readonly undo: { readonly image: string; readonly key: string };
  readonly unusable: { readonly image: string };
}

/** Throws RequestError for a body that is not what was asked for. */
export function checkRequest<Kind extends keyof Requests>(
  kind: Kind,
  text: string,
): Requests[Kind] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RequestError(400, 'Expected JSON.');
  }
  if (fits(REQUEST_FORMS[kind], body)) return body as Requests[Kind];
  throw new RequestError(400, `Not a request to ${kind}.`);
}
