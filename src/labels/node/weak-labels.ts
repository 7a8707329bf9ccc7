/** Labels out of what cameras and files say, without anybody having looked. */
import { type LabelLine, weakLabels } from '../index.js';
import { readOwnFolder } from './folder.js';
import { appendLabels, deriveDataset, newKey } from './keep-labels.js';

export interface WeakLabelling {
  readonly labelled: readonly string[];
  /** Labels of all kinds that the data set now has. */
  readonly labels: number;
  /** Pictures whose answer is none, with a reason each. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Takes the camera's own answer for pictures that have no label and are not marked as of no use. Rejects as deriveDataset does. */
export async function labelAsShot(dir: string, by: string, now: Date): Promise<WeakLabelling> {
  const { shots, book } = readOwnFolder(dir);
  const { usable, refused } = weakLabels(shots);
  const wanted = new Set(usable);
  const open = shots.filter(({ image }) => wanted.has(image) && !book.last.has(image));
  const at = now.toISOString();
  const lines = open.map(({ image, sha256, asShot, shading, black }): LabelLine => {
    const { r, b } = asShot!;
    return { key: newKey(), image, how: 'as-shot', r, b, sha256, shading, black, by, at };
  });
  if (lines.length > 0) appendLabels(dir, lines);
  await deriveDataset(dir);
  const without = [...refused].filter(([image]) => !book.last.has(image));
  const labels = book.labels.size + lines.length;
  return { labelled: open.map(({ image }) => image), labels, refused: new Map(without) };
}
