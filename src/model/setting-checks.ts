/** Checks of settings, which may come from any file. All throw ArchitectureError, which names node and setting. */
import { ArchitectureError } from './architecture-error.js';

/** Beyond it sums of float32 mean nothing. */
const LARGEST_NUMBER = 1e6;

/** An integer from low to high. */
export function whole(id: string, name: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be an integer from ${low} to ${high}, got ${shown(value)}`,
    );
  }
}

/** A number from low to high. */
export function inRange(
  id: string,
  name: string,
  value: unknown,
  low = -LARGEST_NUMBER,
  high = LARGEST_NUMBER,
): void {
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be from ${low} to ${high}, got ${shown(value)}`,
    );
  }
}

/** True or false. */
export function flag(id: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') {
    throw new ArchitectureError(`${id}: expected ${name} to be true or false, got ${shown(value)}`);
  }
}

/** One of the choices. */
export function oneOf(id: string, name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be one of ${choices.join(', ')}, got ${shown(value)}`,
    );
  }
}

/** So many numbers; any number of them where `length` is absent. */
export function numbers(
  id: string,
  name: string,
  value: unknown,
  length?: number,
  largest = LARGEST_NUMBER,
): void {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    const count = length === undefined ? 'numbers' : `${length} numbers`;
    throw new ArchitectureError(`${id}: expected ${name} to be ${count}, got ${shown(value)}`);
  }
  value.forEach((each, i) => {
    inRange(id, `${name}[${i}]`, each, -largest, largest);
  });
}

/** A list of ids. */
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
