/** `deepawb bayes tune`: parameters of the Bayesian AWB for a camera, from the train part of a data set. */
import { type Command, Option } from 'commander';
import type { TuningTarget } from '../../classical/index.js';
import type { LoadedThumbnails } from '../../dataset/index.js';
import { isSameFile, tryOutputFile, writeFileAtomically } from '../../files/index.js';
import type { StockSensor, TunedCamera } from '../../methods/node/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import { type CameraOptions, withCameraOptions } from '../options/camera-options.js';
import {
  type DatasetCommandOptions,
  loadPart,
  withDatasetOptions,
} from '../options/dataset-options.js';
import { integerOption, type PictureSize, sizeOption } from '../options/option-types.js';

interface TuneCommandOptions extends CommonOptions, DatasetCommandOptions, CameraOptions {
  readonly data: string;
  readonly out?: string;
  readonly target: TuningTarget;
  readonly tuningFile?: string;
  readonly monotone?: true;
  readonly size?: PictureSize;
  readonly folds: number;
}

export function addBayesTuneCommand(bayes: Command, context: CommandContext): void {
  const command = bayes
    .command('tune')
    .summary('tune the Bayesian AWB to a camera')
    .description(
      'Chooses CT curve, transverse limits, delta_limit, white point and a CT prior by cross-validation inside the ' +
        'train part (blocks of neighbouring pictures), and writes them as a tuning file for libcamera. The test ' +
        'part is not looked at. Of statistics in the layout awbnn those of one sensor are taken, as raw values, and the ' +
        'temperatures of their labels.',
    )
    .requiredOption('--data <dir>', 'data set in the SimpleCube++ layout')
    .option('--out <file>', 'tuning file to write (layout 2; without --tuning-file rpi.awb alone)')
    .option(
      '--tuning-file <stock>',
      "the camera's own tuning file: written whole, with what is tuned in its rpi.awb; its target is taken",
    )
    .option('--monotone', 'a curve along which r falls and b rises with CT, smoothly')
    .addOption(
      new Option('--target <name>', 'bcm2835 (Pi 4, 16x12 zones) or pisp (Pi 5, 32x32 zones)')
        .choices(['bcm2835', 'pisp'])
        .default('bcm2835'),
    )
    .addOption(
      new Option(
        '--size <WxH>',
        'thumbnails of which the zones are made (default: 64x64, or the zones of a data set of statistics)',
      ).argParser(sizeOption(16, 1024)),
    )
    .option('--folds <n>', 'parts of the cross-validation', integerOption(2, 20), 4);
  withDatasetOptions(withCameraOptions(command)).action((options: TuneCommandOptions) =>
    tune(options, context),
  );
  withCommonOptions(command, {
    examples: ['deepawb bayes tune --data data/cube --out cube-tuning.json'],
  });
}

async function tune(options: TuneCommandOptions, context: CommandContext): Promise<void> {
  const { data, out, tuningFile } = options;
  if (out !== undefined && tuningFile !== undefined && isSameFile(out, tuningFile)) {
    throw new UsageError(`--out ${out}: it is the stock file that is read. Name another file.`);
  }
  if (out !== undefined) tryOutputFile(out, context.terminal.note);
  const { planTuning } = await import('../../methods/node/index.js');
  const { stock, target, size } = planTuning(options);
  const loaded = await loadPart(data, 'train', size, options, context);
  const sensor = stock ? { sensor: stock.sensor } : {};
  const tuned = await search(loaded, { ...options, target, ...sensor }, context);
  if (out !== undefined) {
    const { tuningFileText } = await import('../../classical/index.js');
    const text = stock?.write(tuned.parameters) ?? tuningFileText(tuned.parameters, { target });
    writeFileAtomically(out, text);
  }
  await printTuning(tuned, loaded, { ...options, target }, context);
}

async function search(
  loaded: LoadedThumbnails,
  options: TuneCommandOptions & { readonly sensor?: StockSensor },
  { terminal, signal }: CommandContext,
): Promise<TunedCamera> {
  const { tuneCamera } = await import('../../methods/node/index.js');
  const progress = terminal.progress({ label: 'Tuning', unit: 'items' });
  let best = Number.POSITIVE_INFINITY;
  try {
    return await tuneCamera(loaded, options, {
      signal,
      onTrial(trial, done, total) {
        best = Math.min(best, trial.meanErrorDegrees);
        progress.update(done, { total, detail: `best ${best.toFixed(3)}°` });
      },
    });
  } finally {
    terminal.close();
  }
}

async function printTuning(
  tuned: TunedCamera,
  { datasetHash }: LoadedThumbnails,
  { json, out, target }: TuneCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  if (json) {
    const { writeTuningFile } = await import('../../classical/index.js');
    const { settings, meanErrorDegrees, tried, parameters, pictures: images } = tuned;
    const tuningFile = writeTuningFile(parameters, { target });
    terminal.printJson({ settings, meanErrorDegrees, images, datasetHash, tried, tuningFile });
  } else {
    const { formatTuning } = await import('../../report/index.js');
    terminal.print(formatTuning(tuned, terminal.columns, terminal.colours));
  }
  if (out === undefined) terminal.note('Not kept: name a tuning file with --out to write it.');
  else terminal.note(`Written: ${out}`);
}
