/**
 * Runs a command of a document as it stands, but for how long it works: `train` for one epoch, rendered data sets of a few
 * pictures, searches of a network or two, few times measured. These options come last, so that they go before what the document says,
 * and change nothing in whether the command is right. Arguments: the program, then those of the command.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [main, ...args] = process.argv.slice(2);

/** Added behind the arguments of commands that begin so. */
const ADDED = [
  // A model that is adapted has no epochs.
  [['train'], [...(args.includes('--from') ? [] : ['--epochs', '1']), '--folds', '2']],
  [
    ['data', 'synth'],
    ['--train', '8', '--test', '3', '--size', '64x48'],
  ],
  [
    ['measure', 'model'],
    ['--runs', '2'],
  ],
];
const isOf = (words) => words.every((word, i) => args[i] === word);
const isAsked = args.some((arg) => arg === '--help' || arg === '-h');

/** A study as it ships, with little to do. */
function shortStudy(file) {
  const text = readFileSync(file, 'utf8')
    .replace(/^trials: \d+/m, 'trials: 1')
    .replace(/^epochs: \d+/m, 'epochs: 1')
    .replace(/^validation: .*$/m, 'validation: { folds: 2, kind: random }')
    .replace(/^ {2}error: .*$/m, '  error: { measure: recoveryDegrees, threshold: 60 }')
    .replace(/^halving: .*$/m, 'halving: { eta: 3, rungs: 0 }')
    .replace(/^finalists: .*$/m, 'finalists: { count: 1, seeds: 1 }');
  writeFileSync('short-study.yaml', text);
  return 'short-study.yaml';
}

if (!isAsked) {
  for (const [words, added] of ADDED) if (isOf(words)) args.push(...added);
  if (isOf(['search', 'run'])) args[2] = shortStudy(args[2]);
  const trials = args.indexOf('--trials');
  if (isOf(['search', 'resume']) && trials > 0) args[trials + 1] = '2';
}
process.argv = [process.argv[0], main, ...args];
await import(main);
