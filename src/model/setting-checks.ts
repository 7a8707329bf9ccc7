/** Checks of settings, which may come from any file. All throw ArchitectureError, which names node and setting. */
import type { ChoiceForm, FlagForm, ListForm, NumberForm } from '../forms/index.js';
import { ArchitectureError } from './architecture-error.js';

/** Beyond it sums of float32 mean nothing. */
const LARGEST_NUMBER = 1e6;

/** The form of a setting, and what of the rest of its node it depends on. */
export type Setting<Node = never> = (NumberForm | FlagForm | ChoiceForm | ListForm) & {
  /** Nodes that have it; all where it is absent. */
  readonly when?: (node: Node) => boolean;
  /** Its range in a node; null where that is the form's own. */
  readonly range?: (node: Node) => readonly [number, number] | null;
  /** Its range depends on shapes: it is checked with them. */
  readonly late?: true;
};

export const FLAG = { kind: 'flag' } as const;
export const WHOLE = (low: number, high: number) => ({ kind: 'whole', low, high }) as const;
export const NUMBER = (low = -LARGEST_NUMBER, high = LARGEST_NUMBER) =>
  ({ kind: 'number', low, high }) as const;
export const CHOICE = (choices: readonly string[]) => ({ kind: 'choice', choices }) as const;
/** So many numbers; any number of them where `length` is absent. */
export const NUMBERS = (largest = LARGEST_NUMBER, length?: number) =>
  ({
    kind: 'list',
    of: NUMBER(-largest, largest),
    ...(length === undefined ? {} : { least: length, most: length }),
  }) as const;

/** Throws ArchitectureError for the first setting of a node that is not what it must be. */
export function checkSettings(
  node: { readonly id: string },
  settings: Readonly<Record<string, Setting>>,
): void {
  for (const [name, setting] of Object.entries(settings)) {
    if (setting.late || (setting.when && !setting.when(node as never))) continue;
    const value: unknown = Reflect.get(node, name);
    if (value === undefined && setting.optional) continue;
    const range = setting.range?.(node as never) ?? null;
    checkSetting(node.id, name, value, setting, range);
  }
}

function checkSetting(
  id: string,
  name: string,
  value: unknown,
  setting: Setting,
  range: readonly [number, number] | null,
): void {
  switch (setting.kind) {
    case 'whole':
    case 'number': {
      const [low, high] = range ?? [setting.low, setting.high];
      if (setting.kind === 'whole') whole(id, name, value, low, high);
      else inRange(id, name, value, low, high);
      break;
    }
    case 'flag':
      flag(id, name, value);
      break;
    case 'choice':
      oneOf(id, name, value, setting.choices as readonly string[]);
      break;
    case 'list':
      numbers(id, name, value, setting);
      break;
    default:
      setting satisfies never;
  }
}

/** An integer from low to high. Throws ArchitectureError. */
export function whole(id: string, name: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be an integer from ${low} to ${high}, got ${shown(value)}`,
    );
  }
}

function inRange(id: string, name: string, value: unknown, low: number, high: number): void {
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be from ${low} to ${high}, got ${shown(value)}`,
    );
  }
}

function flag(id: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw new ArchitectureError(`${id}: expected ${name} to be true or false, got ${shown(value)}`);
  }
}

function oneOf(id: string, name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be one of ${choices.join(', ')}, got ${shown(value)}`,
    );
  }
}

function numbers(id: string, name: string, value: unknown, { of, least }: ListForm): void {
  if (!Array.isArray(value) || (least !== undefined && value.length !== least)) {
    const count = least === undefined ? 'numbers' : `${least} numbers`;
    throw new ArchitectureError(`${id}: expected ${name} to be ${count}, got ${shown(value)}`);
  }
  const { low, high } = of as NumberForm;
  value.forEach((each, i) => {
    inRange(id, `${name}[${i}]`, each, low, high);
  });
}

/** A list of ids. Throws ArchitectureError. */
export function idList(id: string, value: unknown, fewest: number, most: number): void {
  if (!Array.isArray(value)) {
    throw new ArchitectureError(`${id}: expected from to be a list of ids, got ${shown(value)}`);
  }
  whole(id, 'the number of inputs', value.length, fewest, most);
}

function shown(value: unknown): string {
  const isPlain = typeof value !== 'object' && typeof value !== 'function';
  const text = isPlain ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
