/** `deepawb bayes estimate FILE`: colour temperature and gains for zone statistics, one case a line. */
import type { Command } from 'commander';
import { jsonText } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { numberOption } from '../options/option-types.js';

interface EstimateCommandOptions extends CommonOptions, LevelOptions {
  readonly tuningFile: string;
  readonly alsc?: string;
  readonly lux?: number;
  readonly mode?: string;
}

export function addBayesEstimateCommand(bayes: Command, context: CommandContext): void {
  const command = bayes
    .command('estimate')
    .summary('answers of the Bayesian AWB to zone statistics')
    .description(
      'Reads one case a line, {"id", "width", "height", "zones": [[rSum, gSum, bSum, counted], ...], "lux", "mode", "alsc"} ' +
        '(sums in 16-bit units; lux 400 and the first mode where absent), and answers each as libcamera would its ' +
        'first frame. A Raspberry Pi 5 (target pisp) counts before lens shading correction: give the tables of the ' +
        'frame, {"r", "g", "b"} with a factor a zone each, as "alsc" of a case or as --alsc for all. ' +
        'With --json one {"id", "ct", "gain_r", "gain_b"} a line. A file may also be the statistics of a frame as ' +
        "Picamera2 gives them (StatsOutputEnable): the bytes of the metadata's PispStatsOutput or Bcm2835StatsOutput, a NumPy " +
        'file of them, or the metadata as JSON, whose Lux counts; or a raw picture, from which the zones are averaged ' +
        'without lens shading correction.',
    )
    .argument('<file...>', 'JSON lines (- for standard input), statistics or raw pictures')
    .requiredOption('--tuning-file <file>', 'tuning file of the camera, as libcamera reads it')
    .option('--alsc <file>', 'lens shading tables {"r", "g", "b"} for cases that bring none')
    .option(
      '--lux <n>',
      'brightness for pictures and statistics (default: the metadata has it, else 400)',
      numberOption(0, 1e6),
    )
    .option(
      '--mode <name>',
      'mode for pictures and statistics (default: the first of the tuning file)',
    );
  withLevelOptions(command, "of pictures: the file's").action(
    (files: string[], options: EstimateCommandOptions) => estimateCases(files, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb bayes estimate cases.jsonl --tuning-file imx477.json --json',
      'zcat cases.jsonl.gz | deepawb bayes estimate - --tuning-file imx477.json',
      'deepawb bayes estimate shot.json --tuning-file imx708.json --alsc lsc.json',
    ],
  });
}

async function estimateCases(
  files: readonly string[],
  options: EstimateCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { tuningFile, alsc, lux, mode, json } = options;
  const [{ answerCases }, { pictureReading }, { CASE_HEADING, formatCaseAnswer }] =
    await Promise.all([
      import('../../classical/node/index.js'),
      import('../../raw/node/decode/index.js'),
      import('../../report/index.js'),
    ]);
  const answers = answerCases(files, {
    tuningFile,
    reading: await pictureReading(options),
    signal,
    warn: (warning) => terminal.warn(warning),
    ...(alsc === undefined ? {} : { alsc }),
    ...(lux === undefined ? {} : { lux }),
    ...(mode === undefined ? {} : { mode }),
  });
  let count = 0;
  for await (const answer of answers) {
    if (json) terminal.print(jsonText(answer));
    else {
      if (count === 0) terminal.print(terminal.colours.dim(CASE_HEADING));
      terminal.print(formatCaseAnswer(answer));
    }
    count++;
  }
  if (count === 0) terminal.warn(`${files.join(', ')}: no case in it`);
}
