/** What `deepawb chart` says of one picture. */
import { type ChartReading, chartPicture, readChart } from '../../chart/index.js';
import type { LevelSources } from '../../raw/index.js';
import { readPicture } from '../../raw/node/decode/index.js';
import { InputError } from '../exit-code.js';

/** As `--json` prints it. */
export interface ChartAnswer extends ChartReading {
  readonly file: string;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
}

/** Rejects with an InputError where the file cannot be read, shows no chart, or a chart that gives no light. */
export async function answerOf(
  file: string,
  levels: LevelSources,
  warn: (sentence: string) => void,
): Promise<ChartAnswer> {
  const image = await readPicture(file, levels, warn);
  const { widthPx, heightPx } = image;
  const reading = readChart(chartPicture(image), { now: () => performance.now() });
  if (typeof reading === 'string') throw new InputError(`${file}: ${reading}`);
  const { greys, ...found } = reading;
  return { file, ...found, size: { widthPx, heightPx }, greys };
}
