/** `deepawb predict PICTURE...`: the white point of raw pictures, and what they look like without it. */
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { WhitePoint } from '../../color/white/index.js';
import type { FileAnswer } from '../../methods/node/picture/index.js';
import type { RawImage } from '../../raw/index.js';
import type { Terminal } from '../../terminal/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { inOption } from '../exit-code.js';
import { type BayerOptions, withBayerOptions } from '../options/bayer-options.js';
import { type NamedCameraOptions, withNamedCameraOptions } from '../options/camera-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { eachPicture } from './each-picture.js';

interface PredictCommandOptions
  extends CommonOptions,
    LevelOptions,
    BayerOptions,
    NamedCameraOptions {
  readonly model?: string;
  readonly method?: string;
  readonly render?: string;
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
  const { pictureReading } = await import('../../raw/node/decode/index.js');
  const { answerFile, pictureMethod } = await import('../../methods/node/picture/index.js');
  const reading = await pictureReading(options, terminal.warn);
  const method = await pictureMethod(options);
  const targets = options.render === undefined ? [] : await targetsOf(pictures, options.render);
  await eachPicture(
    pictures,
    async (file, i) => {
      const rendered = targets[i];
      if (rendered === undefined) return answerFile(file, method, reading);
      const draw = (image: RawImage, whitePoint: WhitePoint) =>
        render(image, whitePoint, basename(file), rendered);
      return { ...(await answerFile(file, method, reading, draw)), rendered };
    },
    async (answers) => {
      if (options.json) {
        terminal.printJson({ model: method.file, method: method.name, pictures: answers });
      } else if (answers.length > 0) await printAnswers(answers, terminal);
      for (const note of method.notes(answers.map(({ camera }) => camera))) terminal.note(note);
    },
    context,
  );
}

async function targetsOf(pictures: readonly string[], render: string): Promise<string[]> {
  const { outputsFor } = await import('../../files/index.js');
  return inOption('--render', () => outputsFor(pictures, render, { ending: '.png' }));
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

async function printAnswers(
  answers: readonly (FileAnswer & { readonly rendered?: string })[],
  terminal: Terminal,
): Promise<void> {
  const { formatAnswers } = await import('../../methods/picture/index.js');
  for (const line of formatAnswers(answers, terminal.colours)) terminal.print(line);
  for (const { rendered } of answers) if (rendered) terminal.note(`Written: ${rendered}`);
}
