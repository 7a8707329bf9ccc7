/** `deepawb bayes`: the Bayesian AWB of libcamera, to run and to tune. */
import type { Command } from 'commander';
import { type CommandContext, commandGroup } from '../command-context.js';
import { addBayesEstimateCommand } from './bayes-estimate.js';
import { addBayesTuneCommand } from './bayes-tune.js';

export function addBayesCommand(program: Command, context: CommandContext): void {
  const bayes = commandGroup(program, 'bayes', {
    summary: "libcamera's Bayesian AWB: run it, tune it",
    description:
      "libcamera's Bayesian AWB (rpi.awb): answers for zone statistics, and parameters for a camera from labelled " +
      'pictures.',
    example: 'deepawb bayes tune --data data/cube --out cube-tuning.json',
  });
  addBayesEstimateCommand(bayes, context);
  addBayesTuneCommand(bayes, context);
}
