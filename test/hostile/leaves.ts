/** The fields of a form, walked: every pattern of a path that it has, and the places of a value that are of them. */
import { type Form, fits } from '../../dist/forms/index.js';

/** A place of a value: a field, or a key that anybody may choose. */
export interface Leaf {
  /** `device.destination: text`, `start[].*: number`, `start[].*: key`. */
  readonly pattern: string;
  readonly path: readonly (string | number)[];
  readonly kind: 'text' | 'number' | 'flag' | 'choice' | 'any' | 'key';
}

/** Every pattern of a form, sorted. */
export function patternsOf(form: Form, at = ''): string[] {
  const inner = (() => {
    switch (form.kind) {
      case 'object':
        return Object.entries(form.fields).flatMap(([key, field]) =>
          patternsOf(field, `${at}.${key}`),
        );
      case 'record':
        return [`${at}.*: key`, ...patternsOf(form.of, `${at}.*`)];
      case 'list':
        return patternsOf(form.of, `${at}[]`);
      case 'either':
        return form.forms.flatMap((one) => patternsOf(one, at));
      default:
        return [`${at}: ${kindOf(form)}`];
    }
  })();
  return [...new Set(inner)].sort();
}

function kindOf(form: Exclude<Form, { kind: 'object' | 'record' | 'list' | 'either' }>) {
  return form.kind === 'whole' ? 'number' : form.kind;
}

/** The places of a value that a form knows. A value that fits several forms is a value of each. */
export function leavesOf(
  form: Form,
  value: unknown,
  pattern = '',
  path: Leaf['path'] = [],
): Leaf[] {
  if (value === undefined) return [];
  switch (form.kind) {
    case 'object':
      return Object.entries(form.fields).flatMap(([key, field]) =>
        leavesOf(field, Reflect.get(value as object, key), `${pattern}.${key}`, [...path, key]),
      );
    case 'record':
      return Object.entries(value as object).flatMap(([key, entry]) => [
        { pattern: `${pattern}.*: key`, path: [...path, key], kind: 'key' } as const,
        ...leavesOf(form.of, entry, `${pattern}.*`, [...path, key]),
      ]);
    case 'list':
      return (value as unknown[]).flatMap((entry, i) =>
        leavesOf(form.of, entry, `${pattern}[]`, [...path, i]),
      );
    case 'either':
      return form.forms
        .filter((one) => fits(one, value))
        .flatMap((one) => leavesOf(one, value, pattern, path));
    default:
      return [{ pattern: `${pattern}: ${kindOf(form)}`, path, kind: kindOf(form) }];
  }
}

/** A copy of a value with another one, or another key, at a place. */
export function replaced(value: unknown, { path, kind }: Leaf, by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  const entries = Object.entries(value as object);
  const copy = entries.map(([name, entry]): [string, unknown] => {
    if (name !== String(key)) return [name, entry];
    if (rest.length === 0 && kind === 'key') return [String(by), entry];
    return [name, replaced(entry, { path: rest, kind, pattern: '' }, by)];
  });
  return Array.isArray(value) ? copy.map(([, entry]) => entry) : Object.fromEntries(copy);
}

interface JsonSchema {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The form of a JSON schema, as zod writes one; ranges are left to zod. Throws for what it does not know. */
export function formOfJsonSchema(schema: JsonSchema): Form {
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) return { kind: 'either', forms: forms.map(formOfJsonSchema) };
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (choices) return { kind: 'choice', choices };
  switch (schema.type) {
    case 'string':
      return { kind: 'text', longest: Number.POSITIVE_INFINITY };
    case 'number':
    case 'integer':
      return { kind: 'number', low: -Number.MAX_VALUE, high: Number.MAX_VALUE };
    case 'boolean':
      return { kind: 'flag' };
    case 'null':
      return { kind: 'choice', choices: [null] };
    case 'array':
      return { kind: 'list', of: formOfJsonSchema(schema.items ?? {}) };
    case 'object':
      return objectForm(schema);
    case undefined:
      return { kind: 'any' };
    default:
      throw new Error(`formOfJsonSchema: a type '${schema.type}'`);
  }
}

function objectForm({ properties, required = [], additionalProperties }: JsonSchema): Form {
  if (properties === undefined) {
    return { kind: 'record', of: formOfJsonSchema(additionalProperties || {}) };
  }
  const fields = Object.entries(properties).map(([key, field]) => {
    const form = formOfJsonSchema(field);
    return [key, required.includes(key) ? form : ({ ...form, optional: true } as Form)] as const;
  });
  return { kind: 'object', fields: Object.fromEntries(fields), closed: true };
}
