/**
 * A search problem as plain data: what may vary, what is wanted, what was found. Everything is MINIMISED here; who
 * maximises negates at the edge.
 */

/** One thing that may vary. Bounds are inclusive; `log` spreads values evenly in their logarithm. */
export type Parameter =
  | {
      readonly kind: 'float';
      readonly name: string;
      readonly low: number;
      readonly high: number;
      readonly log?: boolean;
    }
  | {
      readonly kind: 'integer';
      readonly name: string;
      readonly low: number;
      readonly high: number;
      readonly log?: boolean;
    }
  /** Numbers in rising order, of which one is chosen; neighbours are taken to be alike. */
  | { readonly kind: 'ordered'; readonly name: string; readonly values: readonly number[] }
  /** Names without an order. */
  | { readonly kind: 'choice'; readonly name: string; readonly values: readonly string[] };

/** The parameter `lower` never exceeds the parameter `upper`; both are numbers. */
export interface OrderConstraint {
  readonly lower: string;
  readonly upper: string;
}

export interface SearchSpace {
  readonly parameters: readonly Parameter[];
  readonly constraints?: readonly OrderConstraint[];
}

/** A point of a space: a value for every parameter, by name. */
export type Configuration = Readonly<Record<string, number | string>>;

export interface Objective {
  readonly name: string;
  /** Values above it are of no use; the reference point of the hypervolume. Needed where there are several objectives. */
  readonly threshold?: number;
  /** CHEAP: known before the trial. Such objectives are computed and never modelled. */
  readonly cost?: (configuration: Configuration) => number;
  /** Modelled in its logarithm; values are positive. */
  readonly log?: boolean;
}

/** A measured outcome that must not exceed a bound. */
export interface OutcomeConstraint {
  readonly name: string;
  readonly bound: number;
}

export interface SearchProblem {
  readonly space: SearchSpace;
  readonly objectives: readonly Objective[];
  readonly outcomeConstraints?: readonly OutcomeConstraint[];
  /**
   * Further numbers that the surrogate sees beside the parameters (e.g. the logarithm of an operation count), by name.
   */
  readonly features?: (configuration: Configuration) => Readonly<Record<string, number>>;
}

/** What became of a configuration that was tried. */
export type Observation =
  | {
      readonly kind: 'completed';
      readonly configuration: Configuration;
      /** By the name of objectives and outcome constraints, in their own units. */
      readonly outcomes: Readonly<Record<string, number>>;
      /** Variance of the noise of outcomes where it is known, e.g. from several seeds; by name. */
      readonly noiseVariance?: Readonly<Record<string, number>>;
    }
  /** Stopped early: the outcomes are what it would have had, as far as that is known; it never stands on the front. */
  | {
      readonly kind: 'pruned';
      readonly configuration: Configuration;
      readonly outcomes: Readonly<Record<string, number>>;
      /** As for `completed`; of what is only expected, the variance of that. */
      readonly noiseVariance?: Readonly<Record<string, number>>;
    }
  /** Broke a bound that was known before it was tried. */
  | { readonly kind: 'infeasible'; readonly configuration: Configuration }
  /** Gave no outcome: a crash, a fault of the machine. */
  | { readonly kind: 'failed'; readonly configuration: Configuration };

/** All that a sampler may look at. */
export interface SearchHistory {
  readonly observations: readonly Observation[];
  /** Configurations that were suggested and have not come back. */
  readonly pending: readonly Configuration[];
}

/**
 * Suggests what to try next. A pure function of the problem, the seed and the history: the same arguments give the same
 * bits, so that a study resumes by telling it what is known.
 */
export interface Sampler {
  readonly name: string;
  suggest(problem: SearchProblem, history: SearchHistory, seed: number): Configuration;
}
