/**
 * Is the search worth its mathematics? Studies of the small-network space on real pictures, one by the search and one by
 * random draws for each seed, all else equal: the same number of trials, training, validation pictures, measured costs and
 * early stopping. Compared is the hypervolume of what each found (the share of the box below the thresholds that its front
 * dominates), with a bootstrap interval of the mean difference over the paired seeds, and how much of it a minute of training
 * buys. A trial trains on two of five folds, one after another: one fold's noise is as large as what is to be found.
 *   node bench/nas.mjs [--data DIR] [--seeds 8] [--trials 40] [--folds 2] [--epochs 18] [--slots 2] [--dir DIR] [--json]
 * --dir keeps the studies there (`deepawb search pareto DIR/search-1` draws one); the same command goes on with them, and
 * prints what they hold where all are done.
 * Ends with code 1 where the interval does not lie above zero.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as metrics from 'deepawb/metrics';
import * as nas from 'deepawb/nas';
import { createRng } from 'deepawb/random';
import { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } from 'deepawb/raw';
import { preparePictures } from 'deepawb/train';
import { parseArgs, positiveInteger } from './options.mjs';

/**
 * Fixed before any run. Error: 3 degrees, where a mean recovery error is no better than that of methods without training.
 * CPU time: 0.14 ms, that of the hand-made network, so that what it costs is the most that a find may cost. Memory is that
 * of the whole process, nearly the same for all networks of this space: a limit, not an objective.
 */
const OBJECTIVES = {
  error: { measure: 'recoveryDegrees', threshold: 3 },
  cpuMs: { threshold: 0.14 },
  memoryMb: { threshold: 100, role: 'limit' },
};
const SAMPLERS = { search: 'bayesian', random: 'random' };
/** Shares of the CPU time that random draws train for, at which both are compared. */
const TRAINING_SHARES = [0.25, 0.5, 1];
const HASH_SIZE = { heightPx: 32, widthPx: 32 };

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, '../../shared/data/cube64') },
    seeds: { type: 'string', default: '8' },
    trials: { type: 'string', default: '40' },
    epochs: { type: 'string', default: '18' },
    folds: { type: 'string', default: '2' },
    slots: { type: 'string', default: '2' },
    dir: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seeds = positiveInteger(options, 'seeds');
const trials = positiveInteger(options, 'trials');
const epochs = positiveInteger(options, 'epochs');
const folds = positiveInteger(options, 'folds');
const slots = positiveInteger(options, 'slots');
const data = resolve(options.data);
if (!existsSync(data)) fail(`${data}: expected a data set; name one with --data`);
const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'deepawb-bench-nas-'));
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

const started = performance.now();
const { dataHash } = await preparePictures(data, HASH_SIZE, {
  part: 'train',
  blackLevel: DEFAULT_BLACK_LEVEL,
  whiteLevel: DEFAULT_WHITE_LEVEL,
});
const runs = [];
for (let seed = 1; seed <= seeds; seed++) {
  // In turn: what else the machine does meets both.
  const names = seed % 2 === 1 ? ['search', 'random'] : ['random', 'search'];
  const run = { seed };
  for (const name of names) run[name] = await runStudy(name, seed);
  runs.push(run);
  note(
    `seed ${seed}: search ${run.search.hypervolume.toFixed(4)}, random ${run.random.hypervolume.toFixed(4)}, ` +
      `after ${minutes().toFixed(1)} minutes`,
  );
}
if (!options.dir) rmSync(dir, { recursive: true, force: true });
report(summarise());

/** One study, from its beginning or from where it was left. */
async function runStudy(name, seed) {
  const folder = join(dir, `${name}-${seed}`);
  const description = describeStudy(name, seed);
  const study = existsSync(join(folder, 'journal.jsonl'))
    ? nas.resumeStudy(folder)
    : nas.createStudy(folder, { description, dataHash, device: hostname() });
  const executor = nas.createLocalExecutor({ slots });
  try {
    checkSame(study, description);
    await nas.runStudy({
      study,
      executor,
      measure: nas.createCostMeasurement(description),
      onEvent: () => progress(name, seed, study.state),
      signal: interrupted.signal,
    });
  } finally {
    await executor.close();
    study.close();
    clearProgress();
  }
  if (interrupted.signal.aborted) {
    fail(options.dir ? 'interrupted; the same command goes on' : 'interrupted');
  }
  return summariseStudy(study.state);
}

function describeStudy(name, seed) {
  const plain = {
    name: `bench-${name}-${seed}`,
    seed,
    data: { path: data },
    space: 'small',
    objectives: OBJECTIVES,
    sampler: SAMPLERS[name],
    trials,
    epochs,
    validation: { folds: 5, use: folds, kind: 'random' },
    halving: { eta: 3, rungs: 2 },
    finalists: { count: 0, seeds: 0 },
    executor: { kind: 'local', slots },
  };
  return nas.checkStudy(plain, 'bench');
}

/** Studies of another run in the same folder would pass for this one's. */
function checkSame({ directory, state }, description) {
  const { created } = state;
  const same =
    JSON.stringify(created.description) === JSON.stringify(description) &&
    created.dataHash === dataHash;
  if (!same) fail(`${directory}: holds a study with other settings or data; name another --dir`);
}

function summariseStudy(state) {
  const count = (status) => state.trials.filter((trial) => trial.status === status).length;
  const front = nas.studyFront(state);
  return {
    hypervolume: nas.studyHypervolume(state),
    counts: {
      completed: count('completed'),
      pruned: count('pruned'),
      infeasible: count('infeasible'),
      failed: count('failed'),
    },
    front: front.map((trial) => ({
      trial: trial.id,
      error: nas.meanError(trial),
      cpuMs: trial.costs.cpuMs,
      memoryMb: trial.costs.memoryMb,
    })),
    cpuSeconds: state.trials.reduce((sum, trial) => sum + trial.cpuSeconds, 0),
    course: courseOf(state),
  };
}

/** After each trial, in the order in which they were suggested: CPU minutes of all training so far, and the hypervolume. */
function courseOf(state) {
  let cpuMinutes = 0;
  return state.trials.map((trial, i) => {
    cpuMinutes += trial.cpuSeconds / 60;
    const until = { ...state, trials: state.trials.slice(0, i + 1) };
    return { cpuMinutes, hypervolume: nas.studyHypervolume(until) };
  });
}

/** What a study has by so many CPU minutes of training. */
function hypervolumeAt(course, minutesOfTraining) {
  const reached = course.filter(({ cpuMinutes }) => cpuMinutes <= minutesOfTraining);
  return reached.at(-1)?.hypervolume ?? 0;
}

/** Of each share of the training that random draws take, what both have by then, mean over seeds. */
function byMinutes() {
  return TRAINING_SHARES.map((share) => {
    const pairs = runs.map(({ search, random }) => {
      const budget = share * random.course.at(-1).cpuMinutes;
      return {
        cpuMinutes: budget,
        search: hypervolumeAt(search.course, budget),
        random: hypervolumeAt(random.course, budget),
      };
    });
    const of = (name) => mean(pairs.map((pair) => pair[name]));
    return { share, cpuMinutes: of('cpuMinutes'), search: of('search'), random: of('random') };
  });
}

/** CPU minutes until the search has what random draws have at their end, as a share of theirs; null where it never has. */
function shareToCatchUp({ search, random }) {
  const last = random.course.at(-1);
  const there = search.course.find(({ hypervolume }) => hypervolume >= last.hypervolume);
  return there ? there.cpuMinutes / last.cpuMinutes : null;
}

function summarise() {
  const of = (name) => runs.map((run) => run[name].hypervolume);
  const difference = metrics.pairedBootstrap(of('search'), of('random'), {
    rng: createRng('bench/nas'),
    resamples: 10_000,
  });
  return {
    space: 'small',
    data: { hash: dataHash },
    objectives: OBJECTIVES,
    settings: { trials, epochs, folds, slots, seeds },
    search: { mean: mean(of('search')), hypervolumes: of('search') },
    random: { mean: mean(of('random')), hypervolumes: of('random') },
    margin: difference.meanDifference,
    interval: difference.interval,
    wins: runs.filter((run) => run.search.hypervolume > run.random.hypervolume).length,
    minutes: minutes(),
    byMinutes: byMinutes(),
    catchUp: runs.map(shareToCatchUp),
    runs,
  };
}

function report(result) {
  const { search, random, margin, interval, wins } = result;
  const above = interval[0] > 0;
  if (!above) process.exitCode = 1;
  if (options.json) {
    console.log(JSON.stringify({ ...result, excludesZero: above }, null, 2));
    return;
  }
  const { error, cpuMs, memoryMb } = OBJECTIVES;
  console.log(`small-network space, ${trials} trials of ${epochs} epochs in ${folds} folds, ${slots} slots, ${seeds} seeds
thresholds: error ${error.threshold} degrees, CPU time ${cpuMs.threshold} ms; limit: ${memoryMb.threshold} MB

seed   search   random   trained/stopped/beyond budget/failed: search, random`);
  for (const run of runs) {
    const counts = (name) => Object.values(run[name].counts).join('/');
    console.log(
      `${String(run.seed).padStart(4)}   ${run.search.hypervolume.toFixed(4)}   ${run.random.hypervolume.toFixed(4)}   ` +
        `${counts('search')}, ${counts('random')}`,
    );
  }
  console.log(`mean   ${search.mean.toFixed(4)}   ${random.mean.toFixed(4)}

The search's hypervolume is higher by ${margin.toFixed(4)} (95 % interval ${interval.map((v) => v.toFixed(4)).join(' to ')}, \
paired bootstrap over ${seeds} seeds), in ${wins} of ${seeds} seeds; the interval ${above ? 'excludes' : 'does not exclude'} zero.
${minutes().toFixed(1)} minutes in this run.

hypervolume by CPU minutes of training
minutes   search   random   a minute: search, random
${result.byMinutes.map(minutesRow).join('\n')}
The search has what random draws have at their end after ${shares(result.catchUp)} of their training.`);
}

function minutesRow({ cpuMinutes, search, random }) {
  const perMinute = (value) => (value / cpuMinutes).toFixed(3);
  return (
    `${cpuMinutes.toFixed(2).padStart(7)}   ${search.toFixed(4)}   ${random.toFixed(4)}   ` +
    `${perMinute(search)}, ${perMinute(random)}`
  );
}

/** The median over seeds, those that never catch up counted as the last. */
function shares(catchUp) {
  const sorted = catchUp.map((share) => share ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const never = catchUp.filter((share) => share === null).length;
  const all = Number.isFinite(middle) ? `${(100 * middle).toFixed(0)} % (median)` : 'more than all';
  return never === 0 ? all : `${all}, in ${never} of ${catchUp.length} seeds never,`;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function minutes() {
  return (performance.now() - started) / 60_000;
}

function progress(name, seed, { trials: all }) {
  if (!process.stderr.isTTY) return;
  const ended = all.filter(({ status }) => !['suggested', 'running'].includes(status)).length;
  process.stderr.write(
    `\r\x1b[Kseed ${seed} of ${seeds}, ${name}: ${ended} of ${trials} trials, ${minutes().toFixed(1)} minutes`,
  );
}

function clearProgress() {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

function note(text) {
  if (!options.json || !process.stderr.isTTY) process.stderr.write(`${text}\n`);
}

function fail(message) {
  console.error(`bench:nas: ${message}`);
  process.exit(1);
}
