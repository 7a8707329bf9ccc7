/**
 * The reference's future work, measured: variants of heads, losses and trainings, each cross-validated inside the training part by
 * runs of neighbouring pictures, at several sizes and seeds, beside the default on the same pictures.
 *   npm run experiments -- curve|outputs|imbalance|scenes|readings|unlabelled|unlabelled-cameras [--data DIR] [--others DIR] [--layout NAME] [--tuning-dir DIR] [--camera NAME] [--seeds 2] [--folds 3] [--epochs 30] [--least-steps N] [--sizes 2k,7k,13k]
 *     [--pictures 100,50] [--variant NAME]...
 *     [--jobs 2] [--journal FILE] [--quick] [--print] [--off-curve] [--write docs/experiments.md] [--json]
 * A journal, one for all tables, notes every training: after Ctrl-C or a kill the same command goes on. --quick trains one seed of the smallest size.
 * --print trains nothing, and shows what the journal has; --off-curve tells lights beside the curve of the labels from those near it; --write puts the table into a file, between the marks of its name.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fitLabelCurve } from 'deepawb/dataset';
import { writeFileAtomically } from 'deepawb/files';
import { groupsByKelvin, groupsByLux, groupsByOffset, groupsBySet } from './experiments/groups.mjs';
import { appendResult, readJournal } from './experiments/journal.mjs';
import { loadPictures, OWN_SET } from './experiments/pictures.mjs';
import { trialsOf } from './experiments/plan.mjs';
import { comparisonRows, comparisonTable, markdownTable, rowsOf } from './experiments/report.mjs';
import { runTrials } from './experiments/run.mjs';
import { SIZES } from './experiments/sizes.mjs';
import { TABLES } from './experiments/tables.mjs';
import { withTimes } from './experiments/timing.mjs';
import { parseArgs } from './options.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    layout: { type: 'string' },
    'tuning-dir': { type: 'string' },
    camera: { type: 'string' },
    others: { type: 'string' },
    seeds: { type: 'string', default: '2' },
    folds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '30' },
    'least-steps': { type: 'string' },
    sizes: { type: 'string' },
    pictures: { type: 'string' },
    variant: { type: 'string', multiple: true },
    jobs: { type: 'string', default: '2' },
    journal: { type: 'string' },
    write: { type: 'string' },
    quick: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
    'off-curve': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [name, ...more] = positionals;
const table = Object.hasOwn(TABLES, name ?? '') && more.length === 0 ? TABLES[name] : null;
if (!table)
  fail(
    `expected one table of ${Object.keys(TABLES).join(', ')}, got ${positionals.join(' ') || 'none'}`,
  );
const data = dataOf(table);
if (!existsSync(data.dir)) fail(`${data.dir}: expected a data set; name one with --data`);
const plan = {
  seeds: Array.from({ length: options.quick ? 1 : whole('seeds', 1) }, (_, i) => i + 1),
  folds: whole('folds', 2),
  epochs: whole('epochs', 1),
  leastSteps:
    options['least-steps'] === undefined ? (table.leastSteps ?? 450) : whole('least-steps', 1),
  sizes: sizesOf(options.quick ? '2k' : options.sizes),
  pictures: chosen('pictures', options.pictures?.split(','), (block) =>
    block.pictures.map((count) => count ?? 'all'),
  ),
  variants: chosen('variant', options.variant, (block) => block.variants.map((one) => one.name)),
};
const camera = options.camera ?? table.camera;
const journal = resolve(options.journal ?? join('experiments', 'journal.jsonl'));
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted; the same command goes on')));

const pictures = await loadPictures(data, camera);
const { entries } = pictures.input;
const curve = fitLabelCurve(entries.map(({ whitePoint }) => whitePoint));
if (curve === null)
  fail(
    `${data.dir}: expected at least 20 training pictures under different lights, got ${entries.length}`,
  );
const trials = trialsOf(table, entries, pictures.dataHash, plan);
if (!options.print) await runMissing();
const groups = groupsOf();
const results = readJournal(journal);
// They come first.
const judged = entries.filter(({ properties }) => properties.set !== OWN_SET).length;
const rows = rowsOf(trials, results, judged, table.reference, groups);
report(
  table.timed ? withTimes(rows, trials, lights()) : rows,
  comparisonRows(trials, results, judged, table.comparisons ?? []),
);

function lights() {
  return entries.map(({ whitePoint }) => whitePoint);
}

/** The data set that is named, else the table's own. */
function dataOf({ data: own = { dir: 'cube64' } }) {
  const { data: dir, layout, 'tuning-dir': tuningDir } = options;
  const others = othersOf(own);
  const shared = (path) => join(import.meta.dirname, '../../shared/data', path);
  if (dir === undefined) {
    const { tuningDir: tuning, ...rest } = own;
    return {
      ...{ ...rest, ...others, dir: shared(own.dir) },
      ...(tuning ? { tuningDir: shared(tuning) } : {}),
    };
  }
  return {
    ...{ dir: resolve(dir), ...others },
    ...(layout ? { layout } : {}),
    ...(tuningDir ? { tuningDir } : {}),
  };
}

/** Of tables that judge by other cameras' pictures: the folder of their data sets. */
function othersOf({ others: own }) {
  if (own === undefined) {
    if (options.others !== undefined) fail(`--others is for the table unlabelled-cameras`);
    return {};
  }
  const others = resolve(options.others ?? join(import.meta.dirname, '../../shared/data', own));
  if (!existsSync(others)) fail(`${others}: expected a folder of data sets; name it with --others`);
  return { others };
}

function groupsOf() {
  if (options['off-curve']) return groupsByOffset(entries, curve);
  if (data.others) return groupsBySet(entries);
  if (table.lux) return groupsByLux(entries, table.lux);
  return table.kelvin ? groupsByKelvin(entries, pictures.xyzToCamera, table.kelvin) : [];
}

async function runMissing() {
  const known = readJournal(journal);
  const missing = trials.filter(({ key }) => !known.has(key));
  let done = trials.length - missing.length;
  process.stderr.write(`${name}: ${done} of ${trials.length} trainings are in ${journal}\n`);
  try {
    await runTrials(missing, {
      jobs: whole('jobs', 1),
      data,
      camera,
      curve,
      signal: stop.signal,
      onResult({ key, row, seed, fold }, result) {
        appendResult(journal, { key, table: name, ...row, seed, fold, ...result });
        const where = `${row.pictures ?? 'all'} pictures, ${row.size}, ${row.variant}, seed ${seed}, fold ${fold + 1}`;
        process.stderr.write(
          `${++done}/${trials.length}  ${result.seconds.toFixed(1)} s  ${where}\n`,
        );
      },
    });
  } catch (error) {
    fail(error.message, stop.signal.aborted ? 130 : 1);
  }
}

function report(rows, comparisons) {
  if (options.json) {
    const more = comparisons.length > 0 ? { comparisons } : {};
    const value = { table: name, ...plan, rows, ...more };
    return process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }
  const isCompared = comparisons.length > 0 && !options['off-curve'];
  const text = [
    markdownTable(rows, groups),
    ...(isCompared ? [comparisonTable(comparisons)] : []),
  ].join('\n\n');
  process.stdout.write(`${text}\n`);
  if (options.write === undefined) return;
  const what = options['off-curve'] ? `${name} off the curve` : name;
  const marks = [`<!-- table ${what} -->`, `<!-- end of table ${what} -->`];
  const file = readFileSync(options.write, 'utf8');
  const [from, to] = marks.map((mark) => file.indexOf(mark));
  if (from < 0 || to < from) fail(`${options.write}: expected the marks ${marks.join(' and ')}`);
  writeFileAtomically(
    options.write,
    `${file.slice(0, from + marks[0].length)}\n${text}\n${file.slice(to)}`,
  );
}

function whole(option, least) {
  const value = Number(options[option]);
  if (!Number.isInteger(value) || value < least)
    fail(`--${option}: expected a whole number from ${least}, got ${options[option]}`);
  return value;
}

/** Those of what the table has that words name; null for all, without any. All pictures are null. */
function chosen(option, words, namesOf) {
  if (words === undefined) return null;
  const known = [...new Set(table.blocks.flatMap(namesOf))];
  return words.map((word) => {
    const found = known.find((name) => String(name) === word.trim());
    if (found === undefined)
      fail(`--${option}: expected one of ${known.join(', ')}, got ${word.trim()}`);
    return found === 'all' ? null : found;
  });
}

function sizesOf(text) {
  if (text === undefined) return null;
  const sizes = text.split(',');
  const wrong = sizes.find((size) => !Object.hasOwn(SIZES, size));
  if (wrong !== undefined)
    fail(`--sizes: expected some of ${Object.keys(SIZES).join(', ')}, got ${wrong}`);
  return sizes;
}

function fail(message, code = 3) {
  process.stderr.write(`experiments: ${message}\n`);
  process.exit(code);
}
