/**
 * Options of the benchmarks: `parseArgs` of Node with a `--help`, which prints what the file says of itself and its options,
 * and one sentence instead of a stack trace for an option that is none.
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
