/** `deepawb search`: networks under a device's budget, by Bayesian optimisation. */
import type { Command } from 'commander';
import { type CommandContext, commandGroup } from '../command-context.js';
import { addSearchExportCommand } from './search-export.js';
import { addSearchParetoCommand } from './search-pareto.js';
import { addSearchResumeCommand, addSearchRunCommand } from './search-run.js';
import { addSearchStatusCommand } from './search-status.js';

export function addSearchCommand(program: Command, context: CommandContext): void {
  const search = commandGroup(program, 'search', {
    description: "search for networks under a device's budget of time and memory",
    example: 'deepawb search run study.yaml --data data/cube --out study',
  });
  addSearchRunCommand(search, context);
  addSearchResumeCommand(search, context);
  addSearchStatusCommand(search, context);
  addSearchParetoCommand(search, context);
  addSearchExportCommand(search, context);
}
