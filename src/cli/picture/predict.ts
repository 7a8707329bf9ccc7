/** `deepawb predict PICTURE...`: the white point of raw pictures, and what they look like without it. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { ColourGains, WhitePoint } from '../../color/index.js';
import type { AwbEstimate, AwbEstimator } from '../../infer/index.js';
import type { RawImage } from '../../raw/index.js';
import type { PictureReading } from '../../raw/node/decode/index.js';
import type { Terminal } from '../../terminal/index.js';
import { formatCount, visibleText } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { InputError } from '../exit-code.js';
import { type BayerOptions, pictureReading, withBayerOptions } from '../options/bayer-options.js';
import { type NamedCameraOptions, withNamedCameraOptions } from '../options/camera-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { loadModel } from '../options/model-choice.js';
import {
  cameraNotes,
  type ReadByCamera,
  readByCamera,
  type ToldCamera,
} from './picture-cameras.js';

interface PredictCommandOptions
  extends CommonOptions,
    LevelOptions,
    BayerOptions,
    NamedCameraOptions {
  readonly model?: string;
  readonly render?: string;
}

/** The answer on one picture, as `--json` prints it. */
interface Prediction {
  readonly file: string;
  readonly whitePoint: WhitePoint;
  readonly gains: ColourGains;
  readonly confidence: number;
  /** Null where nobody says which camera took it. */
  readonly camera: ToldCamera | null;
  /** The picture before and after, where one was asked for. */
  readonly rendered?: string;
}

export function addPredictCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('predict')
    .summary('estimate the white point of raw pictures')
    .description(
      'Estimates what a grey surface looks like in each picture: the white point r = R/G, b = B/G, the colour gains ' +
        'that undo it (red = 1/r, blue = 1/b), and a confidence from 0 to 1 (it ranks estimates and is no ' +
        'probability). Pictures are DNG, or TIFF or 16-bit PNG of linear RGB with the black level left in, or frames of a Bayer sensor without a header (--bayer).',
    )
    .argument('<picture...>', 'raw pictures')
    .option('--model <file>', "trained network (default: the package's own)")
    .option(
      '--render <path>',
      'write each picture before and after as a PNG: a file, or a folder for several',
    );
  withNamedCameraOptions(command, 'what the file says');
  withBayerOptions(withLevelOptions(command, "the file's, else the model's")).action(
    (pictures: string[], options: PredictCommandOptions) => predict(pictures, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb predict picture.png --render balanced.png',
      'deepawb predict shots/*.png --json',
      'deepawb predict sony.png --camera "Sony ILCE-7M3"',
      'deepawb predict a.raw --bayer BGGR --size 1296x972 --bits 10 --packing csi2p',
    ],
  });
}

async function predict(
  pictures: readonly string[],
  options: PredictCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const asked = await pictureReading(options, terminal);
  const model = await loadModel(options.model);
  const { metadata } = model.estimator;
  const reading = { ...asked, levels: { ...asked.levels, model: metadata } };
  const targets =
    options.render === undefined
      ? []
      : (await import('./render-target.js')).renderTargets(pictures, options.render);
  const byCamera = await readByCamera(model, options);
  const answers: Prediction[] = [];
  const failures: InputError[] = [];
  for (const [i, file] of pictures.entries()) {
    signal.throwIfAborted();
    try {
      answers.push(await predictPicture(file, byCamera, reading, targets[i], terminal));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failures.push(error);
    }
    // Gives Ctrl-C a turn between pictures.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (options.json) terminal.printJson({ model: model.file, pictures: answers });
  else if (answers.length > 0) printAnswers(answers, terminal);
  const told = answers.map(({ camera }) => camera);
  for (const note of cameraNotes(told, model)) terminal.note(note);
  reportFailures(failures, pictures.length, terminal);
}

async function predictPicture(
  file: string,
  byCamera: ReadByCamera,
  reading: PictureReading,
  target: string | undefined,
  terminal: Terminal,
): Promise<Prediction> {
  const { doubtOf, readPictureOfCamera } = await import('../../raw/node/decode/index.js');
  const { image, header } = await readPictureOfCamera(file, reading);
  const doubt = doubtOf(file, image);
  if (doubt !== null) terminal.warn(doubt);
  const { estimator, told } = await byCamera(header.camera);
  const answer = { file, ...estimateLight(file, image, estimator), camera: told };
  if (target === undefined) return answer;
  await render(image, answer.whitePoint, basename(file), target);
  return { ...answer, rendered: target };
}

/** Throws InputError where the picture shows no light and the model holds no light to fall back on. */
function estimateLight(file: string, image: RawImage, estimator: AwbEstimator): AwbEstimate {
  try {
    return estimator.estimate(image);
  } catch (error) {
    if ((error as Error).name !== 'FrameError') throw error;
    throw new InputError(`${file}: ${(error as Error).message}`);
  }
}

async function render(
  image: RawImage,
  whitePoint: WhitePoint,
  title: string,
  target: string,
): Promise<void> {
  const [{ linearise }, { beforeAfterPng }] = await Promise.all([
    import('../../raw/index.js'),
    import('../../report/draw/index.js'),
  ]);
  const { rgb, ...linear } = linearise(image);
  const { writeFileAtomically } = await import('../../files/index.js');
  const png = await beforeAfterPng({ ...linear, pixels: rgb }, whitePoint, { title });
  writeFileAtomically(target, png);
}

/** One picture a line, columns aligned. */
function printAnswers(answers: readonly Prediction[], terminal: Terminal): void {
  const { bold, dim } = terminal.colours;
  const names = answers.map(({ file }) => visibleText(file));
  const width = Math.max(7, ...names.map(({ length }) => length));
  const columns = ['white r', 'white b', 'gain red', 'gain blue', 'confidence'];
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.join('  ')}`;
  terminal.print(dim(line('picture', columns)));
  for (const [i, { whitePoint, gains, confidence }] of answers.entries()) {
    const values = [whitePoint.r, whitePoint.b, gains.red, gains.blue].map((v) => v.toFixed(4));
    const cells = [...values, confidence.toFixed(2)].map((text, column) =>
      text.padStart(columns[column]?.length ?? 0),
    );
    terminal.print(line(names[i] ?? '', [...cells.slice(0, 2).map(bold), ...cells.slice(2)]));
  }
  for (const { rendered } of answers) if (rendered) terminal.note(`Written: ${rendered}`);
}

/** A single picture's fault is the command's; of several, each is told and the rest still stand. */
function reportFailures(failures: readonly InputError[], total: number, terminal: Terminal): void {
  const [first] = failures;
  if (first === undefined) return;
  if (total === 1) throw first;
  for (const { message } of failures) terminal.error(message);
  throw new InputError(
    `${failures.length} of ${formatCount(total, 'picture')} left out, see above`,
  );
}
