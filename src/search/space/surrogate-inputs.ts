/** What a surrogate sees of a point: its coordinates, and the problem's features beside them, spread to about 0..1. */
import type { Inputs } from '../gaussian-process/kernel.js';
import type { SearchProblem } from '../problem.js';
import type { SpaceCodec } from './space-codec.js';

export interface InputEncoder {
  readonly dimensions: number;
  /** Coordinates that are the point's own; features follow. */
  readonly coordinates: number;
  readonly categories: Uint8Array;
  /** Inputs of one point. */
  encode(point: Float64Array): Float64Array;
  /** Inputs of many points as rows. */
  encodeAll(points: readonly Float64Array[]): Inputs;
}

/** @param seen points whose features say what range they have */
export function createInputEncoder(
  problem: SearchProblem,
  codec: SpaceCodec,
  seen: readonly Float64Array[],
): InputEncoder {
  const features = checkedFeatures(problem);
  const coordinates = codec.dimensions.length;
  const rows = features ? seen.map((point) => features(codec.decode(point))) : [];
  const names = Object.keys(rows[0] ?? {}).sort();
  const lows = names.map((name) => Math.min(...rows.map((row) => row[name])));
  const spans = names.map((name, i) => Math.max(...rows.map((row) => row[name])) - lows[i] || 1);
  const dimensions = coordinates + names.length;
  const categories = new Uint8Array(dimensions);
  codec.dimensions.forEach(({ kind }, i) => {
    if (kind === 'category') categories[i] = 1;
  });
  const encode = (point: Float64Array): Float64Array => {
    if (!features || names.length === 0) return point;
    const inputs = new Float64Array(dimensions);
    inputs.set(point);
    const row = features(codec.decode(point));
    names.forEach((name, i) => {
      inputs[coordinates + i] = (row[name] - lows[i]) / spans[i];
    });
    return inputs;
  };
  return {
    dimensions,
    coordinates,
    categories,
    encode,
    encodeAll(points) {
      const values = new Float64Array(points.length * dimensions);
      points.forEach((point, i) => {
        values.set(encode(point), i * dimensions);
      });
      return { count: points.length, dimensions, values, categories };
    },
  };
}

/** The features of a problem; throws RangeError for one that is no finite number. */
function checkedFeatures({ features }: SearchProblem): SearchProblem['features'] {
  if (!features) return undefined;
  return (configuration) => {
    const row = features(configuration);
    for (const [name, value] of Object.entries(row)) {
      if (Number.isFinite(value)) continue;
      throw new RangeError(
        `search: features of ${JSON.stringify(configuration)}: expected a finite '${name}', got ${value}`,
      );
    }
    return row;
  };
}
