/**
 * What a trial must be before a machine trains it: it may have come over a Redis to which others write. Every number is held
 * against its range, so that a job costs no more than some network of a study could.
 */
import type { Form, ObjectForm } from '../../forms/index.js';
import { checkForm, NETWORK_FORMS, SETTINGS_FORM } from '../../train/index.js';
import type { TrialSpec } from './trial-spec.js';

/** One form a field: a field that is added to the type and not here does not compile. */
type FormsOf<T> = { readonly [Field in keyof Required<T>]: Form };

const whole = (low: number, high: number) => ({ kind: 'whole', low, high }) as const;
const MOST_FOLDS = 1000;
const MOST_RULES = 100;
const MOST_FOLDERS = 100;

const DATA: FormsOf<TrialSpec['data']> = {
  path: { kind: 'text', longest: 4096 },
  hash: { kind: 'text', longest: 1000 },
  unlabelled: {
    kind: 'list',
    of: { kind: 'text', longest: 4096 },
    least: 1,
    most: MOST_FOLDERS,
    optional: true,
  },
};
const VALIDATION: FormsOf<TrialSpec['validation']> = {
  folds: whole(2, MOST_FOLDS),
  fold: whole(0, MOST_FOLDS),
  use: { ...whole(1, MOST_FOLDS), optional: true },
  kind: { kind: 'choice', choices: ['random', 'runs'] },
  seed: whole(0, Number.MAX_SAFE_INTEGER),
};
const RULE: FormsOf<TrialSpec['stopRules'][number]> = {
  epoch: whole(1, 100_000),
  error: { kind: 'number', low: 0, high: Number.MAX_VALUE },
};
const FIELDS: FormsOf<TrialSpec> = {
  network: { kind: 'either', forms: [NETWORK_FORMS.small, NETWORK_FORMS.reference] },
  settings: SETTINGS_FORM,
  data: { kind: 'object', fields: DATA },
  validation: { kind: 'object', fields: VALIDATION },
  error: { kind: 'choice', choices: ['recoveryDegrees', 'meanSquared'] },
  stopRules: { kind: 'list', of: { kind: 'object', fields: RULE }, most: MOST_RULES },
};

export const TRIAL_FORM: ObjectForm = { kind: 'object', fields: FIELDS };

/** Throws RecipeError that names the field which is not what it must be. */
export function checkTrial(spec: unknown): asserts spec is TrialSpec {
  // The form of its own family says more than that none fits.
  const network = (spec as Partial<TrialSpec> | null)?.network;
  if (network?.family === 'small') checkForm(NETWORK_FORMS.small, network, NETWORK);
  checkForm(TRIAL_FORM, spec, { file: '', path: 'trial' });
}

const NETWORK = { file: '', path: 'trial.network' } as const;
