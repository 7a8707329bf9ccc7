/** Tensors grouped by the module that holds them, in the order of its number. */
import type { WeightTensor } from './tensors.js';

export interface Module {
  /** What stands in front of the last dot. */
  readonly name: string;
  readonly kind: 'convolution' | 'normalisation' | 'dense';
  /** By what stands behind it: weight, bias, running_mean, running_var. */
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/** Modules with weights; names are sorted as people count, so that 10 comes after 9. */
export function modulesOf(tensors: readonly WeightTensor[]): Module[] {
  const groups = new Map<string, Map<string, WeightTensor>>();
  for (const tensor of tensors) {
    const dot = tensor.name.lastIndexOf('.');
    const name = tensor.name.slice(0, Math.max(0, dot));
    const group = groups.get(name) ?? new Map<string, WeightTensor>();
    group.set(tensor.name.slice(dot + 1), tensor);
    groups.set(name, group);
  }
  return [...groups]
    .sort(([a], [b]) => compareNames(a, b))
    .flatMap(([name, group]) => {
      const kind = kindOf(group);
      return kind === null ? [] : [{ name, kind, tensors: group }];
    });
}

function kindOf(group: ReadonlyMap<string, WeightTensor>): Module['kind'] | null {
  const axes = group.get('weight')?.shape.length;
  if (axes === 4) return 'convolution';
  if (axes === 2) return 'dense';
  return axes === 1 ? 'normalisation' : null;
}

function compareNames(a: string, b: string): number {
  const [first, second] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const [x = '', y = ''] = [first[i], second[i]];
    if (x === y) continue;
    return i % 2 === 1 ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return first.length - second.length;
}
