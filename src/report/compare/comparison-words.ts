/** What the page of a comparison says around its pictures, and the same comparison as JSON. */
import type { EstimatedPictures } from '../../methods/node/index.js';
import type { ReportedMethod } from '../evaluation/methods.js';
import {
  type EvaluationFacts,
  provenanceNotes,
  provenanceSettings,
} from '../evaluation/provenance.js';
import type { ComparedPicture, ComparisonContent } from './content.js';

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
