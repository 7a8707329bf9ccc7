/** `deepawb benchmark`: comparisons that somebody else has published figures of. */
import type { Command } from 'commander';
import {
  type CommandContext,
  type CommonOptions,
  commandGroup,
  withCommonOptions,
} from '../command-context.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';

export interface ReferenceBenchmarkOptions extends CommonOptions, DatasetCommandOptions {
  readonly data: string;
  readonly weights?: string;
  readonly model: string;
}

export function addBenchmarkCommand(program: Command, context: CommandContext): void {
  const benchmark = commandGroup(program, 'benchmark', {
    description: 'comparisons that others have published figures of',
    example: 'deepawb benchmark reference --data SimpleCube++',
  });
  const command = benchmark
    .command('reference')
    .summary("the reference's weights and Bayesian baseline beside ours, on its split")
    .description(
      "Judges the reference's released weights, its Bayesian baseline (fitted to the train part) and a model of ours on the " +
        'test part of SimpleCube++, by recovery error and by both of its squared errors: the mean over r and b, in which it ' +
        'states its network, and their sum, in which it states its baseline. What was not run is left blank.',
    )
    .requiredOption('--data <dir>', 'SimpleCube++, e.g. of deepawb data fetch')
    .option('--weights <file>', "the reference's released weights (.safetensors, .pt)")
    .option('--model <file>', 'model of ours', 'default');
  withDatasetOptions(command).action(async (options: ReferenceBenchmarkOptions) => {
    const { benchmarkReference } = await import('./reference-action.js');
    return benchmarkReference(options, context);
  });
  withCommonOptions(command, {
    examples: ['deepawb benchmark reference --data SimpleCube++ --weights released.pt'],
    seedUse: 'resampling for the confidence intervals',
  });
}
