/** `deepawb benchmark`: comparisons that somebody else has published figures of. */
import type { Command } from 'commander';
import type { BenchmarkJob } from '../../benchmark/index.js';
import { DEFAULT_BENCHMARK_METHODS, PROTOCOLS } from '../../benchmark/protocols/index.js';
import type { BenchmarkFiles } from '../../report/index.js';
import {
  type CommandContext,
  type CommonOptions,
  commandGroup,
  withCommonOptions,
} from '../command-context.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { sizeOption } from '../options/option-types.js';
import { withRecipeOptions } from '../train/training-recipe.js';

export interface ReferenceBenchmarkOptions extends CommonOptions, DatasetCommandOptions {
  readonly data: string;
  readonly weights?: string;
  readonly model: string;
}

export type BenchmarkCommandOptions = CommonOptions & BenchmarkJob & BenchmarkFiles;

export function addBenchmarkCommand(program: Command, context: CommandContext): void {
  const benchmark = commandGroup(program, 'benchmark', {
    description: "the field's protocols by name, beside the figures that others have published",
    example: 'deepawb benchmark simplecube++ --data data/simplecube++',
  });
  for (const protocol of PROTOCOLS) addProtocol(benchmark, protocol, context);
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

function addProtocol(
  benchmark: Command,
  { name, title, data }: (typeof PROTOCOLS)[number],
  context: CommandContext,
): void {
  const command = benchmark
    .command(name)
    .summary(title)
    .description(
      `${title}: every method learns from the pictures that teach and is judged on the others; then the table of the field, ` +
        `beside published figures with their sources, and where this differs from them. Data: ${data}.`,
    )
    .requiredOption('--data <dir...>', 'data set, or a folder of data sets of a camera each')
    .option('--camera <names...>', "a camera for each data set (default: dataset.json's)")
    .option('--model <file...>', 'networks, which learn nothing here (default: the one that ships)')
    .option('--baselines <names>', `methods or groups (default: ${DEFAULT_BENCHMARK_METHODS})`)
    .option('--bayes-tuning <file>', 'tuning file for bayes-tuned')
    .option('--train', 'train a network of our recipe for every fold, by the options below')
    .option('--thumbnails <WxH>', 'pictures that the methods see', sizeOption(4, 1024))
    .option('--csv <file>', 'write every answer and error')
    .option('--markdown <file>', 'write the tables as Markdown')
    .option('--report <file>', 'write them as a page');
  withRecipeOptions(command);
  withDatasetOptions(command).action(async (options: BenchmarkCommandOptions) => {
    const { runProtocol } = await import('./protocol-action.js');
    return runProtocol({ ...options, protocol: name }, context);
  });
  withCommonOptions(command, {
    examples: [`deepawb benchmark ${name} --data data --train`],
    seedUse: 'random folds, resampling, and the training',
  });
}
