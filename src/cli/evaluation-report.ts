/** `eval --report`: the evaluation as one HTML file. */
import { recoveryErrorDegrees, type WhitePoint } from '../color/index.js';
import type { ThumbnailSet } from '../dataset/index.js';
import type { MethodEvaluation } from '../metrics/index.js';
import { pickPictures, type ReportedPicture, writeHtmlReport } from '../report/index.js';
import { type MethodEstimates, thumbnailPixels } from './estimators.js';

export interface EvaluationReport {
  readonly file: string;
  readonly dataDir: string;
  readonly part: string;
  readonly set: ThumbnailSet;
  readonly methods: readonly MethodEstimates[];
  readonly evaluations: readonly MethodEvaluation[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

const PICTURES_EACH = 3;

/** Degrees of each image under one method. */
function degreesOf(estimates: readonly WhitePoint[], set: ThumbnailSet): Float64Array {
  return Float64Array.from(set.entries, (entry, i) =>
    recoveryErrorDegrees(estimates[i] as WhitePoint, entry.whitePoint),
  );
}

/** Best, typical and worst pictures of the first method. */
function picturesOf(
  set: ThumbnailSet,
  estimates: readonly WhitePoint[],
  degrees: Float64Array,
): ReportedPicture[] {
  const { heightPx, widthPx } = set;
  return pickPictures(degrees, PICTURES_EACH).flatMap(({ rank, index }) => {
    const entry = set.entries[index];
    const estimate = estimates[index];
    if (!entry || !estimate) return [];
    const picture = { heightPx, widthPx, pixels: thumbnailPixels(set, index) };
    return [{ id: entry.id, rank, picture, estimate, truth: entry.whitePoint }];
  });
}

/** Writes the report. Throws the file system's error where it cannot. */
export async function writeEvaluationReport(report: EvaluationReport): Promise<void> {
  const { set, methods, evaluations } = report;
  const main = methods[0];
  if (!main) throw new RangeError('writeEvaluationReport: expected at least one method, got none');
  const degrees = methods.map((m) => degreesOf(m.estimates, set));
  await writeHtmlReport(report.file, {
    title: `White balance: ${main.name} on ${report.part}`,
    intro: [
      `${set.entries.length} pictures of ${report.dataDir} (${report.part}) whose light is known. ` +
        `The method ${main.name} was asked for the white point of each; what it answered is compared with that light.`,
    ],
    methods: evaluations.map((evaluation, i) => ({
      evaluation,
      recoveryDegrees: degrees[i] ?? new Float64Array(),
    })),
    lights: { truths: set.entries.map((e) => e.whitePoint), estimates: main.estimates },
    pictures: picturesOf(set, main.estimates, degrees[0] ?? new Float64Array()),
    settings: report.settings,
  });
}
