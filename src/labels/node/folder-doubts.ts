/** Doubts of a folder's labels, the same on the page, in `data inspect` and after `label --auto`. */
import { physicalCurve } from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import { fitLabelCurve, readDatasetDescription } from '../../dataset/index.js';
import {
  findBursts,
  findDoubts,
  type LabelKind,
  type LightCurvePoint,
  type PictureDoubt,
  type ShotRecord,
} from '../index.js';
import { curveFor, type OwnFolder } from './folder.js';

/** Fewer labels make no curve of their own. */
const FEWEST_FOR_CURVE = 20;

/**
 * The tuning file's curve, else that of the camera's matrices, else one through enough labels; null for none. Of the camera that took
 * a picture; without one, as most pictures of the folder have it.
 */
export function lightCurve(
  { dir, tuning, book, shots }: OwnFolder,
  shot?: ShotRecord,
): readonly LightCurvePoint[] | null {
  const curves = (shot ? [shot] : shots).map((one) => curveFor(tuning, one));
  const tuned = curves.filter((curve) => curve !== null);
  if (2 * tuned.length > curves.length) return tuned[0] ?? null;
  // The matrix stands there only where it says something of the camera.
  if (readDatasetDescription(dir)?.colourMatrix !== undefined) {
    const [first] = shots;
    const matrices = first?.matrices.map(({ cctKelvin, xyzToCamera }) => ({
      cctKelvin,
      xyzToCamera: xyzToCamera as never,
    }));
    try {
      return physicalCurve(matrices ?? [], { fromKelvin: 2000, toKelvin: 12_000, points: 60 });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const labels = shots.flatMap(({ image, camera }) => {
    const label = book.labels.get(image);
    return label && (shot === undefined || camera === shot.camera) ? [label] : [];
  });
  return labels.length < FEWEST_FOR_CURVE ? null : fitLabelCurve(labels);
}

type CurveOf = (shot: ShotRecord) => readonly LightCurvePoint[] | null;

/** `lightCurve` of pictures, made once for each camera. */
function curvesByCamera(folder: OwnFolder): CurveOf {
  const made = new Map<string | null, readonly LightCurvePoint[] | null>();
  return (shot) => {
    if (!made.has(shot.camera)) made.set(shot.camera, lightCurve(folder, shot));
    return made.get(shot.camera) ?? null;
  };
}

export interface FolderDoubts {
  readonly curve: readonly LightCurvePoint[] | null;
  /** Of a picture's own camera. */
  readonly curveOf: CurveOf;
  readonly bursts: readonly (readonly string[])[];
  /** Of every picture. */
  readonly doubts: ReadonlyMap<string, PictureDoubt>;
}

/** `model`: a network's answers, where there are any. */
export function folderDoubts(
  folder: OwnFolder,
  model: ReadonlyMap<string, WhitePoint> = new Map(),
): FolderDoubts {
  const { shots, book } = folder;
  const curve = lightCurve(folder);
  const bursts = findBursts(shots);
  const curveOf = curvesByCamera(folder);
  const doubts = findDoubts({ ...book, shots, bursts, curve, curveOf, model });
  return { curve, curveOf, bursts, doubts };
}

export interface DoubtfulLabel {
  readonly image: string;
  readonly part: ShotRecord['part'];
  readonly how: LabelKind;
  /** 1 is where one ought to look; the sum over the reasons. */
  readonly doubt: number;
  /** Sentences without a stop, the gravest first. */
  readonly reasons: readonly string[];
}

/** Labels that somebody ought to look at again, the most doubtful first. */
export function doubtfulLabels(folder: OwnFolder): DoubtfulLabel[] {
  const { doubts } = folderDoubts(folder);
  return folder.shots
    .flatMap(({ image, part }): DoubtfulLabel[] => {
      const label = folder.book.labels.get(image);
      const found = doubts.get(image);
      if (label === undefined || !found?.isDoubtful) return [];
      return [{ image, part, how: label.how, doubt: found.doubt, reasons: found.reasons }];
    })
    .sort((a, b) => b.doubt - a.doubt || (a.image < b.image ? -1 : 1));
}
