/**
 * Whether labels belong to their pictures. Grey world is a poor estimate and yet knows which light is the warmer one: over a
 * data set its log and that of the labels go together (correlation 0.85 to 0.95 on Cube++ and on nine cameras of NUS). Labels
 * that were written as gains, with red and blue swapped, or some rows off agree with it only once that is undone; shuffled ones
 * not at all. Everything is judged with the number of pictures in mind, so that a few odd pictures raise no alarm.
 */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import { median } from './robust-curve.js';

export const LABEL_AGREEMENT_SETTINGS = {
  /** Pictures from which on labels are judged as written otherwise, as rows off, and as unrelated. */
  leastPictures: 6,
  leastShiftPictures: 12,
  leastUnrelatedPictures: 20,
  /** Undoing it must bring the median error below this share, and below so many degrees. */
  errorShare: 0.7,
  mostDegrees: 12,
  /** Deviations by which more than half of the pictures must be nearer then (one side: 0.5 %). */
  signDeviations: 2.58,
  /** Rows that labels may be off. */
  mostShift: 30,
  /** Correlation with the rows set right, and by how many of its deviations (of Fisher's z) it must be the better one. */
  shiftCorrelation: 0.6,
  shiftDeviations: 4,
  /** Labels are unrelated where the upper end of the correlation's 99 % interval lies below this. */
  relatedCorrelation: 0.5,
  intervalDeviations: 2.58,
  /** Standard deviation of log labels below which all lights are much the same and nothing can be said. */
  leastSpread: 0.05,
} as const;

/** A picture's label beside what grey world makes of it. */
export interface LabelledGreyWorld {
  readonly whitePoint: WhitePoint;
  readonly greyWorld: WhitePoint;
}

export type LabelDoubtKind = 'gains' | 'swapped' | 'swapped-gains' | 'shifted' | 'unrelated';

export interface LabelDoubt {
  readonly kind: LabelDoubtKind;
  /** What was seen, with figures. */
  readonly message: string;
  readonly cure: string;
}

interface Rewriting {
  readonly kind: LabelDoubtKind;
  readonly undo: (label: WhitePoint) => WhitePoint;
  readonly what: string;
  readonly cure: string;
}

const REWRITINGS: readonly Rewriting[] = [
  {
    kind: 'gains',
    undo: ({ r, b }) => ({ r: 1 / r, b: 1 / b }),
    what: 'labels look like gains (1/r, 1/g, 1/b)',
    cure: 'Write what a grey looks like to the camera, R, G, B; gains are 1 over it.',
  },
  {
    kind: 'swapped',
    undo: ({ r, b }) => ({ r: b, b: r }),
    what: 'red and blue look swapped, in the labels or in the pictures',
    cure: 'Write both in the order R, G, B; OpenCV reads and writes B, G, R.',
  },
  {
    kind: 'swapped-gains',
    undo: ({ r, b }) => ({ r: 1 / b, b: 1 / r }),
    what: 'labels look like gains with red and blue swapped',
    cure: 'Write what a grey looks like to the camera, in the order R, G, B.',
  },
];

/** The doubt about the labels of one part, pictures in the order of their rows; null where they fit or little can be said. */
export function doubtLabels(pictures: readonly LabelledGreyWorld[]): LabelDoubt | null {
  const usable = pictures.filter(({ greyWorld: { r, b } }) => r > 0 && b > 0);
  return doubtWriting(usable) ?? doubtShift(usable) ?? doubtRelation(usable);
}

function doubtWriting(pictures: readonly LabelledGreyWorld[]): LabelDoubt | null {
  const { leastPictures, errorShare, mostDegrees, signDeviations } = LABEL_AGREEMENT_SETTINGS;
  const n = pictures.length;
  if (n < leastPictures) return null;
  const asWritten = errorsOf(pictures, (label) => label);
  const written = median(asWritten);
  const candidates = REWRITINGS.map((rewriting) => {
    const errors = errorsOf(pictures, rewriting.undo);
    const nearer = errors.filter((error, i) => error < asWritten[i]).length;
    return { rewriting, undone: median(errors), nearer };
  });
  const best = candidates.reduce((a, b) => (b.undone < a.undone ? b : a));
  const isClear = best.nearer - n / 2 > (signDeviations * Math.sqrt(n)) / 2 || best.nearer === n;
  if (!isClear || best.undone > errorShare * written || best.undone > mostDegrees) return null;
  const { kind, what, cure } = best.rewriting;
  const message =
    `${what}: grey world is ${written.toFixed(1)}° from them in the median, and ${best.undone.toFixed(1)}° ` +
    `once that is undone (${best.nearer} of ${n} pictures are nearer then)`;
  return { kind, message, cure };
}

function errorsOf(
  pictures: readonly LabelledGreyWorld[],
  undo: (label: WhitePoint) => WhitePoint,
): Float64Array {
  return Float64Array.from(pictures, ({ greyWorld, whitePoint }) =>
    recoveryErrorDegrees(greyWorld, undo(whitePoint)),
  );
}

function doubtShift(pictures: readonly LabelledGreyWorld[]): LabelDoubt | null {
  const { leastShiftPictures, mostShift, shiftCorrelation, shiftDeviations } =
    LABEL_AGREEMENT_SETTINGS;
  const n = pictures.length;
  if (n < leastShiftPictures || !isSpread(pictures)) return null;
  const here = meanZ(pictures, 0);
  let rows = 0;
  let best = here;
  for (let shift = -mostShift; shift <= mostShift; shift++) {
    if (n - Math.abs(shift) < leastShiftPictures) continue;
    const z = meanZ(pictures, shift);
    if (z <= best) continue;
    best = z;
    rows = shift;
  }
  const left = n - Math.abs(rows);
  // Two channels make one mean, and many rows were tried.
  const deviation = Math.sqrt(1 / (n - 3) + 1 / (left - 3)) / Math.SQRT2;
  if (rows === 0 || Math.tanh(best) < shiftCorrelation) return null;
  if (best - here < shiftDeviations * deviation) return null;
  const count = Math.abs(rows);
  const message =
    `labels look ${count} ${count === 1 ? 'row' : 'rows'} off: a picture goes with the label ${count} ` +
    `${rows > 0 ? 'further down' : 'further up'} (correlation with grey world ${Math.tanh(best).toFixed(2)}, and ` +
    `${Math.tanh(here).toFixed(2)} as they stand)`;
  const cure = 'Compare some rows of gt.csv with their pictures; a line was lost or added.';
  return { kind: 'shifted', message, cure };
}

function doubtRelation(pictures: readonly LabelledGreyWorld[]): LabelDoubt | null {
  const { leastUnrelatedPictures, relatedCorrelation, intervalDeviations } =
    LABEL_AGREEMENT_SETTINGS;
  const n = pictures.length;
  if (n < leastUnrelatedPictures || !isSpread(pictures)) return null;
  const z = meanZ(pictures, 0);
  const upper = Math.tanh(z + intervalDeviations / Math.sqrt(2 * (n - 3)));
  if (upper >= relatedCorrelation) return null;
  const message =
    `labels and pictures hardly belong together: the correlation of log grey world and log label is ` +
    `${Math.tanh(z).toFixed(2)} over ${n} pictures, and 0.85 or more where they do`;
  const cure =
    'Compare some rows of gt.csv with their pictures: are the rows of another data set, sorted otherwise, or shuffled?';
  return { kind: 'unrelated', message, cure };
}

function isSpread(pictures: readonly LabelledGreyWorld[]): boolean {
  const { leastSpread } = LABEL_AGREEMENT_SETTINGS;
  return (['r', 'b'] as const).some((channel) => {
    const logs = pictures.map(({ whitePoint }) => Math.log(whitePoint[channel]));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const square = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
    return Math.sqrt(square) >= leastSpread;
  });
}

/** Fisher's z of the correlation of log grey world and the log label `shift` rows on, mean over r and b. */
function meanZ(pictures: readonly LabelledGreyWorld[], shift: number): number {
  const from = Math.max(0, -shift);
  const to = Math.min(pictures.length, pictures.length - shift);
  let z = 0;
  for (const channel of ['r', 'b'] as const) {
    const seen: number[] = [];
    const labels: number[] = [];
    for (let i = from; i < to; i++) {
      seen.push(Math.log(pictures[i].greyWorld[channel]));
      labels.push(Math.log(pictures[i + shift].whitePoint[channel]));
    }
    z += Math.atanh(0.999 * correlation(seen, labels)) / 2;
  }
  return z;
}

/** Pearson's; 0 where either does not vary. */
function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i] - meanX) * (y[i] - meanY);
    xx += (x[i] - meanX) ** 2;
    yy += (y[i] - meanY) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
