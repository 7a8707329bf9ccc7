/** Doubtful labels of one's own pictures as what deserves a look first. */
import type { FolderPart } from '../../dataset/index.js';
import { formatCount } from '../../text/index.js';
import type { Finding } from './findings.js';

export interface NamedDoubt {
  readonly image: string;
  readonly part: FolderPart;
  readonly reasons: readonly string[];
}

/** One finding, or none; `doubtful` in the order in which to look at them, of so many labels. */
export function doubtfulLabelFindings(doubtful: readonly NamedDoubt[], labels: number): Finding[] {
  if (doubtful.length === 0) return [];
  return [
    {
      title: `${doubtful.length} of ${formatCount(labels, 'label')} doubtful, the most doubtful first`,
      advice: 'Look at them again, and draw the card anew: deepawb label, in the order of doubt.',
      isLong: true,
      items: doubtful.map(({ part, image, reasons }) => ({
        text: `${part}/${image}: ${reasons.join('; ')}`,
        pictures: [{ part, id: image }],
      })),
    },
  ];
}
