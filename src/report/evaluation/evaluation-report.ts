/** An evaluation of methods on a data set as one HTML file. */
import type { WhitePoint } from '../../color/index.js';
import type { ThumbnailEntry } from '../../dataset/index.js';
import type { JudgedMethod, MethodEstimates } from '../../methods/index.js';
import { datasetName } from '../../methods/node/index.js';
import { datasetPictures, type PicturePart } from '../draw/dataset-picture.js';
import { reportedMethods } from './methods.js';
import { countEach, pickPictures } from './picture-choice.js';
import type { ReportedPicture } from './pictures.js';
import { type ReportContent, writeHtmlReport } from './report.js';

/** `title` and `intro` say what was evaluated where nothing else is given. */
export interface EvaluationReport
  extends PicturePart,
    Partial<
      Pick<ReportContent, 'title' | 'intro' | 'pictureAspect' | 'epochs' | 'settings' | 'notes'>
    > {
  readonly file: string;
  readonly entries: readonly ThumbnailEntry[];
  /** The first is what the report is about. */
  readonly methods: readonly MethodEstimates[];
  readonly judged: readonly JudgedMethod[];
}

const PICTURES_EACH = 4;

/** Best, typical and worst pictures of one method. */
function picturesOf(
  report: EvaluationReport,
  estimates: readonly WhitePoint[],
  degrees: ArrayLike<number>,
): ReportedPicture[] {
  const { entries } = report;
  const read = datasetPictures(report);
  const counts = countEach(PICTURES_EACH, entries.length);
  return pickPictures(degrees, counts).flatMap(({ rank, index }) => {
    const { id, whitePoint: truth } = entries[index]!;
    const estimate = estimates[index];
    const picture = read(id);
    return estimate && picture ? [{ id, rank, picture, estimate, truth }] : [];
  });
}

/** Writes the report. Throws RangeError without a method, and the file system's error. */
export async function writeEvaluationReport(report: EvaluationReport): Promise<void> {
  const { dir, part, entries, methods, judged, pictureAspect, epochs, settings, notes } = report;
  const main = methods[0];
  if (!main) throw new RangeError('writeEvaluationReport: expected at least one method, got none');
  const reported = reportedMethods(methods, entries, judged);
  await writeHtmlReport(report.file, {
    title: report.title ?? `White balance: ${main.name} on ${part}`,
    intro: report.intro ?? [
      `${entries.length} pictures of ${datasetName(dir)} (${part}) whose light is known. ` +
        `The method ${main.name} was asked for the white point of each; what it answered is compared with that light.`,
    ],
    methods: reported,
    lights: { truths: entries.map((e) => e.whitePoint), estimates: main.estimates },
    pictures: picturesOf(report, main.estimates, reported[0]?.recoveryDegrees ?? []),
    ...(pictureAspect === undefined ? {} : { pictureAspect }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(settings === undefined ? {} : { settings }),
    ...(notes === undefined ? {} : { notes }),
  });
}
