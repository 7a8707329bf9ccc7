/** What `deepawb label` does and prints. */
import { formatProblem } from '../../dataset/index.js';
import { lightOf, loadModel } from '../../infer/node/index.js';
import {
  autoLabel,
  deriveDataset,
  describeAutoLabelled,
  readOwnFolder,
  serveLabels,
  workingPicture,
} from '../../labels/node/index.js';
import { formatCount } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { servedUntilStopped } from '../serve-page.js';
import type { LabelOptions } from './label.js';

/** Labels charts without a person. Rejects as autoLabel does. */
export async function labelByCharts(
  dir: string,
  { json, minConfidence }: LabelOptions & { readonly minConfidence: number },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const progress = terminal.progress({ label: 'Looking', unit: 'items' });
  const labelled = await autoLabel({
    dir,
    minConfidence,
    by: 'deepawb label --auto',
    now: new Date(),
    signal,
    onLabel: ({ image, r, b, sigmaDegrees = 0, spreadDegrees = 0 }) => {
      if (json) return;
      const doubt = `±${sigmaDegrees.toFixed(2)}°, greys ${spreadDegrees.toFixed(1)}° apart`;
      terminal.print(`${image}  ${r.toFixed(4)} ${b.toFixed(4)}  ${doubt}`);
    },
    onProgress: (done, total) => progress.update(done, { total }),
  });
  terminal.close();
  const { labels, doubted, doubtful, without, problems } = labelled;
  for (const [image, reason] of doubted) terminal.warn(`${image}: no label: ${reason}`);
  for (const { image, reasons } of doubtful) {
    terminal.warn(`${image}: its label is doubtful: ${reasons.join('; ')}`);
  }
  for (const problem of problems) terminal.warn(formatProblem(problem));
  if (json) {
    const refused = Object.fromEntries(doubted);
    terminal.printJson({ dir, labels, doubted: refused, doubtful, without, problems });
    return;
  }
  for (const line of describeAutoLabelled(dir, labelled)) terminal.print(line);
}

/** Serves the page until Ctrl-C. */
export async function servePage(
  dir: string,
  { host, port, model, json }: LabelOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const { problems } = readOwnFolder(dir);
  for (const problem of problems) terminal.warn(formatProblem(problem));
  // What a kill has left undone.
  await deriveDataset(dir);
  const network = model === undefined ? undefined : (await loadModel(model)).estimator;
  const hint = 'Open that address in a browser; whoever has it may label. Ctrl-C ends it.';
  await servedUntilStopped({ json, hint, dir }, context, (onFault) =>
    serveLabels({
      dir,
      host,
      port,
      by: 'person',
      now: () => new Date(),
      ...(network
        ? { answer: (image: string) => lightOf(network, workingPicture(dir, image)) }
        : {}),
      onFault,
    }),
  );
  const { book, shots } = readOwnFolder(dir);
  terminal.note(
    `${dir}: ${formatCount(book.labels.size, 'label')} of ${formatCount(shots.length, 'picture')}`,
  );
}
