/** The curve by which errors are told apart: that of the labels of the pictures that are judged. */
import type { WhitePoint } from '../../color/index.js';
import { fitLabelCurve } from '../../dataset/index.js';
import type { EstimatedPictures } from './estimate-dataset.js';

/**
 * Where a method keeps to a curve, or it is `asked` for; undefined elsewhere. Of fewer than 20 labels the curve of the method; where
 * there is none either, null, and `warn` is told.
 */
export function judgingCurve(
  { prepared, entries }: Pick<EstimatedPictures, 'prepared' | 'entries'>,
  asked = false,
  warn: (sentence: string) => void = () => {},
): readonly WhitePoint[] | null | undefined {
  const own = prepared.flatMap(({ answerCurve }) => answerCurve ?? [])[0];
  if (!asked && !own) return undefined;
  const curve = fitLabelCurve(entries.map(({ whitePoint }) => whitePoint)) ?? own?.points ?? null;
  if (curve === null) warn('--by-curve: expected at least 20 labels under different lights');
  return curve;
}
