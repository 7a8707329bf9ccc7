/**
 * What a value from outside must be, as data: its kind and its range. A reader checks values against a form, and a test walks
 * the same form to put every text, number and name there is into every field, so that a field that is added is tried as well.
 */

interface Common {
  /** The field may be absent. */
  readonly optional?: true;
  /** In an error, behind `expected`; said by `expectation` where it is absent. */
  readonly expected?: string;
}

/** Text of so many UTF-16 units. */
export interface TextForm extends Common {
  readonly kind: 'text';
  readonly longest: number;
  readonly shortest?: number;
}

/** A finite number in a closed range; `whole`: an integer that a double holds exactly. */
export interface NumberForm extends Common {
  readonly kind: 'number' | 'whole';
  readonly low: number;
  readonly high: number;
}

export interface FlagForm extends Common {
  readonly kind: 'flag';
}

export interface ChoiceForm extends Common {
  readonly kind: 'choice';
  readonly choices: readonly (string | null)[];
}

export interface ListForm extends Common {
  readonly kind: 'list';
  readonly of: Form;
  readonly least?: number;
  readonly most?: number;
}

/** Any keys, values of one form. */
export interface RecordForm extends Common {
  readonly kind: 'record';
  readonly of: Form;
}

/** Named fields; others beside them are refused where it is `closed`. */
export interface ObjectForm extends Common {
  readonly kind: 'object';
  readonly fields: Readonly<Record<string, Form>>;
  readonly closed?: true;
}

/** The first form that a value fits. */
export interface EitherForm extends Common {
  readonly kind: 'either';
  readonly forms: readonly Form[];
}

/** Whatever JSON can hold: read by nobody, or by somebody who looks again. */
export interface AnyForm extends Common {
  readonly kind: 'any';
}

export type Form =
  | TextForm
  | NumberForm
  | FlagForm
  | ChoiceForm
  | ListForm
  | RecordForm
  | ObjectForm
  | EitherForm
  | AnyForm;

/** Where a value does not fit its form. */
export interface Misfit {
  /** `data.pictures`, `errors[0].part`; empty for the value itself. */
  readonly path: string;
  readonly expected: string;
  readonly got: unknown;
}

/** The first place where a value does not fit, in the order of the form; null where it fits. */
export function findMisfit(form: Form, value: unknown, path = ''): Misfit | null {
  if (value === undefined && form.optional) return null;
  const own = { path, expected: expectation(form), got: value };
  if (!hasKind(form, value)) return own;
  switch (form.kind) {
    case 'list': {
      const list = value as readonly unknown[];
      return firstMisfit(list.map((entry, i) => [form.of, entry, `${path}[${i}]`]));
    }
    case 'record':
      return firstMisfit(
        Object.entries(value as object).map(([key, entry]) => [form.of, entry, below(path, key)]),
      );
    case 'object': {
      const fields = Object.entries(form.fields);
      const misfit = firstMisfit(
        fields.map(([key, field]) => [field, ownValue(value as object, key), below(path, key)]),
      );
      return misfit ?? (form.closed ? unknownKey(form, value as object, path) : null);
    }
    case 'either':
      return form.forms.some((one) => findMisfit(one, value) === null) ? null : own;
    default:
      return null;
  }
}

export function fits(form: Form, value: unknown): boolean {
  return findMisfit(form, value) === null;
}

/** What a form asks for, in a few words. */
export function expectation(form: Form): string {
  if (form.expected !== undefined) return form.expected;
  switch (form.kind) {
    case 'text':
      return `text of at most ${form.longest} characters`;
    case 'number':
      return `a number from ${form.low} to ${form.high}`;
    case 'whole':
      return `a whole number from ${form.low} to ${form.high}`;
    case 'flag':
      return 'true or false';
    case 'choice':
      return `one of ${form.choices.join(', ')}`;
    case 'list':
      return listExpectation(form);
    case 'record':
    case 'object':
      return 'an object';
    case 'either':
      return form.forms.map(expectation).join(', or ');
    case 'any':
      return 'a value';
    default:
      return form satisfies never;
  }
}

/** How many entries, and what each is. */
function listExpectation({ of, least = 0, most = Number.POSITIVE_INFINITY }: ListForm): string {
  const count = least === most ? `${least}` : least > 0 ? `at least ${least}` : '';
  const range = most < Number.POSITIVE_INFINITY && least < most ? `at most ${most}` : '';
  const counts = [count, range].filter((part) => part !== '').join(' and ');
  return `a list${counts === '' ? '' : ` of ${counts} entries`}, each ${expectation(of)}`;
}

/** Whether a value itself is right, whatever is in it. */
function hasKind(form: Form, value: unknown): boolean {
  switch (form.kind) {
    case 'text':
      return (
        typeof value === 'string' &&
        value.length <= form.longest &&
        value.length >= (form.shortest ?? 0)
      );
    case 'number':
      return typeof value === 'number' && value >= form.low && value <= form.high;
    case 'whole':
      return (
        Number.isSafeInteger(value) &&
        (value as number) >= form.low &&
        (value as number) <= form.high
      );
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return form.choices.includes(value as string | null);
    case 'list':
      return (
        Array.isArray(value) &&
        value.length >= (form.least ?? 0) &&
        value.length <= (form.most ?? Number.POSITIVE_INFINITY)
      );
    case 'record':
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'either':
    case 'any':
      return true;
    default:
      return form satisfies never;
  }
}

function firstMisfit(parts: readonly (readonly [Form, unknown, string])[]): Misfit | null {
  for (const [form, value, path] of parts) {
    const misfit = findMisfit(form, value, path);
    if (misfit !== null) return misfit;
  }
  return null;
}

/** What is inherited was not in the file. */
function ownValue(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function unknownKey({ fields }: ObjectForm, value: object, path: string): Misfit | null {
  const key = Object.keys(value).find((one) => !Object.hasOwn(fields, one));
  if (key === undefined) return null;
  const known = Object.keys(fields).join(', ');
  return { path: below(path, key), expected: `one of the keys ${known}`, got: key };
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
