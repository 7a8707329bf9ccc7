/** What `deepawb chart` says of one picture. */
import { type ChartReading, chartPicture, readChart } from '../../chart/index.js';
import { type PictureReading, readPicture } from '../../raw/node/decode/index.js';
import { processorMs } from '../../threads/index.js';
import { InputError } from '../exit-code.js';

/** As `--json` prints it. */
export interface ChartAnswer extends ChartReading {
  readonly file: string;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
}

/** Rejects with an InputError where the file cannot be read, shows no chart, or a chart that gives no light. */
export async function answerOf(file: string, reading: PictureReading): Promise<ChartAnswer> {
  const image = await readPicture(file, reading);
  const { widthPx, heightPx } = image;
  const found = readChart(chartPicture(image), { now: processorMs });
  if (typeof found === 'string') throw new InputError(`${file}: ${found}`);
  const { greys, ...light } = found;
  return { file, ...light, size: { widthPx, heightPx }, greys };
}
