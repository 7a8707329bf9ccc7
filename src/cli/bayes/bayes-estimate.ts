/** `deepawb bayes estimate FILE`: colour temperature and gains for zone statistics, one case a line. */
import type { Command } from 'commander';
import { jsonText } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';

interface EstimateCommandOptions extends CommonOptions {
  readonly tuningFile: string;
}

export function addBayesEstimateCommand(bayes: Command, context: CommandContext): void {
  const command = bayes
    .command('estimate')
    .summary('answers of the Bayesian AWB to zone statistics')
    .description(
      'Reads one case a line, {"id", "width", "height", "zones": [[rSum, gSum, bSum, counted], ...], "lux", "mode"} ' +
        '(sums in 16-bit units; lux 400 and the first mode where absent), and answers each as libcamera would its ' +
        'first frame. With --json one {"id", "ct", "gain_r", "gain_b"} a line.',
    )
    .argument('<cases>', 'file of JSON lines; - for standard input')
    .requiredOption('--tuning-file <file>', 'tuning file of the camera, as libcamera reads it')
    .action((cases: string, options: EstimateCommandOptions) =>
      estimateCases(cases, options, context),
    );
  withCommonOptions(command, {
    examples: [
      'deepawb bayes estimate cases.jsonl --tuning-file imx477.json --json',
      'zcat cases.jsonl.gz | deepawb bayes estimate - --tuning-file imx477.json',
    ],
  });
}

async function estimateCases(
  file: string,
  { tuningFile, json }: EstimateCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const [{ createCaseEstimator }, { readCases }, { loadTuningFile }, { answerRow, HEADING }] =
    await Promise.all([
      import('../../classical/index.js'),
      import('./case-lines.js'),
      import('./tuning-input.js'),
      import('./case-table.js'),
    ]);
  const parameters = loadTuningFile(tuningFile);
  const estimate = createCaseEstimator(parameters);
  const strangers = new Set<string>();
  let count = 0;
  for await (const one of readCases(file, signal)) {
    const { mode } = one;
    if (mode !== undefined && !parameters.modes.has(mode) && !strangers.has(mode)) {
      strangers.add(mode);
      const known = [...parameters.modes.keys()];
      const instead = known.length > 0 ? `${known[0]} runs instead` : 'it has no modes';
      terminal.warn(`${tuningFile}: no mode "${mode}" (${one.id}): ${instead}`);
    }
    const answer = estimate(one);
    if (json) terminal.print(jsonText(answer));
    else {
      if (count === 0) terminal.print(terminal.colours.dim(HEADING));
      terminal.print(answerRow(answer));
    }
    count++;
  }
  if (count === 0) terminal.warn(`${file}: no case in it`);
}
