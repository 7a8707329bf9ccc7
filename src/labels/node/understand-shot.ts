/** One raw file imported: read, looked at for a chart, made small, its pictures written. */
import { chartPicture, findChart } from '../../chart/index.js';
import { linearToSrgb8 } from '../../color/index.js';
import { writeFileAtomically } from '../../files/index.js';
import {
  encodePng16,
  exposureStatistics,
  isDump,
  type RawImage,
  rawToSignedThumbnail,
  type ThumbnailSize,
} from '../../raw/index.js';
import { processorMs } from '../../threads/index.js';
import { clippingMap, type ShotChart, type ShotRecord, sensorMatch } from '../index.js';
import { fullMapFile, previewFile, WORKING_LEVELS, workingFile } from './folder.js';
import { encodeGreyPng, encodeRgb8Png } from './preview-png.js';
import { asShotOf, levelDoubt, maskedLevel, type ReadShot, readShot } from './read-shot.js';
import type { ShotAnswer, ShotJob, ShotTask } from './shot-job.js';

/** Longer side of previews. */
const PREVIEW_PX = 1280;
/** This share of a preview's greens lies below white; brightened at most so much. */
const BRIGHT_SHARE = 0.985;
const MOST_GAIN = 64;
/** Linear light below which a pixel says nothing; its bit in the map, beside those of full channels. */
const NEAR_BLACK = 0.002;
const NEAR_BLACK_BIT = 8;
/** Time of the processor, before Node 23.9 of all threads: what one picture may take while others are read beside it. */
const CHART_LIMIT_MS = 6_000;
/** Working pixels are masked where less than this share of them was seen. */
const LEAST_COVERAGE = 0.5;

/** Throws RawFormatError, RawLevelsError, OutputError, the file system's error. */
export function understandShot(
  { file, image, part }: ShotTask,
  modifiedNs: bigint,
  job: ShotJob,
): ShotAnswer {
  const dump = isDump(file, job.dump) ? job.dump : undefined;
  const shot = readShot(file, { options: job.levels }, dump);
  const same = job.known.get(shot.sha256);
  if (same !== undefined) return { kind: 'duplicate', of: same };
  const doubt = levelDoubt(shot.image);
  if (doubt !== null) {
    const cure = "Give the camera's own levels: --black-level and --white-level.";
    return { kind: 'fault', message: doubt, cure };
  }
  const size = sizeWithin(shot.image, job.longestPx);
  writeFileAtomically(workingFile(job.dir, image), workingPng(shot.image, size));
  writePreviews(job.dir, image, shot);
  const { header, sha256, sizeBytes } = shot;
  const { widthPx, heightPx } = header.activeArea;
  const { clipped, pixels, greyWorld } = exposureStatistics(shot.image);
  const isOfOther =
    job.hasTuning && sensorMatch(job.tuningSensor, header.camera.name ?? null) === 'other';
  const record: ShotRecord = {
    image,
    file,
    sha256,
    sizeBytes,
    modifiedNs: String(modifiedNs),
    part,
    widthPx,
    heightPx,
    step: shot.step,
    workWidthPx: size.widthPx,
    workHeightPx: size.heightPx,
    ...cameraFacts(shot),
    levels: job.levels,
    ...(dump ? { dump } : {}),
    takenAt:
      header.camera.takenAt ?? new Date(Number(modifiedNs / 1_000_000n)).toISOString().slice(0, 19),
    asShot: asShotOf(header),
    greyWorld,
    shading: shadingOf(shot, job.hasShadingTables && !isOfOther),
    clippedShare: pixels > 0 ? clipped / pixels : 0,
    chart: chartOf(shot),
    warnings: isOfOther ? [...shot.warnings, otherSensor(job)] : shot.warnings,
  };
  return { kind: 'imported', record };
}

const otherSensor = ({ tuningSensor }: ShotJob): string =>
  `the tuning file is of ${tuningSensor}: neither its shading nor its curve is applied`;

function cameraFacts({ header, values, levels }: ReadShot) {
  const { camera, details } = header;
  const { black, white } = levels;
  const tag = black.reduce((sum, level) => sum + level, 0) / black.length;
  return {
    format: details?.format ?? 'PNG',
    camera: camera.name ?? null,
    black: { tag, masked: maskedLevel(header, values) },
    white: Math.min(...white),
    matrices: camera.colourMatrices ?? [],
    exposureSeconds: camera.exposureSeconds ?? null,
    iso: camera.iso ?? null,
  };
}

function shadingOf({ header }: ReadShot, hasTables: boolean): ShotRecord['shading'] {
  const opcodes = header.linearisation?.opcodes ?? [];
  if (opcodes.some(({ kind }) => kind === 'gainMap')) return 'gainmap';
  return hasTables ? 'alsc' : 'none';
}

/** The chart in pixels of the sensor. */
function chartOf({ image, step }: ReadShot): ShotChart | null {
  const found = findChart(chartPicture(image), {
    now: processorMs,
    limitMs: CHART_LIMIT_MS,
  });
  if (found === null || found.kind !== 'colorchecker') return null;
  const corners = found.corners.map(([x, y]) => [(x + 0.5) * step, (y + 0.5) * step] as const);
  return { corners, confidence: found.confidence };
}

function sizeWithin(
  { widthPx, heightPx }: Pick<RawImage, 'widthPx' | 'heightPx'>,
  longestPx: number,
): ThumbnailSize {
  const scale = Math.min(1, longestPx / Math.max(widthPx, heightPx));
  return {
    widthPx: Math.max(1, Math.round(scale * widthPx)),
    heightPx: Math.max(1, Math.round(scale * heightPx)),
  };
}

/** 16 bits at WORKING_LEVELS; what lies below black keeps its sign, masked pixels are 0, 0, 0. */
function workingPng(image: RawImage, size: ThumbnailSize): Uint8Array {
  const cells = rawToSignedThumbnail(image, size);
  const { blackLevel, whiteLevel } = WORKING_LEVELS;
  const rgb = new Uint16Array((cells.length / 4) * 3);
  for (let i = 0, o = 0; i < cells.length; i += 4, o += 3) {
    if (cells[i + 3] < LEAST_COVERAGE) continue;
    for (let c = 0; c < 3; c++) {
      const value = blackLevel + cells[i + c] * (whiteLevel - blackLevel);
      // Never 0, which would read as masked.
      rgb[o + c] = Math.min(whiteLevel, Math.max(1, Math.round(value)));
    }
  }
  return encodePng16({ ...size, rgb, ...WORKING_LEVELS });
}

function writePreviews(dir: string, image: string, shot: ReadShot): void {
  const size = sizeWithin(shot.image, PREVIEW_PX);
  const cells = rawToSignedThumbnail(shot.image, size);
  const gain = previewGain(cells);
  const rgb = new Uint8Array((cells.length / 4) * 3);
  const map = clippingMap(shot.header, shot.values, shot.full, size);
  for (let i = 0, o = 0; i < cells.length; i += 4) {
    if (Math.max(cells[i], cells[i + 1], cells[i + 2]) < NEAR_BLACK) map[i / 4] |= NEAR_BLACK_BIT;
    for (let c = 0; c < 3; c++) rgb[o++] = linearToSrgb8(gain * Math.max(0, cells[i + c]));
  }
  const notDurable = { durable: false };
  writeFileAtomically(previewFile(dir, image), encodeRgb8Png({ ...size, rgb }), notDurable);
  writeFileAtomically(fullMapFile(dir, image), encodeGreyPng({ ...size, grey: map }), notDurable);
}

/** Brings nearly all greens below white, so that dark pictures keep their tones in 8 bits. */
function previewGain(cells: Float32Array): number {
  const greens = new Float32Array(cells.length / 4);
  for (let i = 1, o = 0; i < cells.length; i += 4) greens[o++] = cells[i];
  greens.sort();
  const bright = greens[Math.floor(BRIGHT_SHARE * (greens.length - 1))];
  return Math.min(MOST_GAIN, 0.9 / Math.max(bright, 1e-6));
}
