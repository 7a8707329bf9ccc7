/** `deepawb predict PICTURE...`: the white point of raw pictures, and what they look like without it. */
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { type WhitePoint, whitePointToGains } from '../../color/white/index.js';
import type { NamedAnswer, PictureAnswer } from '../../methods/index.js';
import type { RawImage } from '../../raw/index.js';
import type { PictureReading } from '../../raw/node/decode/index.js';
import type { Terminal } from '../../terminal/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { InputError, inOption } from '../exit-code.js';
import { type BayerOptions, pictureReading, withBayerOptions } from '../options/bayer-options.js';
import { type NamedCameraOptions, withNamedCameraOptions } from '../options/camera-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { eachPicture } from './each-picture.js';
import type { ToldCamera } from './picture-cameras.js';
import { type PictureMethod, pictureMethod } from './picture-method.js';

interface PredictCommandOptions
  extends CommonOptions,
    LevelOptions,
    BayerOptions,
    NamedCameraOptions {
  readonly model?: string;
  readonly method?: string;
  readonly render?: string;
}

/** The answer on one picture, as `--json` prints it. */
interface Prediction extends NamedAnswer {
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
    .addOption(
      new Option(
        '--method <name>',
        'classical method that learns nothing, e.g. grey-world',
      ).conflicts('model'),
    )
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
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const asked = await pictureReading(options, terminal);
  const method = await pictureMethod(options);
  const model = method.levels ? { model: method.levels } : {};
  const reading = { ...asked, levels: { ...asked.levels, ...model } };
  const { render } = options;
  const targets = render === undefined ? [] : await targetsOf(pictures, render);
  await eachPicture(
    pictures,
    (file, i) => predictPicture(file, method, reading, targets[i]),
    async (answers) => {
      if (options.json)
        terminal.printJson({
          model: method.file,
          method: method.name,
          pictures: answers,
        });
      else if (answers.length > 0) await printAnswers(answers, terminal);
      for (const note of method.notes(answers.map(({ camera }) => camera))) terminal.note(note);
    },
    context,
  );
}

async function targetsOf(pictures: readonly string[], render: string): Promise<string[]> {
  const { outputsFor } = await import('../../files/index.js');
  return inOption('--render', () => outputsFor(pictures, render, { ending: '.png' }));
}

async function predictPicture(
  file: string,
  method: PictureMethod,
  reading: PictureReading,
  target: string | undefined,
): Promise<Prediction> {
  const { doubtOf, readPictureOfCamera } = await import('../../raw/node/decode/index.js');
  const { image, header, extent } = await readPictureOfCamera(file, reading);
  const doubt = doubtOf(file, image, extent);
  if (doubt !== null) reading.warn?.(doubt);
  const { prepared, told } = await method.of(header.camera);
  const { answerPicture } = await import('../../methods/picture/index.js');
  const { whitePoint, confidence } = namingFile(file, () => answerPicture(prepared, image));
  const answer = {
    file,
    whitePoint,
    gains: whitePointToGains(whitePoint),
    confidence,
    camera: told,
  };
  if (target === undefined) return answer;
  await render(image, answer.whitePoint, basename(file), target);
  return { ...answer, rendered: target };
}

/** Throws InputError where the picture lets the method say nothing. */
function namingFile(file: string, answer: () => PictureAnswer): PictureAnswer {
  try {
    return answer();
  } catch (error) {
    if ((error as Error).name !== 'MethodError') throw error;
    throw new InputError(`${file}: ${(error as Error).message}`);
  }
}

async function render(
  image: RawImage,
  whitePoint: WhitePoint,
  title: string,
  target: string,
): Promise<void> {
  const { beforeAfterOfRaw } = await import('../../report/draw/index.js');
  const { writeFileAtomically } = await import('../../files/index.js');
  writeFileAtomically(target, await beforeAfterOfRaw(image, whitePoint, { title }));
}

async function printAnswers(answers: readonly Prediction[], terminal: Terminal): Promise<void> {
  const { formatAnswers } = await import('../../methods/picture/index.js');
  for (const line of formatAnswers(answers, terminal.colours)) terminal.print(line);
  for (const { rendered } of answers) if (rendered) terminal.note(`Written: ${rendered}`);
}
