/** `deepawb predict PICTURE...`: the white point of raw pictures, and what they look like without it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { RENDER_MATRICES, type RenderMatrix, TONES, type Tone } from '../../color/names/index.js';
import type { CameraReadings } from '../../model/readings/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type BayerOptions, withBayerOptions } from '../options/bayer-options.js';
import { type NamedCameraOptions, withNamedCameraOptions } from '../options/camera-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { withReadingOptions } from '../options/reading-options.js';

export interface PredictCommandOptions
  extends CommonOptions,
    LevelOptions,
    BayerOptions,
    NamedCameraOptions,
    CameraReadings {
  readonly model?: string;
  readonly method?: string;
  readonly methods?: readonly string[];
  readonly list?: string;
  readonly watch?: string;
  readonly jsonl?: true;
  readonly csv?: string;
  readonly render?: string;
  readonly renderBits: 8 | 16;
  readonly renderMatrix: RenderMatrix;
  readonly renderTone: Tone;
  readonly beforeAfter?: string;
  readonly force?: true;
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
    .argument(
      '[picture...]',
      'raw pictures, folders of them, patterns ("shots/**/*.dng"), - for standard input',
    );
  withMethodChoice(command);
  withOutputs(command);
  withNamedCameraOptions(command, 'what the file says');
  withReadingOptions(command);
  withBayerOptions(withLevelOptions(command, "the file's, else the model's")).action(
    async (pictures: string[], options: PredictCommandOptions) => {
      const { predict } = await import('./predict-action.js');
      await predict(pictures, options, context);
    },
  );
  withCommonOptions(command, {
    examples: [
      'deepawb predict picture.png --render balanced.png',
      'deepawb predict shots --methods shipped,statistical --csv answers.csv',
      'deepawb predict shot.dng --render shot.png --render-bits 16',
      'deepawb predict --watch incoming --render balanced --jsonl',
      'deepawb predict sony.png --camera "Sony ILCE-7M3"',
      'deepawb predict a.raw --bayer BGGR --size 1296x972 --bits 10 --packing csi2p',
    ],
  });
}

function withMethodChoice(command: Command): void {
  command
    .option('--list <file>', 'pictures named in a file, one a line (- for standard input)')
    .option('--watch <folder>', 'pictures as they come into a folder, until Ctrl-C')
    .option(
      '--model <file>',
      "trained network, or shipped, shipped:pi5 (default: the package's own)",
    )
    .addOption(
      new Option(
        '--method <name>',
        'classical method that learns nothing, e.g. grey-world',
      ).conflicts('model'),
    )
    .addOption(
      new Option(
        '--methods <names>',
        'several, with commas: methods that learn nothing, statistical for all of them, as-shot for what the file says, shipped, model files',
      )
        .argParser((text) => text.split(',').map((name) => name.trim()))
        .conflicts('method'),
    );
}

function withOutputs(command: Command): void {
  command
    .addOption(
      new Option('--jsonl', 'print a line of JSON for each answer and each failure').conflicts(
        'json',
      ),
    )
    .option('--csv <file>', 'write answers and failures as CSV (- for stdout)')
    .option(
      '--render <path>',
      'write each picture white-balanced at its full size as a PNG: a file, or a folder for several',
    )
    .addOption(
      new Option('--render-bits <n>', 'bits of a value in it')
        .argParser((text) => bitsOption(text))
        .default(8),
    )
    .addOption(
      new Option(
        '--render-matrix <which>',
        "its colour matrix: camera, the picture's own; auto, that or a common one; none",
      )
        .choices(RENDER_MATRICES)
        .default('auto'),
    )
    .addOption(new Option('--render-tone <curve>', 'its tone curve').choices(TONES).default('srgb'))
    .option(
      '--before-after <path>',
      'write each picture before and after side by side as a PNG: a file, or a folder for several',
    )
    .option('--force', 'write over files that are there');
}

function bitsOption(text: string): 8 | 16 {
  if (text === '8' || text === '16') return text === '8' ? 8 : 16;
  throw new InvalidArgumentError('Expected 8 or 16.');
}
