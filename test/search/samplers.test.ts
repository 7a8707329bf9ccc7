/** One conformance suite for every sampler. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bayesianStart,
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

  it('finds the last values of a space that are hardly ever drawn', () => {
    const problem: SearchProblem = {
      space: { parameters: [{ kind: 'integer', name: 'n', low: 1, high: 2000, log: true }] },
      objectives: [{ name: 'f' }],
    };
    const rare = [1873, 1999];
    const observations: Observation[] = Array.from({ length: 2000 }, (_, i) => i + 1)
      .filter((n) => !rare.includes(n))
      .map((n) => ({ kind: 'infeasible', configuration: { n } }));
    for (const _ of rare) {
      const configuration = create().suggest(problem, { observations, pending: [] }, 3);
      observations.push({ kind: 'failed', configuration });
    }
    const found = observations.slice(-2).map(({ configuration }) => Number(configuration.n));
    expect(found.toSorted((a, b) => a - b)).toEqual(rare);
  });

  it('suggests on when outcomes are all alike, an outlier is enormous, or no trial keeps the constraint', () => {
    const space = { parameters: [float('a'), { ...float('same', 3, 3), log: true }, float('b')] };
    const constrained: SearchProblem = {
      space,
      objectives: [{ name: 'f' }],
      outcomeConstraints: [{ name: 'c', bound: 0 }],
    };
    const cases: [SearchProblem, (c: Configuration, i: number) => Record<string, number>][] = [
      [{ space, objectives: [{ name: 'f' }] }, () => ({ f: 5 })],
      [{ space, objectives: [{ name: 'f', log: true }] }, () => ({ f: 5 })],
      [{ space, objectives: [{ name: 'f' }] }, (c, i) => ({ f: i === 3 ? 1e300 : Number(c.a) })],
      [constrained, (c) => ({ f: Number(c.a), c: 1 + Number(c.b) })],
    ];
    for (const [problem, evaluate] of cases) {
      const optimiser = createOptimiser({ problem, sampler: create(), seed: 2 });
      const tried = Array.from({ length: 9 }, (_, i) => {
        const { id, configuration } = optimiser.ask();
        optimiser.tell(id, { kind: 'completed', outcomes: evaluate(configuration, i) });
        createSpaceCodec(space).encode(configuration);
        return JSON.stringify(configuration);
      });
      expect(new Set(tried).size).toBe(9);
    }
  });

  it('computes cheap objectives that it was not told', () => {
    const optimiser = createOptimiser({ problem: MIXED, sampler: create(), seed: 1 });
    for (let i = 0; i < 7; i++) {
      const { id, configuration } = optimiser.ask();
      optimiser.tell(id, { kind: 'completed', outcomes: { error: errorOf(configuration) } });
    }
    const told = createOptimiser({ problem: MIXED, sampler: create(), seed: 1 });
    for (const { configuration } of optimiser.history.observations) {
      const { outcomes } = complete(MIXED, configuration) as Extract<
        Observation,
        { kind: 'completed' }
      >;
      told.tell(told.enqueue(configuration).id, { kind: 'completed', outcomes });
    }
    expect(optimiser.ask().configuration).toEqual(told.ask().configuration);
    expect(optimiser.hypervolume()).toBe(told.hypervolume());
    expect(optimiser.front().map(({ configuration }) => configuration)).toEqual(
      told.front().map(({ configuration }) => configuration),
    );
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

  it.each([
    ['five points where a cost is known', 'car_side_impact', 5, true],
    ['one more than parameters else', 'car_side_impact', 8, false],
    ['five points in small spaces', 'branin', 5, false],
  ] as const)('learns after %s', (_, name, count, hasCost) => {
    const { problem, evaluate } = TEST_PROBLEMS.get(name)!;
    const costly: SearchProblem = {
      ...problem,
      objectives: problem.objectives.map((objective, i) =>
        i === 0 && hasCost
          ? { ...objective, cost: (c) => evaluate(c)[objective.name]! }
          : objective,
      ),
    };
    expect(bayesianStart(costly)).toBe(count);
    const first = (sampler: Sampler) => {
      const optimiser = createOptimiser({ problem: costly, sampler, seed: 3 });
      return Array.from({ length: count + 1 }, () => {
        const { id, configuration } = optimiser.ask();
        optimiser.tell(id, { kind: 'completed', outcomes: evaluate(configuration) });
        return configuration;
      });
    };
    const learnt = first(createBayesianSampler());
    const even = first(createSobolSampler({ withinBudget: true }));
    expect(learnt.slice(0, count)).toEqual(even.slice(0, count));
    expect(learnt[count]).not.toEqual(even[count]);
  });

  it.each([
    ['most of what was tried is beyond the thresholds', 'dtlz2_d6_m3', 0.9, 1],
    ['most of it is within them', 'dtlz2_d6_m3', 100, 0],
    ['there are few parameters', 'branin_currin', 1, 0],
  ] as const)('tries the centre, once, only where useful: %s', (_, name, threshold, times) => {
    const test = TEST_PROBLEMS.get(name)!;
    const objectives = test.problem.objectives.map((objective) => ({ ...objective, threshold }));
    const optimiser = createOptimiser({
      problem: { ...test.problem, objectives },
      sampler: createBayesianSampler(),
      seed: 2,
    });
    let centres = 0;
    for (let i = 0; i < 12; i++) {
      const { id, configuration } = optimiser.ask();
      const isCentre = test.problem.space.parameters.every((parameter) => {
        if (parameter.kind !== 'float') return false;
        return configuration[parameter.name] === (parameter.low + parameter.high) / 2;
      });
      if (isCentre) centres++;
      optimiser.tell(id, { kind: 'completed', outcomes: test.evaluate(configuration) });
    }
    expect(centres).toBe(times);
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

  it('never suggests what a cheap objective puts beyond its threshold, from its start on', () => {
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
      expect(tight.objectives[1]!.cost!(c)).toBeLessThanOrEqual(120);
      observations.push(complete(tight, c));
    }
  });
});

describe('an optimiser', () => {
  const optimiserOf = (problem: Partial<SearchProblem> = {}) =>
    createOptimiser({
      problem: { space: { parameters: [float('a')] }, objectives: [{ name: 'f' }], ...problem },
      sampler: createBayesianSampler({ initialPoints: 2 }),
      seed: 1,
    });

  it.each<[string, unknown, RegExp]>([
    ['NaN', { kind: 'completed', outcomes: { f: Number.NaN } }, /finite 'f', got NaN.*as failed/],
    ['Infinity', { kind: 'completed', outcomes: { f: Infinity } }, /finite 'f', got Infinity/],
    ['no value', { kind: 'completed', outcomes: {} }, /finite 'f', got undefined/],
    ['no outcomes', { kind: 'completed' }, /expected outcomes by name/],
    ['a pruned NaN', { kind: 'pruned', outcomes: { f: Number.NaN } }, /finite 'f', got NaN/],
    [
      'a negative variance',
      { kind: 'completed', outcomes: { f: 1 }, noiseVariance: { f: -1 } },
      /noise variance of 'f' from 0, got -1/,
    ],
    [
      'an end that is none',
      { kind: 'done' },
      /completed, pruned, failed or infeasible, got 'done'/,
    ],
  ])(
    'refuses to be told %s, and takes a better answer for the trial',
    (_title, result, message) => {
      const optimiser = optimiserOf();
      const { id } = optimiser.ask();
      const wrong = result as Parameters<typeof optimiser.tell>[1];
      expect(() => optimiser.tell(id, wrong)).toThrow(message);
      optimiser.tell(id, { kind: 'failed' });
      expect(() => optimiser.tell(id, { kind: 'failed' })).toThrow(/expected a trial that is out/);
    },
  );

  it('refuses a value that has no logarithm, and a threshold that has none', () => {
    const objectives = [{ name: 'f', log: true }];
    const optimiser = optimiserOf({ objectives });
    const { id } = optimiser.ask();
    expect(() => optimiser.tell(id, { kind: 'completed', outcomes: { f: 0 } })).toThrow(
      /expected 'f' > 0, as it is modelled in its logarithm, got 0/,
    );
    expect(() => optimiserOf({ objectives: [{ ...objectives[0]!, threshold: 0 }] })).toThrow(
      /expected a threshold > 0/,
    );
  });

  it.each<[string, Partial<SearchProblem>, RegExp]>([
    ['features', { features: () => ({ x: -Infinity }) }, /finite 'x', got -Infinity/],
    ['costs', { objectives: [{ name: 'f', cost: () => Number.NaN }] }, /'f', got NaN/],
  ])('names %s that are no numbers', (_title, problem, message) => {
    const optimiser = optimiserOf(problem);
    for (let i = 0; i < 2; i++) {
      optimiser.tell(optimiser.ask().id, { kind: 'completed', outcomes: { f: i } });
    }
    expect(() => optimiser.ask()).toThrow(message);
  });

  it('keeps a configuration as it was when it was put in', () => {
    const optimiser = optimiserOf();
    const configuration = { a: 0.5 };
    const { id } = optimiser.enqueue(configuration);
    configuration.a = 0.7;
    optimiser.tell(id, { kind: 'failed' });
    expect(optimiser.history.observations[0]!.configuration).toEqual({ a: 0.5 });
  });
});

/** Up to five numeric parameters of any kind, and constraints from earlier to later ones: no cycles. */
const randomSpace = fc
  .record({
    kinds: fc.array(fc.constantFrom('float', 'log', 'integer', 'logInteger', 'ordered'), {
      minLength: 2,
      maxLength: 5,
    }),
    lows: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
    spans: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 5, maxLength: 5 }),
    pairs: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 5 }),
  })
  .map(({ kinds, lows, spans, pairs }) => ({
    parameters: kinds.map((kind, i) => {
      const [name, low] = [`p${i}`, lows[i]!];
      const high = low + spans[i]!;
      if (kind === 'ordered') {
        const values = Array.from({ length: 1 + spans[i]! }, (_, k) => low + 1.5 * k);
        return { kind: 'ordered' as const, name, values };
      }
      const range = { name, low, high, log: kind.startsWith('log') };
      return kind.endsWith('nteger')
        ? { kind: 'integer' as const, ...range }
        : { kind: 'float' as const, ...range };
    }),
    constraints: pairs
      .filter(([a, b]) => a < b && b < kinds.length)
      .map(([a, b]) => ({ lower: `p${a}`, upper: `p${b}` })),
  }));

describe('a search space', () => {
  it('keeps any constraints that can be met, for all samplers and every kind of number', () => {
    let met = 0;
    fc.assert(
      fc.property(randomSpace, fc.nat(1000), (space, seed) => {
        let codec: ReturnType<typeof createSpaceCodec>;
        try {
          codec = createSpaceCodec(space);
        } catch (error) {
          expect(String(error)).toMatch(/is at most .*, and what must not exceed it at least/);
          return;
        }
        if (space.constraints.length > 0) met++;
        const problem = { space, objectives: [{ name: 'f' }] };
        for (const [, create] of SAMPLERS) {
          const observations: Observation[] = [];
          for (let i = 0; i < 6; i++) {
            const configuration = create().suggest(problem, { observations, pending: [] }, seed);
            // Throws for values that are none of the space's, and for constraints that are not kept.
            codec.encode(configuration);
            const outcomes = { f: Number(configuration.p0) };
            observations.push({ kind: 'completed', configuration, outcomes });
          }
        }
      }),
      { numRuns: 40 },
    );
    // Spaces are random, and how many have constraints that can be met varies from run to run.
    expect(met).toBeGreaterThan(0);
  });

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
