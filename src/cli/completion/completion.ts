/** `deepawb completion SHELL`: what makes a shell complete commands and options. */
import { Argument, type Command } from 'commander';
import { type CommandTree, completionScript, SHELLS, type Shell } from '../../text/index.js';
import { type CommandContext, withCommonOptions } from '../command-context.js';

/** Wants a program that holds all commands. */
export function addCompletionCommand(program: Command, { terminal }: CommandContext): void {
  const command = program
    .command('completion')
    .summary('print what makes a shell complete commands and options')
    .description(
      'Prints a script for bash, zsh or fish: put it where your shell reads it at its start. ' +
        'For bash, add this line to ~/.bashrc: eval "$(deepawb completion bash)".',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action((shell: Shell) => terminal.print(completionScript(shell, treeOf(program)).trimEnd()));
  withCommonOptions(command, { examples: ['deepawb completion bash > ~/.deepawb-completion'] });
}

function treeOf(command: Command): CommandTree {
  const options = command.createHelp().visibleOptions(command);
  return {
    name: command.name(),
    summary: command.summary() || command.description(),
    options: options.flatMap(({ long, description }) =>
      long ? [{ flag: long, summary: description.split('\n')[0] ?? '' }] : [],
    ),
    commands: command.commands.map(treeOf),
  };
}
