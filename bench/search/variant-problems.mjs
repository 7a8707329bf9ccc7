/**
 * What settings of the sampler are compared on (variants.mjs): the stand-in as Ax is told of it, as a study knows it, and as
 * a study whose errors carry a training's noise; the standard problems with known answers; some of them with whole numbers and
 * names for parameters (`mixed`), and with parameters to fourteen that do nothing (`padded`).
 */
import { createRng } from 'deepawb/random';
import * as search from 'deepawb/search';
import { evaluate } from './stand-in.mjs';
import { BOX, startAsAx, studyProblem, toldProblem } from './stand-in-problems.mjs';

/** Standard deviation of the noise of an error's logarithm: about that of one fold of a training. */
const NOISE = 0.08;
const PADDED_TO = 14;
const NAMES = { a: 0.7, b: 0.2, c: 0.95, d: 0.45 };
const STEPS = 8;

/**
 * By name, what a seed's search is of: the problem as the sampler knows it, and as it is judged; points that are tried first;
 * true outcomes of a configuration, and what is made of them where something else is told; trials that the problem itself learns
 * from; the unit of its values.
 */
export const VARIANT_PROBLEMS = new Map([
  [
    'stand-in told',
    (seed) => onStandIn({ problem: toldProblem({ log: true }), given: startAsAx(seed) }),
  ],
  ['stand-in study', (seed) => onStandIn(asStudy(seed))],
  ['stand-in noisy study', (seed) => onStandIn(withNoise(asStudy(seed), seed))],
  ...[...search.TEST_PROBLEMS].map(([name, test]) => [name, () => known(test)]),
  ...['hartmann6', 'dtlz2_d6_m2', 'vehicle_safety'].map((name) => [
    `${name} mixed`,
    () => known(mixed(search.TEST_PROBLEMS.get(name))),
  ]),
  ...['hartmann6', 'dtlz2_d6_m2'].map((name) => [
    `${name} padded`,
    () => known(padded(search.TEST_PROBLEMS.get(name))),
  ]),
]);

function asStudy(seed) {
  const told = [];
  return { problem: studyProblem(seed, told), told };
}

function withNoise(begun, seed) {
  const rng = createRng(`noise/${seed}`);
  const blur = (outcomes) => ({
    ...outcomes,
    error: outcomes.error * Math.exp(NOISE * rng.normal()),
  });
  return { ...begun, noisy: true, blur };
}

function onStandIn(begun) {
  return { given: [], ...begun, judged: toldProblem({ log: false }), evaluate, unit: BOX };
}

function known({ problem, evaluate: evaluateKnown }) {
  return { problem, given: [], judged: problem, evaluate: evaluateKnown, unit: 1 };
}

/** Every second parameter in whole steps, the last one by names whose order says nothing. */
function mixed({ problem, evaluate: plain }) {
  const { parameters } = problem.space;
  const last = parameters.length - 1;
  const spread = ({ low, high }, share) => low + (high - low) * share;
  const changed = parameters.map((parameter, i) => {
    const { name } = parameter;
    if (i === last) return { kind: 'choice', name, values: Object.keys(NAMES) };
    return i % 2 === 1 ? { kind: 'integer', name, low: 0, high: STEPS } : parameter;
  });
  const plainOf = (parameter, i, value) => {
    if (i === last) return spread(parameter, NAMES[value]);
    // Steps that miss the edges and the middle, where answers of such problems like to lie.
    return i % 2 === 1 ? spread(parameter, (value + 0.3) / (STEPS + 0.6)) : value;
  };
  return {
    problem: { ...problem, space: { ...problem.space, parameters: changed } },
    evaluate: (configuration) =>
      plain(
        Object.fromEntries(
          parameters.map((parameter, i) => [
            parameter.name,
            plainOf(parameter, i, configuration[parameter.name]),
          ]),
        ),
      ),
  };
}

function padded({ problem, evaluate: plain }) {
  const { parameters } = problem.space;
  const idle = Array.from({ length: PADDED_TO - parameters.length }, (_, i) => ({
    kind: 'float',
    name: `idle${i}`,
    low: 0,
    high: 1,
  }));
  return {
    problem: { ...problem, space: { ...problem.space, parameters: [...parameters, ...idle] } },
    evaluate: (configuration) =>
      plain(Object.fromEntries(parameters.map(({ name }) => [name, configuration[name]]))),
  };
}
