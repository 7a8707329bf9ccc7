/** What `deepawb data augment` does. */
import { join } from 'node:path';
import { tryOutputFolder, writeFileAtomically } from '../../files/index.js';
import { beforeAfterPng } from '../../report/index.js';
import { csvText } from '../../text/index.js';
import { chooseRecipeFor, createSampleSource, trainingPictures } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { preparePart } from '../options/dataset-options.js';
import type { AugmentCommandOptions } from './data-augment.js';

/** Throws the data set's errors, RecipeError, and OutputError where the folder cannot be written. */
export async function writeSamples(
  dir: string,
  options: AugmentCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, seed, count } = options;
  tryOutputFolder(out);
  const { recipe, settings } = chooseRecipeFor({ ...options, data: [dir] }, seed);
  const { source, levels, xyzToCamera } = await preparePart(dir, 'train', recipe, options, context);
  const { heightPx, widthPx } = recipe;
  const samples = createSampleSource(
    { ...trainingPictures(source), ...(xyzToCamera ? { xyzToCamera } : {}) },
    { heightPx, widthPx },
    settings.augmentation,
    seed,
  );
  const rows: (string | number)[][] = [['file', 'image', 'r', 'b', 'true_r', 'true_b']];
  for (let i = 0; i < count; i++) {
    context.signal.throwIfAborted();
    const index = i % source.entries.length;
    const { id, whitePoint } = source.entries[index]!;
    const label = new Float32Array(2);
    const pixels = new Float32Array(heightPx * widthPx * 4);
    samples.draw(index, Math.floor(i / source.entries.length), { pixels, label });
    const light = { r: label[0]!, b: label[1]! };
    const file = `${String(i).padStart(4, '0')}.png`;
    const title = `${id}, r ${light.r.toFixed(3)}, b ${light.b.toFixed(3)}`;
    writeFileAtomically(
      join(out, file),
      await beforeAfterPng({ heightPx, widthPx, pixels }, light, { title }),
    );
    rows.push([file, id, light.r, light.b, whitePoint.r, whitePoint.b]);
  }
  writeFileAtomically(join(out, 'labels.csv'), csvText(rows));
  const { terminal } = context;
  if (options.json) terminal.printJson({ out, samples: count, levels });
  else terminal.print(`${count} samples and labels.csv: ${out}`);
}
