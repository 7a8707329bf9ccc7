/** An evaluation as one HTML file: `eval --report`, and the report of `demo`. */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import {
  type DatasetLayout,
  type DatasetPart,
  readDatasetIndex,
  type ThumbnailEntry,
} from '../../dataset/index.js';
import type { JudgedMethod, MethodEstimates } from '../../methods/index.js';
import { datasetName } from '../../methods/node/index.js';
import type { RawLevels } from '../../raw/index.js';
import {
  pickPictures,
  type ReportContent,
  type ReportedPicture,
  writeHtmlReport,
} from '../../report/index.js';
import { readLinearPicture } from '../picture/linear-picture.js';

/** `title` and `intro` say what was evaluated where nothing else is given. */
export interface EvaluationReport
  extends Partial<Pick<ReportContent, 'title' | 'intro' | 'epochs' | 'settings' | 'notes'>> {
  readonly file: string;
  readonly dataDir: string;
  readonly part: DatasetPart;
  /** Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
  readonly levels: RawLevels;
  readonly entries: readonly ThumbnailEntry[];
  /** The first is what the report is about. */
  readonly methods: readonly MethodEstimates[];
  readonly judged: readonly JudgedMethod[];
}

const PICTURES_EACH = 4;

/** Degrees of each image under one method. */
function degreesOf(
  estimates: readonly WhitePoint[],
  entries: readonly ThumbnailEntry[],
): Float64Array {
  return Float64Array.from(entries, (entry, i) =>
    recoveryErrorDegrees(estimates[i] as WhitePoint, entry.whitePoint),
  );
}

/** Best, typical and worst pictures of the first method, from their files: thumbnails would look poor. */
function picturesOf(
  { dataDir, part, levels, layout, entries }: EvaluationReport,
  estimates: readonly WhitePoint[],
  degrees: Float64Array,
): ReportedPicture[] {
  const { pictures } = readDatasetIndex(dataDir, {
    part,
    skipBad: true,
    ...(layout ? { layout } : {}),
  });
  const files = new Map(pictures.map(({ id, file }) => [id, file]));
  return pickPictures(degrees, PICTURES_EACH).flatMap(({ rank, index }) => {
    const { id, whitePoint: truth } = entries[index] as ThumbnailEntry;
    const estimate = estimates[index];
    const file = files.get(id);
    if (estimate === undefined || file === undefined) return [];
    return [{ id, rank, picture: readLinearPicture(file, levels), estimate, truth }];
  });
}

/** Writes the report. Throws the file system's error where it cannot. */
export async function writeEvaluationReport(report: EvaluationReport): Promise<void> {
  const { dataDir, part, entries, methods, judged, epochs, settings, notes } = report;
  const main = methods[0];
  if (!main) throw new RangeError('writeEvaluationReport: expected at least one method, got none');
  const degrees = methods.map((method) => degreesOf(method.estimates, entries));
  await writeHtmlReport(report.file, {
    title: report.title ?? `White balance: ${main.name} on ${part}`,
    intro: report.intro ?? [
      `${entries.length} pictures of ${datasetName(dataDir)} (${part}) whose light is known. ` +
        `The method ${main.name} was asked for the white point of each; what it answered is compared with that light.`,
    ],
    methods: judged.map(({ difference, ...evaluation }, i) => ({
      evaluation,
      recoveryDegrees: degrees[i] ?? new Float64Array(),
      difference,
    })),
    lights: { truths: entries.map((e) => e.whitePoint), estimates: main.estimates },
    pictures: picturesOf(report, main.estimates, degrees[0] ?? new Float64Array()),
    ...(epochs === undefined ? {} : { epochs }),
    ...(settings === undefined ? {} : { settings }),
    ...(notes === undefined ? {} : { notes }),
  });
}
