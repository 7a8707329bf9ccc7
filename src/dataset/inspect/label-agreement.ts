/**
 * Whether labels belong to their pictures. Grey world is a poor estimate and yet knows which light is the warmer one: over a
 * data set its log and that of the labels go together (correlation 0.85 to 0.95 on Cube++ and on nine cameras of NUS). Labels
 * that were written as gains, with red and blue swapped, or some rows off agree with it only once that is undone; shuffled ones
 * not at all. Everything is judged with the number of pictures in mind, so that a few odd pictures raise no alarm. A doubt that
 * is certain stops a training; the others are for people to look at. In runs of 6 to 100 pictures of Cube++, NUS, INTEL-TAU and
 * awb_nn, which often have one light, no doubt was certain.
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
  /** Red and blue swapped is certain from so many pictures on, of which this share must be nearer, and with these errors... */
  certainSwapPictures: 20,
  certainSwapNearer: 0.85,
  certainSwapErrorShare: 0.4,
  certainSwapDegrees: 6,
  /** ...or by the correlation, where lights vary; so are rows off: correlation once it is undone, and by how many of its deviations (of Fisher's z) it must be the better one. */
  undoneCorrelation: 0.6,
  undoneDeviations: 4,
  /**
   * Labels are unrelated where the upper end of the correlation's 99 % interval lies below this share of what labels that
   * vary so much should have; certainly where that of its 99.95 % interval does.
   */
  relatedShare: 0.6,
  intervalDeviations: 2.58,
  certainDeviations: 3.5,
  certainUnrelatedPictures: 30,
  /** Standard deviation of log grey world about log labels: 0.13 to 0.18 on Cube++, NUS and INTEL-TAU. */
  greyWorldDeviation: 0.18,
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
  /** No chance among few pictures, and no oddity of a scene or two. */
  readonly isCertain: boolean;
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
  const isCertain =
    kind === 'gains' || isFarSwap(n, written, best) || goesTogether(pictures, best.rewriting);
  return { kind, message, cure, isCertain };
}

/** Whether labels with something undone go with grey world clearly better than as written, lights being spread. */
function goesTogether(pictures: readonly LabelledGreyWorld[], { undo }: Rewriting): boolean {
  const { leastShiftPictures, undoneCorrelation, undoneDeviations } = LABEL_AGREEMENT_SETTINGS;
  const n = pictures.length;
  if (n < leastShiftPictures || !isSpread(pictures)) return false;
  const undone = pictures.map(({ greyWorld, whitePoint }) => ({
    greyWorld,
    whitePoint: undo(whitePoint),
  }));
  const z = meanZ(undone, 0);
  const deviation = 1 / Math.sqrt(n - 3);
  return (
    Math.tanh(z) >= undoneCorrelation && z - meanZ(pictures, 0) >= undoneDeviations * deviation
  );
}

function isFarSwap(
  n: number,
  written: number,
  { undone, nearer }: { readonly undone: number; readonly nearer: number },
): boolean {
  const { certainSwapPictures, certainSwapNearer, certainSwapErrorShare, certainSwapDegrees } =
    LABEL_AGREEMENT_SETTINGS;
  return (
    n >= certainSwapPictures &&
    nearer >= certainSwapNearer * n &&
    undone <= certainSwapErrorShare * written &&
    written - undone >= certainSwapDegrees
  );
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
  const { leastShiftPictures, mostShift, undoneCorrelation, undoneDeviations } =
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
  if (rows === 0 || Math.tanh(best) < undoneCorrelation) return null;
  if (best - here < undoneDeviations * deviation) return null;
  const count = Math.abs(rows);
  const message =
    `labels look ${count} ${count === 1 ? 'row' : 'rows'} off: a picture goes with the label ${count} ` +
    `${rows > 0 ? 'further down' : 'further up'} (correlation with grey world ${Math.tanh(best).toFixed(2)}, and ` +
    `${Math.tanh(here).toFixed(2)} as they stand)`;
  const cure = 'Compare some rows of gt.csv with their pictures; a line was lost or added.';
  return { kind: 'shifted', message, cure, isCertain: true };
}

function doubtRelation(pictures: readonly LabelledGreyWorld[]): LabelDoubt | null {
  const { leastUnrelatedPictures, certainUnrelatedPictures } = LABEL_AGREEMENT_SETTINGS;
  const { relatedShare, intervalDeviations, certainDeviations } = LABEL_AGREEMENT_SETTINGS;
  const n = pictures.length;
  if (n < leastUnrelatedPictures || !isSpread(pictures)) return null;
  const z = meanZ(pictures, 0);
  const expected = expectedCorrelation(pictures);
  const isBelow = (deviations: number) =>
    Math.tanh(z + deviations / Math.sqrt(2 * (n - 3))) < relatedShare * expected;
  if (!isBelow(intervalDeviations)) return null;
  const message =
    `labels and pictures hardly belong together: the correlation of log grey world and log label is ` +
    `${Math.tanh(z).toFixed(2)} over ${n} pictures, and about ${expected.toFixed(2)} where they do`;
  const cure =
    'Compare some rows of gt.csv with their pictures: are the rows of another data set, sorted otherwise, or shuffled?';
  const isCertain = n >= certainUnrelatedPictures && isBelow(certainDeviations);
  return { kind: 'unrelated', message, cure, isCertain };
}

/** Of log labels and log grey world, where the latter is the label and the scene's own colour: mean over r and b. */
function expectedCorrelation(pictures: readonly LabelledGreyWorld[]): number {
  const { greyWorldDeviation } = LABEL_AGREEMENT_SETTINGS;
  const [r, b] = spreads(pictures).map((s) => s / Math.hypot(s, greyWorldDeviation));
  return (r + b) / 2;
}

function isSpread(pictures: readonly LabelledGreyWorld[]): boolean {
  return Math.max(...spreads(pictures)) >= LABEL_AGREEMENT_SETTINGS.leastSpread;
}

/** Standard deviations of the labels' log r and log b. */
function spreads(pictures: readonly LabelledGreyWorld[]): number[] {
  return (['r', 'b'] as const).map((channel) => {
    const logs = pictures.map(({ whitePoint }) => Math.log(whitePoint[channel]));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    return Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
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
