/** The curve by which errors are told apart: that of the labels of the pictures that are judged. */
import { fitLabelCurve } from '../../dataset/index.js';
import type { EstimatedPictures } from './estimate-dataset.js';

/**
 * Where a method keeps to a curve, or it is `asked` for; undefined elsewhere. Of fewer than 20 labels the curve of the method; null
 * where there is none.
 */
export function judgingCurve(
  { prepared, entries }: Pick<EstimatedPictures, 'prepared' | 'entries'>,
  asked: boolean,
):
  | ReturnType<typeof fitLabelCurve>
  | readonly { readonly r: number; readonly b: number }[]
  | undefined {
  const own = prepared.flatMap(({ answerCurve }) => answerCurve ?? [])[0];
  if (!asked && !own) return undefined;
  return fitLabelCurve(entries.map(({ whitePoint }) => whitePoint)) ?? own?.points ?? null;
}
