/** What is wrong with an architecture, and the checks that say so. */
import { BadInput } from '../errors/index.js';

/** An architecture that cannot be built; the message names the node. */
export class ArchitectureError extends BadInput {
  override readonly name = 'ArchitectureError';
}

/** Throws ArchitectureError unless a setting of node `id` is an integer from low to high. */
export function whole(id: string, name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be an integer from ${low} to ${high}, got ${value}`,
    );
  }
}

/** Throws ArchitectureError unless it is a number from low to high. */
export function inRange(id: string, name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be from ${low} to ${high}, got ${value}`,
    );
  }
}

/** Throws ArchitectureError unless it is one of the choices. */
export function oneOf(id: string, name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) {
    throw new ArchitectureError(
      `${id}: expected ${name} to be one of ${choices.join(', ')}, got ${value}`,
    );
  }
}
