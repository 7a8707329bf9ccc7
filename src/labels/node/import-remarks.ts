/** What an import has to say of files beside those that it took. */
import { type DatasetProblem, formatProblem } from '../../dataset/index.js';
import { formatCount, visibleText } from '../../text/index.js';

export interface ImportFindings {
  readonly duplicates: readonly { readonly file: string; readonly of: string }[];
  readonly problems: readonly DatasetProblem[];
  readonly unnamedSensors: readonly string[];
  /** That the tuning file's name says. */
  readonly sensor: string | null | undefined;
}

/** A sentence for each. */
export function importRemarks(found: ImportFindings): string[] {
  const { duplicates, problems, unnamedSensors, sensor } = found;
  return [
    ...(unnamedSensors.length === 0 ? [] : [unnamedRemark(unnamedSensors.length, sensor ?? null)]),
    ...duplicates.map(({ file, of }) => `${visibleText(file)}: the same as ${of}`),
    ...problems.map((problem) => `left out: ${formatProblem(problem)}`),
  ];
}

function unnamedRemark(count: number, sensor: string | null): string {
  const pictures = formatCount(count, 'picture');
  return sensor === null
    ? `the tuning file's name says no sensor, as imx219.json would: it is applied to ${pictures} all the same`
    : `${pictures} of no named sensor: the tuning file of ${sensor} is applied all the same`;
}
