/**
 * The optimiser on problems whose answer is known: hypervolume (best value, negated, for one objective) after 20, 30, 40
 * and 50 evaluations from given initial points, mean over seeds, beside figures of other optimisers where there are any.
 *   node bench/search.mjs [--problems a,b] [--seeds 10] [--evaluations 50] [--sampler bayesian] [--init FILE]
 *                         [--reference FILE] [--json]
 * --init: {problem: {init: [seed][point][coordinate in 0..1]}}, by default the shared anchors beside the checkout; problems
 * that are not in it start from scrambled Sobol' points of their own.
 *   node bench/search.mjs --ax PYTHON [--seeds 8] [--evaluations 50] [--ax-journal FILE] [--json]
 * beside Ax itself (`pip install ax-platform` into the Python that is named) on the space of `studies/reference.yaml` with
 * closed formulas in place of training: search/stand-in.mjs has the formulas, search/ax.mjs what is compared. Ax's trials go
 * into the journal, and the same command goes on with it; --ax-journal alone prints what it holds and needs no Ax, and
 *   node bench/search.mjs --stand-in [--seeds 8] [--evaluations 50] [--json]
 * compares ours alone there.
 *   node bench/search.mjs --variants A,B [--problems a,b] [--seeds 20] [--evaluations 30] [--journal FILE] [--json]
 * sets settings of the sampler beside each other, differences to A, with intervals for all seeds and for either half:
 * search/variants.mjs names them, search/variant-problems.mjs what they are tried on (all, unless named).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSobol } from 'deepawb/random';
import * as search from 'deepawb/search';
import { parseArgs, positiveInteger, refuse } from './options.mjs';
import { compareAlone, compareWithAx, describeComparison } from './search/ax.mjs';
import { VARIANT_PROBLEMS } from './search/variant-problems.mjs';
import { compareVariants, describeVariants, VARIANT_NAMES } from './search/variants.mjs';

const ANCHORS = join(import.meta.dirname, '../../shared/anchors/bo');
const MARKS = [10, 15, 20, 30, 40, 50];
const TARGETS = {
  branin_currin: { 30: 56.3, 50: 57.9 },
  dtlz2_d6_m2: { 30: 0.2, 50: 0.32 },
  vehicle_safety: { 30: 240 },
  hartmann6: { 30: 2.83, 50: 3.24 },
  branin: { 30: -0.43 },
};

const { values: options } = parseArgs({
  options: {
    problems: { type: 'string' },
    seeds: { type: 'string' },
    evaluations: { type: 'string' },
    sampler: { type: 'string', default: 'bayesian' },
    init: { type: 'string' },
    reference: { type: 'string' },
    ax: { type: 'string' },
    'ax-journal': { type: 'string' },
    'stand-in': { type: 'boolean', default: false },
    variants: { type: 'string' },
    journal: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const initial = readJson('init');
const reference = readJson('reference')?.results;
const samplers = {
  bayesian: () => search.createBayesianSampler({ initialPoints: 0 }),
  sobol: search.createSobolSampler,
  random: search.createRandomSampler,
};
const names =
  options.problems?.split(',') ?? Object.keys(initial ?? Object.fromEntries(search.TEST_PROBLEMS));
const isBesideAx = options.ax !== undefined || options['ax-journal'] !== undefined;
const isStandIn = isBesideAx || options['stand-in'];
options.seeds ??= options.variants ? '20' : isStandIn ? '8' : '10';
options.evaluations ??= options.variants ? '30' : '50';
const seeds = positiveInteger(options, 'seeds');
const evaluations = positiveInteger(options, 'evaluations');
if (!(options.sampler in samplers)) {
  fail(`--sampler: expected ${Object.keys(samplers).join(', ')}, got ${options.sampler}`);
}

if (options.variants !== undefined) {
  onVariants();
  process.exit();
}
if (isStandIn) {
  await onStandIn();
  process.exit();
}

const report = {};
for (const name of names) {
  const test = search.TEST_PROBLEMS.get(name);
  if (!test)
    fail(
      `--problems: expected some of ${[...search.TEST_PROBLEMS.keys()].join(', ')}, got ${name}`,
    );
  const runs = [];
  for (let seed = 0; seed < seeds; seed++) {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: seed ${seed + 1} of ${seeds} `);
    runs.push(runSeed(test, name, seed));
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  report[name] = summarise(runs);
  if (!options.json) printProblem(name, report[name]);
}
if (options.json) console.log(JSON.stringify(report, null, 2));

function onVariants() {
  const among = (option, list, known) => {
    const unknown = list.find((name) => !known.includes(name));
    if (unknown !== undefined)
      fail(`--${option}: expected some of ${known.join(', ')}, got ${unknown}`);
    return list;
  };
  const compared = compareVariants({
    names: among('variants', options.variants.split(','), VARIANT_NAMES),
    problems: among('problems', options.problems?.split(',') ?? [...VARIANT_PROBLEMS.keys()], [
      ...VARIANT_PROBLEMS.keys(),
    ]),
    seeds,
    trials: evaluations,
    journal: options.journal,
    note: (text) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${text}`),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  console.log(options.json ? JSON.stringify(compared, null, 2) : describeVariants(compared));
}

/** Ends with code 1 where Ax ends, and where the journal has nothing to compare yet. */
async function onStandIn() {
  const journal = options['ax-journal'] ?? 'ax-journal.jsonl';
  const note = (text) => process.stderr.write(`${text}\n`);
  try {
    const common = { seeds, trials: evaluations, note };
    const compared = isBesideAx
      ? await compareWithAx({ python: options.ax, journal, ...common })
      : compareAlone(common);
    if (!compared)
      fail(`${journal}: expected a seed with 10 trials of Ax at least; --ax PYTHON makes them`);
    console.log(options.json ? JSON.stringify(compared, null, 2) : describeComparison(compared));
  } catch (error) {
    console.error(`bench search: ${error.message}`);
    process.exit(1);
  }
}

/** Values at each evaluation and CPU seconds of each suggestion. */
function runSeed(test, name, seed) {
  const optimiser = search.createOptimiser({
    problem: test.problem,
    sampler: samplers[options.sampler](),
    seed,
  });
  const { parameters } = test.problem.space;
  const points = initialPoints(name, parameters.length, seed);
  const values = [];
  const seconds = [];
  for (let i = 0; i < evaluations; i++) {
    let trial;
    if (i < points.length) {
      trial = optimiser.enqueue(
        Object.fromEntries(
          parameters.map(({ name: key, low, high }, k) => [key, low + (high - low) * points[i][k]]),
        ),
      );
    } else {
      const start = process.cpuUsage();
      trial = optimiser.ask();
      const { user, system } = process.cpuUsage(start);
      seconds.push((user + system) / 1e6);
    }
    optimiser.tell(trial.id, { kind: 'completed', outcomes: test.evaluate(trial.configuration) });
    values.push(reached(test, optimiser));
  }
  return { values, seconds };
}

function initialPoints(name, d, seed) {
  const given = initial?.[name]?.init;
  if (given) return given[seed % given.length];
  const sobol = createSobol(d, `bench/${seed}`);
  return Array.from({ length: 2 * (d + 1) }, (_, i) => [...sobol.point(i)]);
}

function reached({ problem }, optimiser) {
  if (problem.objectives.length > 1) return optimiser.hypervolume();
  const [best] = optimiser.front();
  return best ? -best.outcomes[problem.objectives[0].name] : Number.NaN;
}

function summarise(runs) {
  const marks = [...new Set([...MARKS.filter((mark) => mark <= evaluations), evaluations])];
  const at = {};
  for (const mark of marks) {
    const values = runs.map(({ values: all }) => all[mark - 1]);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const square = values.reduce((a, b) => a + (b - mean) ** 2, 0);
    at[mark] = { mean, sd: Math.sqrt(square / Math.max(1, values.length - 1)), k: values.length };
  }
  const late = runs.flatMap(({ seconds }) => seconds.slice(-5)).sort((a, b) => a - b);
  return { at, cpuSecondsPerSuggestion: late[Math.floor(late.length / 2)] ?? 0 };
}

function printProblem(name, { at, cpuSecondsPerSuggestion }) {
  console.log(
    `\n${name}: ${cpuSecondsPerSuggestion.toFixed(3)} s of CPU for a suggestion at the end (median)`,
  );
  const marks = [20, 30, 50].filter((mark) => at[mark]);
  const row = (title, cell) =>
    console.log(`  ${title.padEnd(12)}${marks.map((mark) => cell(mark).padStart(20)).join('')}`);
  row('evaluations', String);
  row(options.sampler, (mark) => `${digits(at[mark].mean)} +- ${digits(at[mark].sd)}`);
  const goal = TARGETS[name] ?? {};
  row('target', (mark) =>
    goal[mark] === undefined
      ? ''
      : `${at[mark].mean >= goal[mark] ? 'met' : 'MISSED'} ${goal[mark]}`,
  );
  for (const [other, { at: theirs }] of Object.entries(reference?.[name] ?? {})) {
    row(other, (mark) =>
      theirs[mark] ? `${digits(theirs[mark].mean)} +- ${digits(theirs[mark].sd)}` : '',
    );
  }
}

function digits(value) {
  return value.toPrecision(4);
}

/** What the file of an option holds; without the option that of the anchors, where they are. */
function readJson(option) {
  const file = options[option] ?? join(ANCHORS, `${option}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  return options[option] === undefined ? undefined : refuse(option, 'a file', file);
}

function fail(message) {
  console.error(`bench search: ${message}`);
  process.exit(2);
}
