/** Which tensor of foreign weights became which parameter of a network, for a terminal. */

export interface MappedName {
  readonly name: string;
  readonly shape: readonly number[];
  readonly nodeId: string;
  readonly role: string;
}

/** A line a tensor. */
export function formatMapping(mapped: readonly MappedName[]): string[] {
  const longest = Math.max(...mapped.map(({ name }) => name.length));
  return mapped.map(({ name, shape, nodeId, role }) => {
    const sides = shape.join('x').padEnd(12);
    return `${name.padEnd(longest)}  ${sides} -> ${role} of ${nodeId}`;
  });
}
