/**
 * Our optimiser beside Ax on the closed-form stand-in for the reference's study (stand-in.mjs): the same space, constraints,
 * thresholds and first five points (Ax's own start: the centre and four of Sobol'), hypervolume below the thresholds as a share
 * of the box that they span, paired differences seed by seed.
 *
 *   Ax               its default generation strategy; knows nothing of the three outcomes but what it is told
 *   ours             the same: error, CPU time and memory are told, and modelled in their logarithms, which problems can
 *                    ask for (`log: true`) where outcomes are positive; Ax's default models them as they are
 *   ours, no logs    the same without logarithms: as little as Ax is told
 *   ours, in a study as `deepawb search` runs: its own start, costs foretold from ten networks that are measured beforehand
 *                    and from every trial (a measurement takes seconds, a training minutes)
 *   random           points spread evenly over what the constraints allow
 *
 * Ax takes most of a minute of CPU time for a suggestion: its trials go into a journal, one by one.
 */
import { pairedBootstrap } from 'deepawb/metrics';
import { createRng } from 'deepawb/random';
import * as search from 'deepawb/search';
import { readTrials } from './ax-journal.mjs';
import { runAx } from './ax-process.mjs';
import { evaluate, THRESHOLDS } from './stand-in.mjs';
import { AX_START, BOX, startAsAx, studyProblem, toldProblem } from './stand-in-problems.mjs';

export const AX_MARKS = [10, 20, 30, 50];
/** What all sides but Ax are: a sampler, the problem as they know it, and how many of Ax's points they start from. */
const SIDES = {
  ours: {
    sampler: () => search.createBayesianSampler({ initialPoints: AX_START }),
    problem: () => toldProblem({ log: true }),
    given: AX_START,
  },
  'ours, no logs': {
    sampler: () => search.createBayesianSampler({ initialPoints: AX_START }),
    problem: () => toldProblem({ log: false }),
    given: AX_START,
  },
  'ours, in a study': {
    sampler: () => search.createBayesianSampler(),
    problem: studyProblem,
    given: 0,
  },
  random: {
    sampler: search.createRandomSampler,
    problem: () => toldProblem({ log: false }),
    given: 0,
  },
};

/** Runs Ax, where a Python is given, and reports on what the journal holds. Null where it holds no mark of any seed. */
export async function compareWithAx({ python, journal, seeds, trials, note }) {
  const marks = marksOf(trials);
  if (python) {
    const onTrial = ({ seed, trial, cpuSeconds }) =>
      note(`Ax, seed ${seed}: trial ${trial + 1} of ${trials}, ${cpuSeconds.toFixed(1)} s of CPU`);
    await runAx({ python, journal, seeds, marks, onTrial });
  }
  const bySeed = readTrials(journal);
  const known = Array.from({ length: seeds }, (_, i) => i + 1).filter(
    (seed) => (bySeed.get(seed)?.length ?? 0) >= marks[0],
  );
  if (known.length === 0) return null;
  const runs = known.map((seed) => {
    note(`ours, seed ${seed}`);
    return runBesideAx(seed, bySeed.get(seed).slice(0, trials));
  });
  return { ax: bySeed.get(known[0])[0].ax, ...summarise(runs, marks, 'Ax') };
}

/** Ours without Ax, from the centre and four Sobol' points; differences are to random draws. */
export function compareAlone({ seeds, trials, note }) {
  const marks = marksOf(trials);
  const runs = Array.from({ length: seeds }, (_, i) => {
    const seed = i + 1;
    note(`ours, seed ${seed}`);
    return { seed, sides: runSides(seed, startAsAx(seed), trials) };
  });
  return summarise(runs, marks, 'random');
}

function marksOf(trials) {
  return [...new Set([...AX_MARKS.filter((mark) => mark < trials), trials])];
}

/** All sides on one seed, as far as Ax got. */
function runBesideAx(seed, trials) {
  const start = trials.slice(0, AX_START).map(({ configuration }) => configuration);
  const Ax = { values: replayed(trials), seconds: trials.map((trial) => trial.cpuSeconds) };
  return { seed, sides: { Ax, ...runSides(seed, start, trials.length) } };
}

function runSides(seed, start, trials) {
  return Object.fromEntries(
    Object.entries(SIDES).map(([name, side]) => [name, runSide(side, seed, start, trials)]),
  );
}

/** Hypervolume after each trial that was made elsewhere. */
function replayed(trials) {
  const optimiser = search.createOptimiser({
    problem: toldProblem({ log: false }),
    sampler: search.createRandomSampler(),
    seed: 0,
  });
  return trials.map(({ configuration, outcomes }) => {
    const { id } = optimiser.enqueue(configuration);
    optimiser.tell(id, { kind: 'completed', outcomes });
    return optimiser.hypervolume() / BOX;
  });
}

function runSide({ sampler, problem, given }, seed, start, trials) {
  const told = [];
  const optimiser = search.createOptimiser({
    problem: problem(seed, told),
    sampler: sampler(),
    seed,
  });
  const values = [];
  const seconds = [];
  for (let i = 0; i < trials; i++) {
    const before = process.cpuUsage();
    const trial = i < given ? optimiser.enqueue(start[i]) : optimiser.ask();
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
    const outcomes = evaluate(trial.configuration);
    optimiser.tell(trial.id, { kind: 'completed', outcomes });
    told.push({ configuration: trial.configuration, outcomes });
    values.push(optimiser.hypervolume() / BOX);
  }
  return { values, seconds };
}

/** @param base what the others are compared with */
function summarise(runs, marks, base) {
  const names = Object.keys(runs[0].sides);
  const at = {};
  for (const mark of marks) {
    const reached = runs.filter(({ sides }) => sides[base].values.length >= mark);
    if (reached.length === 0) continue;
    const of = (name) => reached.map(({ sides }) => sides[name].values[mark - 1]);
    at[mark] = Object.fromEntries(
      names.map((name) => [
        name,
        {
          ...meanAndDeviation(of(name)),
          ...differenceTo(of, name, base, mark),
          hypervolumes: of(name),
        },
      ]),
    );
    at[mark].seeds = reached.map(({ seed }) => seed);
  }
  const cpuSecondsPerSuggestion = Object.fromEntries(
    names.map((name) => [
      name,
      median(runs.flatMap(({ sides }) => sides[name].seconds.slice(AX_START))),
    ]),
  );
  return { base, thresholds: THRESHOLDS, at, cpuSecondsPerSuggestion };
}

/** A side minus another, with the interval of a paired bootstrap over seeds. */
function differenceTo(of, name, base, mark) {
  if (name === base || of(base).length < 2) return {};
  const rng = createRng('bench/search/ax').fork(name, mark);
  const paired = pairedBootstrap(of(name), of(base), { rng, resamples: 10_000 });
  const wins = of(name).filter((value, i) => value > of(base)[i]).length;
  return { difference: paired.meanDifference, interval: paired.interval, wins };
}

function meanAndDeviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(square / Math.max(1, values.length - 1)) };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The report as lines of text. */
export function describeComparison({ ax, base, at, cpuSecondsPerSuggestion }) {
  const lines = [
    `the reference's space, closed-form stand-in${ax ? `, beside Ax ${ax}` : ''}: share of the box below`,
    'error 0.01, CPU time 10 ms and memory 100 MB that the front dominates, mean +- deviation over seeds;',
    `difference to ${base} with its 95 % interval (paired bootstrap)`,
  ];
  for (const [mark, { seeds, ...sides }] of Object.entries(at)) {
    lines.push('', `after ${mark} trials, ${seeds.length} seeds`);
    for (const [name, { mean, sd, difference, interval, wins }] of Object.entries(sides)) {
      const to =
        difference === undefined
          ? ''
          : `   ${signed(difference)} (${interval.map(signed).join(' to ')}), ahead in ${wins} of ${seeds.length}`;
      lines.push(`  ${name.padEnd(18)}${mean.toFixed(4)} +- ${sd.toFixed(4)}${to}`);
    }
  }
  lines.push('', 'CPU seconds of a suggestion after the start, median');
  for (const [name, seconds] of Object.entries(cpuSecondsPerSuggestion)) {
    lines.push(`  ${name.padEnd(18)}${seconds.toPrecision(3)}`);
  }
  return lines.join('\n');
}

function signed(value) {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
}
