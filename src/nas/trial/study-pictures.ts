/** The pictures of a study: the training part of its data set, and beside it folders without labels where it names some. */
import { createHash } from 'node:crypto';
import { type PreparedPictures, preparePictures, readAllSets } from '../../train/index.js';
import { StudyError } from '../description/study-error.js';

/** Of the study: paths. */
export interface StudyData {
  readonly path: string;
  readonly unlabelled?: readonly string[] | undefined;
}

type Size = Parameters<typeof preparePictures>[1];
type Hears = Pick<Parameters<typeof preparePictures>[2], 'signal' | 'onProgress'>;

/**
 * `dataHash` is of all of them. Rejects with StudyError for pictures without labels that are of the data set's test part, on which a
 * study is to be judged, and with preparePictures' and readAllSets' errors.
 */
export async function studyPictures(
  { path, unlabelled = [] }: StudyData,
  size: Size,
  hears: Hears,
): Promise<PreparedPictures> {
  if (unlabelled.length === 0) return preparePictures(path, size, { part: 'train', ...hears });
  const { pictures } = await readAllSets(
    { data: [path], unlabelled },
    (dir, part, { hiddenLabels }) =>
      preparePictures(dir, size, {
        ...{ part, ...hears },
        ...(hiddenLabels === undefined ? {} : { unlabelled: hiddenLabels }),
      }),
    () => {},
  );
  const { hash, origin = [] } = pictures.unlabelled!;
  const seen = origin.find(({ ofTestPart }) => ofTestPart !== undefined);
  if (seen) {
    throw new StudyError(
      `${seen.name}: expected pictures without labels that are none of the test part of ${path}, got ${seen.ofTestPart} of it; name others under data.unlabelled`,
    );
  }
  const dataHash = createHash('sha256').update(`${pictures.dataHash} ${hash}`).digest('hex');
  return { ...pictures, dataHash };
}

/** What a training reads of them: those without labels only where its settings say what they teach. */
export function picturesFor(
  pictures: PreparedPictures,
  { unlabelled: taught }: { readonly unlabelled?: unknown },
): PreparedPictures {
  if (taught !== undefined) return pictures;
  const { unlabelled: _, ...labelled } = pictures;
  return labelled;
}
