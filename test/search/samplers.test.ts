/** One conformance suite for every sampler. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Configuration,
  createBayesianSampler,
  createOptimiser,
  createRandomSampler,
  createSobolSampler,
  createSpaceCodec,
  type Observation,
  type Sampler,
  type SearchProblem,
  TEST_PROBLEMS,
} from '../../dist/search/index.js';

const SAMPLERS: [string, () => Sampler][] = [
  ['random', createRandomSampler],
  ['sobol', createSobolSampler],
  ['bayesian', () => createBayesianSampler({ initialPoints: 4, rawPoints: 64 })],
];

/** Every kind of parameter, chains and a pair of order constraints, a cheap objective and a log one. */
const MIXED: SearchProblem = {
  space: {
    parameters: [
      { kind: 'float', name: 'rate', low: 1e-4, high: 1e-2, log: true },
      { kind: 'float', name: 'finalRate', low: 1e-6, high: 1e-2, log: true },
      { kind: 'integer', name: 'kernel', low: 3, high: 7 },
      { kind: 'integer', name: 'stride', low: 1, high: 5 },
      { kind: 'integer', name: 'width1', low: 16, high: 256, log: true },
      { kind: 'integer', name: 'width2', low: 16, high: 256, log: true },
      { kind: 'integer', name: 'width3', low: 16, high: 256, log: true },
      { kind: 'ordered', name: 'scale', values: [1, 1.5, 2, 2.5, 3] },
      { kind: 'choice', name: 'head', values: ['mean', 'confident', 'both'] },
    ],
    constraints: [
      { lower: 'finalRate', upper: 'rate' },
      { lower: 'stride', upper: 'kernel' },
      { lower: 'width1', upper: 'width2' },
      { lower: 'width2', upper: 'width3' },
    ],
  },
  objectives: [
    { name: 'error', threshold: 5, log: true },
    { name: 'cost', threshold: 600, cost: (c) => Number(c.width1) + Number(c.width3) },
  ],
  features: (c) => ({ logWidth: Math.log(Number(c.width2)) }),
};

function errorOf(c: Configuration): number {
  const head = c.head === 'both' ? 0 : 0.3;
  return (
    1 + head + (Math.log10(Number(c.rate)) + 3) ** 2 + 20 / Number(c.width3) + Number(c.scale) / 10
  );
}

function complete(problem: SearchProblem, c: Configuration): Observation {
  const cost = problem.objectives[1]?.cost?.(c) ?? 0;
  return { kind: 'completed', configuration: c, outcomes: { error: errorOf(c), cost } };
}

function isAllowed(c: Configuration): boolean {
  createSpaceCodec(MIXED.space).encode(c);
  return true;
}

describe.each(SAMPLERS)('the %s sampler', (_name, create) => {
  it('suggests allowed, new configurations while trials complete, fail, are pruned and stay out', () => {
    const sampler = create();
    const observations: Observation[] = [];
    const pending: Configuration[] = [];
    const seen = new Set<string>();
    for (let i = 0; i < 14; i++) {
      const c = sampler.suggest(MIXED, { observations, pending }, 7);
      expect(isAllowed(c)).toBe(true);
      expect(seen.has(JSON.stringify(c))).toBe(false);
      seen.add(JSON.stringify(c));
      if (i % 7 === 3) observations.push({ kind: 'failed', configuration: c });
      else if (i % 7 === 4) observations.push({ kind: 'infeasible', configuration: c });
      else if (i % 7 === 5) {
        observations.push({
          kind: 'pruned',
          configuration: c,
          outcomes: { error: errorOf(c) + 1 },
        });
      } else if (i % 7 === 6) pending.push(c);
      else observations.push(complete(MIXED, c));
    }
  });

  it('answers the same bits for the same problem, history and seed', () => {
    const observations = Array.from({ length: 8 }, (_, i) =>
      complete(MIXED, createRandomSampler().suggest(MIXED, { observations: [], pending: [] }, i)),
    );
    const history = { observations, pending: [observations[0]!.configuration] };
    expect(create().suggest(MIXED, history, 3)).toEqual(create().suggest(MIXED, history, 3));
  });

  it('goes on when every trial failed', () => {
    const observations: Observation[] = [];
    for (let i = 0; i < 8; i++) {
      const configuration = create().suggest(MIXED, { observations, pending: [] }, 1);
      expect(isAllowed(configuration)).toBe(true);
      observations.push({ kind: 'failed', configuration });
    }
  });

  it('answers the only configuration there is, again where need be', () => {
    const single: SearchProblem = {
      space: { parameters: [{ kind: 'ordered', name: 'x', values: [4] }] },
      objectives: [{ name: 'f' }],
    };
    const observations: Observation[] = [];
    for (let i = 0; i < 7; i++) {
      const configuration = create().suggest(single, { observations, pending: [] }, 1);
      expect(configuration).toEqual({ x: 4 });
      observations.push({ kind: 'completed', configuration, outcomes: { f: 1 } });
    }
  });

  it('tries every configuration of a small space before any twice', () => {
    const small: SearchProblem = {
      space: {
        parameters: [
          { kind: 'integer', name: 'a', low: 0, high: 2 },
          { kind: 'choice', name: 'b', values: ['p', 'q', 'r'] },
        ],
      },
      objectives: [{ name: 'f' }],
    };
    const observations: Observation[] = [];
    for (let i = 0; i < 9; i++) {
      const configuration = create().suggest(small, { observations, pending: [] }, 2);
      observations.push({
        kind: 'completed',
        configuration,
        outcomes: { f: Number(configuration.a) },
      });
    }
    expect(new Set(observations.map((o) => JSON.stringify(o.configuration))).size).toBe(9);
  });

  it.each([...TEST_PROBLEMS.values()].map((t) => [t.name, t] as const))(
    'runs on %s',
    (_n, test) => {
      const optimiser = createOptimiser({ problem: test.problem, sampler: create(), seed: 1 });
      for (let i = 0; i < 7; i++) {
        const { id, configuration } = optimiser.ask();
        optimiser.tell(id, { kind: 'completed', outcomes: test.evaluate(configuration) });
      }
      expect(optimiser.history.observations).toHaveLength(7);
    },
  );
});

describe('the Bayesian sampler', () => {
  it('beats random points on Branin after 25 trials, for each of three seeds', () => {
    const branin = TEST_PROBLEMS.get('branin')!;
    for (const seed of [1, 2, 3]) {
      const best = (sampler: Sampler) => {
        const optimiser = createOptimiser({ problem: branin.problem, sampler, seed });
        for (let i = 0; i < 25; i++) {
          const { id, configuration } = optimiser.ask();
          optimiser.tell(id, { kind: 'completed', outcomes: branin.evaluate(configuration) });
        }
        return optimiser.front()[0]!;
      };
      const found = (o: Observation) => (o.kind === 'completed' ? o.outcomes.f1! : Number.NaN);
      expect(found(best(createBayesianSampler()))).toBeLessThan(found(best(createRandomSampler())));
    }
  });

  it('spreads four pending suggestions instead of repeating one', () => {
    const problem = TEST_PROBLEMS.get('branin_currin')!;
    const optimiser = createOptimiser({
      problem: problem.problem,
      sampler: createBayesianSampler(),
      seed: 4,
    });
    for (let i = 0; i < 10; i++) {
      const { id, configuration } = optimiser.ask();
      optimiser.tell(id, { kind: 'completed', outcomes: problem.evaluate(configuration) });
    }
    const trials = Array.from({ length: 4 }, () => optimiser.ask().configuration);
    for (const a of trials) {
      for (const b of trials) {
        if (a === b) continue;
        const apart = Math.hypot(Number(a.x1) - Number(b.x1), Number(a.x2) - Number(b.x2));
        expect(apart).toBeGreaterThan(1e-3);
      }
    }
  });

  it('keeps the constraint that it learns', () => {
    const problem = TEST_PROBLEMS.get('constr_branin_currin')!;
    const optimiser = createOptimiser({
      problem: problem.problem,
      sampler: createBayesianSampler(),
      seed: 2,
    });
    for (let i = 0; i < 24; i++) {
      const { id, configuration } = optimiser.ask();
      optimiser.tell(id, { kind: 'completed', outcomes: problem.evaluate(configuration) });
    }
    const late = optimiser.history.observations.slice(-10);
    const kept = late.filter((o) => o.kind === 'completed' && o.outcomes.c1! <= 0);
    expect(kept.length).toBeGreaterThanOrEqual(7);
    expect(optimiser.hypervolume()).toBeGreaterThan(400);
  });

  it('never suggests what a cheap objective puts beyond its threshold, once it has learnt', () => {
    const tight: SearchProblem = {
      ...MIXED,
      objectives: [MIXED.objectives[0]!, { ...MIXED.objectives[1]!, threshold: 120 }],
    };
    const observations: Observation[] = [];
    for (let i = 0; i < 16; i++) {
      const c = createBayesianSampler({ initialPoints: 6 }).suggest(
        tight,
        { observations, pending: [] },
        5,
      );
      if (i >= 6) expect(tight.objectives[1]!.cost!(c)).toBeLessThan(120);
      observations.push(complete(tight, c));
    }
  });
});

describe('a search space', () => {
  it('draws and repairs within order constraints, from any numbers', () => {
    const codec = createSpaceCodec(MIXED.space);
    const d = codec.dimensions.length;
    const uniform = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
      minLength: d,
      maxLength: d,
    });
    fc.assert(
      fc.property(uniform, (u) => {
        for (const point of [codec.draw(u), codec.repair(u)]) {
          const configuration = codec.decode(point);
          expect(codec.encode(configuration)).toEqual(
            codec.encode(codec.decode(codec.encode(configuration))),
          );
        }
      }),
    );
  });

  it('spreads sorted chains evenly: the least of three uniform numbers is below a quarter of the range 58 % of the time', () => {
    const names = ['a', 'b', 'c'];
    const codec = createSpaceCodec({
      parameters: names.map((name) => ({ kind: 'float' as const, name, low: 0, high: 1 })),
      constraints: [
        { lower: 'a', upper: 'b' },
        { lower: 'b', upper: 'c' },
      ],
    });
    let below = 0;
    const step = 21;
    for (let i = 0; i < step ** 3; i++) {
      const u = [i % step, Math.floor(i / step) % step, Math.floor(i / step ** 2)];
      const a = codec.decode(codec.draw(u.map((v) => (v + 0.5) / step))).a;
      if (Number(a) < 0.25) below++;
    }
    expect(below / step ** 3).toBeCloseTo(1 - 0.75 ** 3, 1);
  });

  it.each([
    ['a name twice', { parameters: [float('a'), float('a')] }, /different names/],
    [
      'an unknown name',
      { parameters: [float('a')], constraints: [{ lower: 'a', upper: 'b' }] },
      /'b'/,
    ],
    [
      'a cycle',
      {
        parameters: [float('a'), float('b')],
        constraints: [
          { lower: 'a', upper: 'b' },
          { lower: 'b', upper: 'a' },
        ],
      },
      /cycle/,
    ],
    [
      'constraints that nothing meets',
      {
        parameters: [float('a', 5, 6), float('b', 1, 2)],
        constraints: [{ lower: 'a', upper: 'b' }],
      },
      /'b' is at most 2/,
    ],
    ['bounds in the wrong order', { parameters: [float('a', 2, 1)] }, /expected low <= high/],
  ])('refuses %s', (_title, space, message) => {
    expect(() => createSpaceCodec(space)).toThrow(message);
  });
});

function float(name: string, low = 0, high = 1) {
  return { kind: 'float' as const, name, low, high };
}
