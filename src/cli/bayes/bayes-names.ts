/** The Bayesian methods by their names on the command line; bayes-methods.ts makes them. */
export const BAYES_NAMES = [
  'bayes-stock',
  'bayes-extended',
  'bayes-tuned',
  'bayes-reference',
] as const;
export type BayesName = (typeof BAYES_NAMES)[number];
