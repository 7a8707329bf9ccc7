/** Labels written: the line in labels.jsonl is the truth and is on disk first; what training reads is derived of it. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectOntoCurve } from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import { appendLines, writeFileAtomically } from '../../files/index.js';
import { encodePng16 } from '../../raw/index.js';
import { readRawFile } from '../../raw/node/index.js';
import { csvText, jsonLine, jsonText } from '../../text/index.js';
import {
  type BookLine,
  findBursts,
  hiddenPolygons,
  hide,
  type LabelLine,
  labelRows,
  type ShadingAt,
  type ShotRecord,
  shadingUnder,
} from '../index.js';
import {
  LABELS_FILE,
  type OwnFolder,
  readOwnFolder,
  type Tuning,
  trainingFile,
  WORKING_LEVELS,
  workingFile,
} from './folder.js';
import { withLock } from './with-lock.js';

/** Light whose shading is taken where nothing tells of it. */
const DEFAULT_KELVIN = 4500;
const DERIVED_FILE = join('auxiliary', 'derived.json');

/** A name for a line that no other has. */
export const newKey = (): string => randomBytes(9).toString('hex');

/** Brings lines to the disk: they hold from here on, whatever is killed. Throws OutputError. */
export function appendLabels(dir: string, lines: readonly BookLine[]): void {
  appendLines(join(dir, LABELS_FILE), lines.map(jsonLine).join(''));
}

/** Colour shading of a picture under a light; null where it needs none or the file corrects it itself. */
export function shadingOfShot(
  shot: ShotRecord,
  tuning: Tuning | null,
  light: WhitePoint | null,
): ShadingAt | null {
  if (shot.shading !== 'alsc' || !tuning?.shading) return null;
  return shadingUnder(tuning.shading, kelvinOf(tuning, light ?? shot.asShot ?? shot.greyWorld));
}

function kelvinOf({ ctCurve }: Tuning, light: WhitePoint | null): number {
  if (ctCurve === null || light === null) return DEFAULT_KELVIN;
  return projectOntoCurve(ctCurve, light).cctKelvin;
}

/**
 * Makes gt.csv, the pictures for training and their properties say what labels.jsonl says. Whatever a kill left undone is done by
 * the next call. Rejects with DatasetError, OutputError, LockHeld.
 */
export function deriveDataset(dir: string): Promise<void> {
  return withLock(join(dir, 'labels.lock'), () => {
    const folder = readOwnFolder(dir);
    const derived = readDerived(dir);
    for (const part of ['train', 'test'] as const) derivePart(folder, part, derived);
    const keys = folder.shots.flatMap((shot) => {
      const label = folder.book.labels.get(shot.image);
      return label ? [[shot.image, derivedKey(shot, label)] as const] : [];
    });
    writeIfChanged(join(dir, DERIVED_FILE), `${jsonText(Object.fromEntries(keys), 1)}\n`);
  });
}

/** What a picture for training was made of: a chart that is hidden beside the label's own card was once left in sight. */
const derivedKey = ({ chart }: ShotRecord, { key, corners }: LabelLine): string =>
  chart !== null && corners === undefined ? `${key} without its chart` : key;

/** Of what each picture for training was made. */
function readDerived(dir: string): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(join(dir, DERIVED_FILE), 'utf8'))));
  } catch {
    return new Map();
  }
}

function derivePart(
  folder: OwnFolder,
  part: ShotRecord['part'],
  derived: ReadonlyMap<string, string>,
): void {
  const { dir, book } = folder;
  const shots = folder.shots.filter((shot) => shot.part === part);
  const labelled = shots.filter(({ image }) => book.labels.has(image));
  for (const shot of labelled) {
    const label = book.labels.get(shot.image)!;
    const file = trainingFile(dir, shot);
    if (derived.get(shot.image) === derivedKey(shot, label) && existsSync(file)) continue;
    writeFileAtomically(file, trainingPng(folder, shot, label));
  }
  const labels = new Map(labelled.map(({ image }) => [image, book.labels.get(image)!]));
  const gtFile = join(dir, part, 'gt.csv');
  if (labels.size > 0) writeIfChanged(gtFile, csvText(labelRows(labels)));
  else rmSync(gtFile, { force: true });
  // Those of the user's that are not ours are left where they are.
  for (const shot of shots) {
    if (!labels.has(shot.image)) rmSync(trainingFile(dir, shot), { force: true });
  }
  const properties = join(dir, 'auxiliary', `${part}_properties.csv`);
  if (shots.length > 0) writeIfChanged(properties, propertiesText(shots, book.labels));
}

function writeIfChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileAtomically(file, text);
}

function trainingPng({ dir, tuning }: OwnFolder, shot: ShotRecord, label: LabelLine): Uint8Array {
  const picture = readRawFile(workingFile(dir, shot.image), { options: WORKING_LEVELS });
  const shading = shadingOfShot(shot, tuning, label);
  if (shading !== null) shade(picture, shading);
  hide(picture, hiddenPolygons(label, shot), shot);
  return encodePng16(picture);
}

interface Shaded {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint16Array;
  readonly blackLevel: number;
  readonly whiteLevel: number;
}

/** Multiplies red and blue by what the lens has taken of them, in place; masked pixels stay so. */
export function shade(
  { widthPx, heightPx, rgb, blackLevel, whiteLevel }: Shaded,
  at: ShadingAt,
): void {
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i += 3) {
      if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) === 0) continue;
      const { red, blue } = at((x + 0.5) / widthPx, (y + 0.5) / heightPx);
      rgb[i] = level(blackLevel + (rgb[i] - blackLevel) * red, whiteLevel);
      rgb[i + 2] = level(blackLevel + (rgb[i + 2] - blackLevel) * blue, whiteLevel);
    }
  }
}

const level = (value: number, white: number): number =>
  Math.min(white, Math.max(1, Math.round(value)));

function propertiesText(
  shots: readonly ShotRecord[],
  labels: ReadonlyMap<string, LabelLine>,
): string {
  const bursts = new Map(
    findBursts(shots).flatMap((burst) => burst.map((image) => [image, burst[0]] as const)),
  );
  const header = [
    'image',
    'camera',
    'camera_r',
    'camera_b',
    'exposure_s',
    'iso',
    'taken',
    'burst',
    'shading',
    'label',
  ];
  const rows = shots.map((shot) => [
    shot.image,
    shot.camera ?? '',
    figure(shot.asShot?.r),
    figure(shot.asShot?.b),
    figure(shot.exposureSeconds),
    figure(shot.iso),
    shot.takenAt,
    bursts.get(shot.image) ?? '',
    shot.shading,
    labels.get(shot.image)?.how ?? 'none',
  ]);
  rows.sort(([a], [b]) => (a! < b! ? -1 : 1));
  return csvText([header, ...rows]);
}

/** Rational numbers of files have no more digits than this. */
function figure(value: number | null | undefined): number | '' {
  return value === null || value === undefined ? '' : Number(value.toPrecision(7));
}
