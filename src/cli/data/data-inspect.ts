/** `deepawb data inspect PATH`: what is in a data set and what is wrong with it, or what a raw picture holds. */
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { tryOutputFolder } from '../../files/index.js';
import type { FrameChoice } from '../../raw/node/decode/index.js';
import { formatCount } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { InputError, inOption, UsageError } from '../exit-code.js';
import { type BayerOptions, withBayerOptions } from '../options/bayer-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { type LayoutOptions, withLayoutOptions } from '../options/layout-options.js';

interface InspectCommandOptions extends CommonOptions, LevelOptions, LayoutOptions, BayerOptions {
  readonly out?: string;
  readonly colourBy?: string;
  readonly tuningFile?: string;
}

export function addDataInspectCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('inspect')
    .summary('look at a data set before training on it, or into one raw picture')
    .description(
      'Reads every picture and label and says what is there: sizes, white points, masked and clipped shares, ' +
        'groups; and what to look at: labels of your own pictures that are doubtful, broken files, the same or much the same picture in train and test, doubtful ' +
        'levels, dark and clipped pictures, labels off the curve of all labels or far from all others, lights ' +
        'without pictures. With --out it draws all that. Exit code 3 where something cannot be used. Of a single raw ' +
        'picture (DNG, TIFF, PNG) it says what was understood: size, filters, levels, camera, checksum, linear means.',
    )
    .argument('<path>', 'data set, or raw picture')
    .option('--out <dir>', 'write index.html and every chart as SVG and PNG into this folder')
    .option('--colour-by <property>', 'property that colours the scatter (default: illumination)')
    .option(
      '--tuning-file <file>',
      "libcamera tuning file of the camera: coverage is then told in K along its ct_curve, not along the labels' own",
    );
  withBayerOptions(withLayoutOptions(withLevelOptions(command))).action(
    (path: string, options: InspectCommandOptions) => inspectPath(path, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb data inspect data/cube',
      'deepawb data inspect data/cube --out inspection --colour-by daytime',
      'deepawb data inspect shot.dng --json',
    ],
  });
}

async function inspectPath(
  path: string,
  options: InspectCommandOptions,
  context: CommandContext,
): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    const { statedReader } = await import('../../raw/node/decode/index.js');
    await statedReader(options);
    const { size: frameSize, ...others } = options;
    return inspect(path, { ...others, ...(frameSize ? { frameSize } : {}) }, context);
  }
  const given = OF_FOLDERS.find((name) => options[name] !== undefined);
  if (given !== undefined) {
    const flag = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(`${flag}: expected the folder of a data set, got the file ${path}`);
  }
  const { inspectPicture } = await import('./inspect-picture.js');
  await inspectPicture(path, options, context);
}

/** Options that say nothing of a single picture. */
const OF_FOLDERS = ['out', 'colourBy', 'tuningFile', 'layout', 'tuningDir'] as const;

async function inspect(
  dir: string,
  options: Omit<InspectCommandOptions, 'size'> & FrameChoice,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { chosenData, datasetLevels, formatProblem, inspectDataset } = await import(
    '../../dataset/index.js'
  );
  const {
    colouringProperty,
    datasetFindings,
    doubtfulLabelFindings,
    summariseDataset,
    writeInspectionPage,
  } = await import('../../report/index.js');
  const { doubtfulLabels, isOwnFolder, readOwnFolder } = await import('../../labels/node/index.js');
  const { tuningCurve } = await import('../../methods/node/index.js');
  if (options.out !== undefined) tryOutputFolder(options.out, terminal.note);
  const chosen = chosenData(dir, options);
  const levels = datasetLevels(dir, chosen);
  const ctCurve =
    options.tuningFile === undefined ? undefined : tuningCurve(options.tuningFile, terminal.warn);
  const progress = terminal.progress({ label: 'Inspecting', unit: 'items' });
  const inspection = await inspectDataset(dir, {
    ...chosen,
    ...(ctCurve === undefined ? {} : { ctCurve }),
    signal,
    onProgress: (done, total) => progress.update(done, { total }),
  });
  terminal.close();
  const property = inOption('--colour-by', () => colouringProperty(inspection, options.colourBy));
  const problems = inspection.problems.map(formatProblem);
  const own = isOwnFolder(dir) ? readOwnFolder(dir) : null;
  const doubtful = own && doubtfulLabels(own);
  const findings = [
    ...doubtfulLabelFindings(doubtful ?? [], own?.book.labels.size ?? 0),
    ...datasetFindings(inspection),
  ];
  const { pictures: _, ...report } = inspection;
  if (options.json)
    terminal.printJson({ dir, ...report, ...(doubtful && { doubtfulLabels: doubtful }) });
  else terminal.print(summariseDataset(report, findings, problems, terminal.colours));
  if (options.out !== undefined) {
    const input = { dir, inspection, findings, problems, property, levels, ctCurve };
    terminal.note(await writeInspectionPage(options.out, input));
  }
  if (problems.length > 0) {
    const count = formatCount(problems.length, 'problem');
    throw new InputError(`${dir}: ${count}, listed with the result`);
  }
}
