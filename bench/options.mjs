/**
 * Options of the benchmarks: `parseArgs` of Node with a `--help`, which prints what the file says of itself and its options,
 * and one sentence instead of a stack trace for an option that is none, or a value that no option takes.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs as parse } from 'node:util';

/** The comment that a benchmark opens with, without its stars. */
function opening(file) {
  const comment = /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return comment.replace(/^ *\* ?/gm, '').trim();
}

function optionLine([name, { type, default: preset }]) {
  const value = type === 'string' ? ' <value>' : '';
  const given = preset === undefined || preset === '' ? '' : ` (default: ${preset})`;
  return `  --${name}${value}${given}`;
}

/** As `parseArgs` of node:util. Ends the process: with code 0 after `--help`, with 2 after an option that is none. */
export function parseArgs(config) {
  try {
    const { values, positionals } = parse({
      ...config,
      options: { ...config.options, help: { type: 'boolean', short: 'h' } },
    });
    if (!values.help) return { values, positionals };
    const lines = Object.entries(config.options ?? {}).map(optionLine);
    process.stdout.write(`${opening(process.argv[1])}\n\nOptions:\n${lines.join('\n')}\n`);
    process.exit(0);
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    const reason = error.message.split('. ')[0];
    process.stderr.write(`${basename(process.argv[1])}: ${reason}; --help lists the options\n`);
    process.exit(2);
  }
}

/** Says in one sentence what is wrong with an option, and ends the process with code 2. */
export function refuse(option, expected, given) {
  process.stderr.write(
    `${basename(process.argv[1])}: --${option}: expected ${expected}, got ${given}\n`,
  );
  process.exit(2);
}

/** The value of an option that counts. */
export function positiveInteger(values, option) {
  const value = Number(values[option]);
  if (!(Number.isInteger(value) && value > 0))
    refuse(option, 'a whole number above 0', values[option]);
  return value;
}

/** The values of an option that lists some of `known` between commas. */
export function someOf(values, option, known) {
  const listed = values[option].split(',');
  for (const each of listed) {
    if (!known.includes(each)) refuse(option, `some of ${known.join(', ')}`, each);
  }
  return listed;
}

/** Those of `names` that have the option's value in them: at least one. */
export function named(values, option, names) {
  const found = names.filter((name) => name.includes(values[option]));
  if (found.length === 0) refuse(option, `a part of ${names.join('; ')}`, values[option]);
  return found;
}
