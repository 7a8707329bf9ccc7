/** The command reference, out of the program itself: one page for each command, as Markdown. */
import { createProgram } from '../../dist/cli/run-cli.js';
import { createTerminal } from '../../dist/terminal/index.js';
import { anchorOf } from './markdown.mjs';

const silent = { write: () => true };

/** The program with all its commands, which never runs. */
function wholeProgram() {
  const terminal = createTerminal({ stdout: silent, stderr: silent, env: {} });
  const signal = new AbortController().signal;
  // Completion is what asks for all commands at once.
  return createProgram(['completion'], { terminal, signal, env: {} });
}

const inCell = (text) => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
/** `<name>` in running text would be taken for markup. */
const inText = (text) => text.replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'));

/** What closes the help of a command: its examples. */
function examplesOf(command) {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  const [, examples = ''] = text.split(/\nExamples?:\n/);
  return examples.split('\n').flatMap((line) => line.match(/^ {2}\$ (.*)$/)?.[1] ?? []);
}

function tableOf(heading, rows) {
  if (rows.length === 0) return '';
  const lines = rows.map(([name, text]) => `| \`${inCell(name)}\` | ${inCell(inText(text))} |`);
  return `\n| ${heading} | what it does |\n|---|---|\n${lines.join('\n')}\n`;
}

function partOf(command, words) {
  const help = command.createHelp();
  const options = help
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => [
      help.optionTerm(option),
      help.optionDescription(option) + (option.mandatory ? ' (required)' : ''),
    ]);
  const args = help
    .visibleArguments(command)
    .map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]);
  const examples = examplesOf(command);
  return [
    `\`\`\`\n${[...words, command.usage()].join(' ')}\n\`\`\`\n`,
    `${inText(command.description())}\n`,
    tableOf('argument', args),
    tableOf('option', options),
    examples.length ? `\nFor example:\n\n\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n` : '',
  ].join('\n');
}

function sectionsOf(command, words, level) {
  const own = `${'#'.repeat(level)} ${words.join(' ')}\n\n${partOf(command, words)}`;
  const below = command.commands
    .filter((child) => child.name() !== 'help')
    .map((child) => sectionsOf(child, [...words, child.name()], level + 1));
  return [own, ...below].join('\n\n');
}

/** Pages by address, and the addresses of commands by their words (`data fetch`). */
export async function commandPages() {
  const program = await wholeProgram();
  const commands = program.commands.filter((command) => command.name() !== 'help');
  const pages = commands.map((command) => ({
    address: `commands/${command.name()}.html`,
    title: `deepawb ${command.name()}`,
    text: sectionsOf(command, ['deepawb', command.name()], 1),
  }));
  const lines = commands.map(
    (command) =>
      `| [\`${command.name()}\`](${command.name()}.html) | ${inCell(inText(command.summary() || command.description()))} |`,
  );
  const index = `# Commands\n\n${inText(program.description())} Each page here is what the program says of itself with \`--help\`.\n\n| command | what it does |\n|---|---|\n${lines.join('\n')}\n`;
  const addresses = new Map(
    commands.flatMap((command) => [
      [command.name(), `commands/${command.name()}.html`],
      ...command.commands.map((child) => [
        `${command.name()} ${child.name()}`,
        `commands/${command.name()}.html#${anchorOf(`deepawb ${command.name()} ${child.name()}`, new Map())}`,
      ]),
    ]),
  );
  return {
    pages: [{ address: 'commands/index.html', title: 'Commands', text: index }, ...pages],
    addresses,
  };
}
