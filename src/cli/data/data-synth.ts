/** `deepawb data synth DIR`: a data set rendered from spectra. */
import { type Command, Option } from 'commander';
import { tryOutputFolder } from '../../files/index.js';
import { formatCount, formatDuration, readableShellWord } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { inOption, UsageError } from '../exit-code.js';
import { integerOption, type PictureSize, sizeOption } from '../options/option-types.js';

interface SynthCommandOptions extends CommonOptions {
  readonly train: number;
  readonly test: number;
  readonly size: PictureSize;
  readonly camera: string;
  readonly mask: boolean;
}

const MOST_PICTURES = 1_000_000;

export function addDataSynthCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('synth')
    .summary('render a synthetic data set')
    .description(
      'Renders raw pictures from physics: spectra of daylight, lamps and LEDs, reflectances, the ' +
        "camera's sensitivities, noise. The label of each picture is exact, and one seed gives the same bytes.",
    )
    .argument('<dir>', 'folder to make; an earlier synthetic data set there is replaced')
    .option('--train <n>', 'pictures for training', integerOption(0, MOST_PICTURES), 400)
    .option('--test <n>', 'pictures for testing', integerOption(0, MOST_PICTURES), 100)
    .addOption(
      new Option('--size <WxH>', 'size in pixels')
        .argParser(sizeOption(16, 8192))
        .default({ widthPx: 162, heightPx: 108 }, '162x108'),
    )
    .option('--camera <name>', 'whose spectral sensitivities', 'dslr')
    .option('--no-mask', 'leave the corner visible that SimpleCube++ masks')
    .action((dir: string, options: SynthCommandOptions) => synthesize(dir, options, context));
  withCommonOptions(command, {
    examples: ['deepawb data synth data/synthetic --train 400 --test 100 --seed 7'],
    seedUse: 'the same seed renders the same pictures',
  });
}

async function synthesize(
  dir: string,
  options: SynthCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { train, test, size, mask, seed } = options;
  if (train + test === 0) throw new UsageError('data synth: expected a picture at least, got none');
  tryOutputFolder(dir);
  const { synthesizeDataset, synthesizedCamera } = await import('../../dataset/index.js');
  const camera = inOption('--camera', () => synthesizedCamera(options.camera));
  const startMs = performance.now();
  const progress = terminal.progress({ label: 'Rendering', unit: 'items', total: train + test });
  await synthesizeDataset(dir, {
    train,
    test,
    ...size,
    seed,
    camera,
    mask,
    signal,
    onProgress: (done) => progress.update(done),
  });
  terminal.close();
  const seconds = (performance.now() - startMs) / 1000;
  if (options.json) {
    terminal.printJson({ dir, train, test, ...size, camera, mask, seed, seconds });
    return;
  }
  const { widthPx, heightPx } = size;
  terminal.print(
    `${dir}: ${formatCount(train, 'picture')} to train, ${test} to test, ${widthPx}x${heightPx}, ` +
      `camera ${camera}, seed ${seed} (${formatDuration(seconds)})`,
  );
  terminal.print(`Next: deepawb data inspect ${readableShellWord(dir)}`);
}
