/** A comparison as files: a PNG for each picture, and the page that holds them. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import type { PicturePart } from '../draw/dataset-picture.js';
import type { ReportedMethod } from '../evaluation/methods.js';
import type { EvaluationFacts } from '../evaluation/provenance.js';
import { renderComparisonHtml } from './compare-page.js';
import { comparePng } from './compare-png.js';
import {
  type ChosenPicture,
  comparedCurve,
  comparedPictures,
  keptCurves,
  methodToShow,
} from './comparison.js';
import { comparisonWords } from './comparison-words.js';
import type { ComparedPicture } from './content.js';

export interface ComparisonFiles extends Pick<PicturePart, 'dir' | 'part'> {
  /** Folder for index.html and the PNGs. */
  readonly out: string;
  readonly chosen: readonly ChosenPicture[];
  readonly methods: readonly ReportedMethod[];
  readonly facts: EvaluationFacts;
  /** Width over height at which pictures are shown; their own unless given. */
  readonly aspect?: number;
  /** Told of each picture that is written; throwing ends the work. */
  readonly onPicture?: (done: number, id: string) => void;
}

export interface WrittenComparison {
  /** Path of the page. */
  readonly page: string;
  readonly pictures: readonly ComparedPicture[];
}

/** The PNG of a picture in the folder of a comparison. */
export function comparisonPng(out: string, id: string): string {
  return join(out, `${id}.png`);
}

/** Writes pictures and page. Throws OutputError, and what `onPicture` throws. */
export async function writeComparison(
  result: EstimatedPictures,
  { out, dir, part, chosen, methods, facts, aspect, onPicture }: ComparisonFiles,
): Promise<WrittenComparison> {
  const shown = methodToShow(result.prepared);
  const curve = shown && comparedCurve(shown, result);
  const kept = keptCurves(result);
  const names = result.methods.map(({ name }) => name);
  const pictures: ComparedPicture[] = [];
  for (const picture of comparedPictures({ dir, part }, result, chosen, shown)) {
    const png = await comparePng(picture, { names, curve, kept, aspect });
    writeFileAtomically(comparisonPng(out, picture.id), png);
    pictures.push(picture);
    onPicture?.(pictures.length, picture.id);
  }
  const page = join(out, 'index.html');
  const content = {
    ...comparisonWords(result, facts),
    ...(aspect === undefined ? {} : { pictureAspect: aspect }),
    methods,
    pictures,
    ...(curve ? { curve } : {}),
    ...(kept.length > 0 ? { kept } : {}),
  };
  writeFileAtomically(page, await renderComparisonHtml(content));
  return { page, pictures };
}
