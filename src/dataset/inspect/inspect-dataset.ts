/** Reads every picture of a data set once and reports on it; nothing is cached, nothing is written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RawLevels } from '../../raw/index.js';
import { type Assumptions, assumptionsOf } from '../assumptions.js';
import { datasetLevels, readDatasetDescription } from '../dataset-description.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import { DATASET_PARTS, type FolderPart, readDatasetIndex } from '../dataset-index.js';
import { AWBNN_LAYOUT, awbnnPartDir, type DatasetLayout, layoutOf } from '../layout.js';
import { doubtColours } from '../pictures/colour-doubt.js';
import { pictureLevels } from '../pictures/level-sources.js';
import { type PicturePoolOptions, runPictureJob } from '../pictures/picture-pool.js';
import { type DatasetReport, findDuplicates, reportPart } from './dataset-report.js';
import {
  doubtAllLevels,
  inspectPictures,
  type PictureFindings,
  type SignedInspectedPicture,
} from './inspect-pictures.js';
import type { CurvePoint } from './polyline.js';

export interface InspectOptions extends Partial<RawLevels>, Assumptions, PicturePoolOptions {
  /** Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
  /** The camera's CT curve where it is known, by rising CT: coverage is then told along it. */
  readonly ctCurve?: readonly CurvePoint[];
}

/** All that is known of a data set after looking at every picture. */
export interface DatasetInspection extends DatasetReport, PictureFindings {
  /** How label files were read where that is not plain, a sentence each. */
  readonly notes: readonly string[];
  /** Every usable picture. */
  readonly pictures: readonly SignedInspectedPicture[];
}

/**
 * Reports on all parts that are there. Broken pictures and rows are listed in `problems`, not thrown.
 * @throws DatasetError where there is no part at all, or a part without one usable picture
 */
export async function inspectDataset(
  dir: string,
  {
    blackLevel: givenBlack,
    whiteLevel: givenWhite,
    ctCurve,
    layout: given,
    assumeLinear,
    trustLabels,
    ...pool
  }: InspectOptions = {},
): Promise<DatasetInspection> {
  const layout = layoutOf(dir, given, readDatasetDescription(dir) ?? {});
  const found = datasetLevels(dir, {
    layout,
    ...(givenBlack === undefined ? {} : { blackLevel: givenBlack }),
    ...(givenWhite === undefined ? {} : { whiteLevel: givenWhite }),
  });
  const { blackLevel, whiteLevel } = found;
  const levels = { blackLevel, whiteLevel };
  const parts = presentParts(dir, layout);
  const indices = parts.map((part) => readDatasetIndex(dir, { part, skipBad: true, layout }));
  const partOf = indices.flatMap(({ pictures }, i) => pictures.map(() => parts[i]));
  const all = indices.flatMap(({ pictures }) => pictures);
  const problems: DatasetProblem[] = indices.flatMap(({ skipped }) => skipped);
  const files = all.map(({ file }) => file);
  const assumptions = assumptionsOf(dir, {
    ...(assumeLinear === undefined ? {} : { assumeLinear }),
    ...(trustLabels === undefined ? {} : { trustLabels }),
  });
  const colours = assumptions.assumeLinear ? null : doubtColours(files, whiteLevel);
  if (colours !== null) problems.push(colours.problem);
  const results = await runPictureJob(
    { kind: 'exposure', levels: pictureLevels(found, blackLevel) },
    all,
    pool,
  );
  const inspected: SignedInspectedPicture[] = [];
  for (const { index, fault, sha256, exposure, signature, levels: own } of results) {
    const { id, whitePoint, properties, file } = all[index];
    if (fault !== undefined) problems.push({ file, ...fault });
    else if (sha256 !== undefined && exposure !== undefined && signature !== undefined) {
      // In the layout awbnn a zero is a dark zone.
      const masked = layout.name === AWBNN_LAYOUT ? 0 : exposure.masked;
      inspected.push({
        id,
        part: partOf[index],
        whitePoint,
        properties,
        sha256,
        exposure: { ...exposure, masked },
        hasOwnLevels: own?.blackLevel !== blackLevel || own?.whiteLevel !== whiteLevel,
        file,
        signature,
      });
    }
  }
  const ofDataset = inspected.filter(({ hasOwnLevels }) => !hasOwnLevels);
  return {
    parts: parts.map((part) => {
      const own = inspected.filter((picture) => picture.part === part);
      const report = reportPart(part, own, inspected);
      return assumptions.trustLabels ? { ...report, labelDoubt: null } : report;
    }),
    duplicates: findDuplicates(inspected),
    levelHints: doubtAllLevels(ofDataset, levels),
    notes: indices.flatMap(({ notes }) => notes),
    problems,
    ...inspectPictures(inspected, ctCurve),
    pictures: inspected,
  };
}

/** Parts with a directory; where there is none, the index of the first says what is missing. */
function presentParts(dir: string, layout: DatasetLayout): FolderPart[] {
  if (layout.name === AWBNN_LAYOUT) {
    return DATASET_PARTS.filter((part) => awbnnPartDir(dir, part) !== null);
  }
  const present = DATASET_PARTS.filter((part) => existsSync(join(dir, part)));
  if (present.length > 0) return present;
  const cure = `The layout is ${DATASET_PARTS.map((part) => `${part}/PNG/*.png`).join(' and ')}, each with gt.csv.`;
  const message = existsSync(dir)
    ? `expected a part ${DATASET_PARTS.join(' or ')}, got none`
    : 'the directory does not exist';
  throw new DatasetError(`data set ${dir}`, [{ file: dir, message, cure }]);
}
