/** What the page of a comparison says around its pictures, and the same comparison as JSON. */
import type { EstimatedPictures } from '../../methods/node/index.js';
import type { ReportedMethod } from '../evaluation/methods.js';
import {
  type EvaluationFacts,
  provenanceNotes,
  provenanceSettings,
} from '../evaluation/provenance.js';
import { formatShortErrorTable } from '../text/error-table.js';
import type { TextStyle } from '../text/text-table.js';
import type { ComparedPicture, ComparisonContent } from './content.js';
import { formatPictureTable } from './picture-table.js';

/** Title, introduction, settings and notes of the page. */
export function comparisonWords(
  result: EstimatedPictures,
  facts: EvaluationFacts,
): Pick<ComparisonContent, 'title' | 'intro' | 'settings' | 'notes'> {
  const { methods, entries } = result;
  const names = methods.map(({ name }) => name);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
  return {
    title:
      names.length > 1 ? `White balance: ${names[0]} beside others` : `White balance: ${names[0]}`,
    intro: [
      `${entries.length} pictures of ${facts.data} (${facts.part}) whose light is known, under ${list}. ` +
        (facts.part === 'train'
          ? 'Methods that learn have learned from these very pictures: this says nothing about new ones.'
          : 'What is learned was learned on the train part alone.'),
    ],
    settings: provenanceSettings(result, facts),
    notes: provenanceNotes(result, facts),
  };
}

/** Figures of all methods, and each picture with every estimate; `pngOf` says where a picture's file is. */
export function comparisonJson(
  { methods }: EstimatedPictures,
  results: readonly ReportedMethod[],
  pictures: readonly ComparedPicture[],
  pngOf: (id: string) => string,
) {
  return {
    methods: results.map(({ evaluation }) => evaluation),
    pictures: pictures.map(({ id, rank, truth, estimates, ...picture }) => ({
      id,
      rank: rank ?? null,
      png: pngOf(id),
      truth,
      estimates: methods.map(({ name }, i) => ({ name, ...estimates[i] })),
      searched: picture.search === undefined ? 0 : picture.search.fine.length,
    })),
  };
}

/** Errors of all methods, and of the shown pictures under each, for a terminal. */
export function comparisonTables(
  methods: readonly ReportedMethod[],
  pictures: readonly ComparedPicture[],
  { bold, dim }: TextStyle,
): string {
  const evaluations = methods.map(({ evaluation }) => evaluation);
  const names = evaluations.map(({ name }) => name);
  const errors = formatShortErrorTable(evaluations, { bold, dim });
  return `${errors}\n\n${formatPictureTable(pictures, names, { bold, dim })}`;
}
