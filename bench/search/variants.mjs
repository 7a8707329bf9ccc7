/**
 * Settings of the sampler beside those that it ships with, on all of variant-problems.mjs: paired differences of the
 * hypervolume (of the best value, negated, for one objective) seed by seed. Seeds are reported in two halves: what is chosen on
 * the first has to hold on the second. Runs go into a journal, and the same command goes on with it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { appendLines } from 'deepawb/files';
import { pairedBootstrap } from 'deepawb/metrics';
import { createRng } from 'deepawb/random';
import * as search from 'deepawb/search';
import { VARIANT_PROBLEMS } from './variant-problems.mjs';

const MARKS = [10, 20, 30];
export const SHIPPED = 'shipped';

const lengthScale = (location, spread) => ({ location, spread });
const SHORT = { kernel: 'squaredExponential', lengthScale: lengthScale(-1, 0.7) };
const ROUGH = { kernel: 'matern52', lengthScale: lengthScale(-0.5, 0.7) };
const LONG = { kernel: 'squaredExponential', lengthScale: lengthScale(0.5, 0.7) };
/** [Hvarfner2024], which BoTorch has as its default. */
const WIDE = {
  kernel: 'squaredExponential',
  lengthScale: lengthScale(Math.SQRT2, Math.sqrt(3)),
};

/** By name: the sampler's options; `kernels` are fits, with the prior of the noise that ships for the problem unless they have one. */
const VARIANTS = {
  [SHIPPED]: {},
  'start of d + 1': { initialPoints: (d) => Math.min(12, Math.max(5, d + 1)) },
  'start of 5': { initialPoints: () => 5 },
  'start of 3': { initialPoints: () => 3 },
  'start of 8': { initialPoints: () => 8 },
  'short and rough': { kernels: [SHORT, ROUGH] },
  'squared exponential alone': { kernels: [SHORT] },
  'Matern alone': { kernels: [ROUGH] },
  'with a long one': { kernels: [SHORT, ROUGH, LONG] },
  'Hvarfner alone': { kernels: [WIDE] },
  'BoTorch alone': { kernels: [{ ...WIDE, noise: { location: -4, spread: 1 } }] },
  'short and Hvarfner': { kernels: [SHORT, WIDE] },
  'with Hvarfner': { kernels: [SHORT, ROUGH, WIDE] },
  'more climbs': { rawPoints: 1024, starts: 12 },
};
export const VARIANT_NAMES = Object.keys(VARIANTS);

/** @param names of variants; differences are to the first */
export function compareVariants({ names, problems, seeds, trials, journal, note }) {
  const marks = MARKS.filter((mark) => mark <= trials);
  const held = readRuns(journal);
  const runs = problems.flatMap((problem) =>
    Array.from({ length: seeds }, (_, i) =>
      names.map((variant) => {
        const key = [problem, variant, i + 1, trials].join('/');
        const known = held.get(key);
        if (known) return known;
        note(`${problem}, seed ${i + 1}: ${variant}`);
        const run = {
          key,
          problem,
          variant,
          seed: i + 1,
          ...runOnce(problem, variant, i + 1, trials),
        };
        if (journal) appendLines(journal, `${JSON.stringify(run)}\n`);
        return run;
      }),
    ).flat(),
  );
  return { base: names[0], seeds, at: summarise(runs, names, problems, seeds, marks) };
}

function readRuns(journal) {
  if (!journal || !existsSync(journal)) return new Map();
  const lines = readFileSync(journal, 'utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line)).map((run) => [run.key, run]));
}

/** Values at each trial, and CPU seconds of all suggestions. */
function runOnce(problemName, variant, seed, trials) {
  const begun = VARIANT_PROBLEMS.get(problemName)(seed);
  const { problem, given, judged, evaluate, told, blur, noisy = false, unit } = begun;
  const sampler = samplerOf(VARIANTS[variant], problem, noisy, given.length);
  const optimiser = search.createOptimiser({ problem, sampler, seed });
  // Judged by what is true, whatever was told.
  const truth = search.createOptimiser({
    problem: judged,
    sampler: search.createRandomSampler(),
    seed,
  });
  const values = [];
  let cpuSeconds = 0;
  for (let i = 0; i < trials; i++) {
    const before = process.cpuUsage();
    const { id, configuration } = i < given.length ? optimiser.enqueue(given[i]) : optimiser.ask();
    const { user, system } = process.cpuUsage(before);
    cpuSeconds += (user + system) / 1e6;
    const outcomes = evaluate(configuration);
    optimiser.tell(id, { kind: 'completed', outcomes: blur ? blur(outcomes) : outcomes });
    told?.push({ configuration, outcomes });
    truth.tell(truth.enqueue(configuration).id, { kind: 'completed', outcomes });
    values.push(reached(judged, truth) / unit);
  }
  return { values, cpuSeconds };
}

function samplerOf({ initialPoints, kernels, ...options }, { space }, noisy, given) {
  const shipped = noisy ? search.NOISY_FITS : search.DEFAULT_FITS;
  const { noise } = shipped[0];
  const d = space.parameters.length;
  const start = given > 0 ? given : initialPoints?.(d);
  return search.createBayesianSampler({
    ...options,
    fits: kernels ? kernels.map((kernel) => ({ noise, ...kernel })) : shipped,
    ...(start === undefined ? {} : { initialPoints: start }),
  });
}

function reached({ objectives }, optimiser) {
  if (objectives.length > 1) return optimiser.hypervolume();
  const [best] = optimiser.front();
  return best ? -best.outcomes[objectives[0].name] : Number.NaN;
}

function summarise(runs, names, problems, seeds, marks) {
  const half = Math.ceil(seeds / 2);
  const of = (problem, variant, mark, from, to) =>
    runs
      .filter((run) => run.problem === problem && run.variant === variant)
      .filter(({ seed }) => seed > from && seed <= to)
      .map(({ values }) => values[mark - 1]);
  const rows = problems.flatMap((problem) =>
    names.slice(1).flatMap((variant) =>
      marks.map((mark) => ({
        problem,
        variant,
        mark,
        base: mean(of(problem, names[0], mark, 0, seeds)),
        first: differenceOf(
          of(problem, variant, mark, 0, half),
          of(problem, names[0], mark, 0, half),
        ),
        second: differenceOf(
          of(problem, variant, mark, half, seeds),
          of(problem, names[0], mark, half, seeds),
        ),
        all: differenceOf(
          of(problem, variant, mark, 0, seeds),
          of(problem, names[0], mark, 0, seeds),
        ),
      })),
    ),
  );
  return rows;
}

/** Null of fewer than two pairs. Values that are none (no point keeps the constraints yet) leave their pair out. */
function differenceOf(values, base) {
  const pairs = values.map((v, i) => [v, base[i]]).filter((pair) => pair.every(Number.isFinite));
  if (pairs.length < 2) return null;
  const [a, b] = [0, 1].map((k) => pairs.map((pair) => pair[k]));
  const rng = createRng('bench/search/variants');
  const { meanDifference, interval } = pairedBootstrap(a, b, { rng, resamples: 5000 });
  return { difference: meanDifference, interval };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function describeVariants({ base, seeds, at }) {
  const lines = [
    `difference to '${base}' with its 95 % interval, ${seeds} seeds: all, first half, second half`,
  ];
  let title = '';
  for (const { problem, variant, mark, base: value, all, first, second } of at) {
    const next = `${problem}: ${variant}`;
    if (next !== title) lines.push('', next);
    title = next;
    lines.push(
      `  ${String(mark).padStart(3)}  ${value.toPrecision(4).padStart(8)}  ${[all, first, second].map(cell).join('')}`,
    );
  }
  return lines.join('\n');
}

function cell(compared) {
  if (!compared) return '';
  const { difference, interval } = compared;
  return `${signed(difference)} (${interval.map(signed).join(' to ')})`.padEnd(34);
}

function signed(value) {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toPrecision(3)}`;
}
