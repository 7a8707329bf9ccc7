/**
 * What the networks of the reference read: a picture as it shows pictures, in 8 bits. From its raw picture (linear, 0..1) the
 * most likely light's (R/G, B/G) = (0.425, 0.7) is taken off as (0.425, 1, 0.7) over their sum, then come its colour matrix,
 * the power 1 / 2.2 and 8 bits, all at the picture's own size; the result is resized bilinearly and normalised.
 */
import type { Architecture, ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import type { RenderedPlanes } from './rendering.js';

/** The picture that a scale of 1 means, px: those of SimpleCube++. */
export const REFERENCE_PICTURE = { heightPx: 432, widthPx: 648 } as const;

const LIGHT = [0.425, 1, 0.7] as const;
const MATRIX = [1.8795, -1.0326, 0.1531, -0.2198, 1.7153, -0.4955, 0.0069, -0.515, 1.5081];
const MEAN = [0.4373, 0.3857, 0.3163] as const;
const DEVIATION = [0.2495, 0.2281, 0.2024] as const;

export interface PictureSize {
  readonly heightPx: number;
  readonly widthPx: number;
}

/** Planes of a picture of one size, resized to another. */
export interface NetworkPlanes {
  readonly picture: PictureSize;
  readonly size: PictureSize;
  readonly rendered: Omit<RenderedPlanes, 'id'>;
}

/** The reference's planes for a network that reads `size`; under another light than its most likely one where given. */
export function referencePlanes(
  picture: PictureSize = REFERENCE_PICTURE,
  size: PictureSize = { heightPx: 288, widthPx: 432 },
  light: { readonly r: number; readonly b: number } = { r: LIGHT[0], b: LIGHT[2] },
): NetworkPlanes {
  const [r, g, b] = [light.r, 1, light.b];
  const sum = r + g + b;
  return {
    picture,
    size,
    rendered: {
      op: 'features',
      planes: 'rendered',
      gains: [sum / r, sum / g, sum / b],
      matrix: MATRIX,
      exponent: 1 / 2.2,
      levels: 255,
      mean: MEAN,
      deviation: DEVIATION,
    },
  };
}

/**
 * A network whose linear planes are replaced: the same layers behind planes of another kind. Throws ArchitectureError where it
 * does not begin with linear planes or reads another size.
 */
export function withPlanes(
  architecture: Architecture,
  { picture, size, rendered }: NetworkPlanes,
): Architecture {
  const { input, nodes } = architecture;
  const first = nodes.find((node) => node.op === 'features');
  if (first?.planes !== 'rgb') {
    throw new ArchitectureError('planes: expected a network that reads linear planes');
  }
  if (input.heightPx !== size.heightPx || input.widthPx !== size.widthPx) {
    throw new ArchitectureError(
      `planes: expected a network that reads ${size.widthPx}x${size.heightPx}, got ${input.widthPx}x${input.heightPx}`,
    );
  }
  const isSame = picture.heightPx === size.heightPx && picture.widthPx === size.widthPx;
  const own = `${first.id}AtFullSize`;
  const front: ModelNode[] = isSame
    ? [{ ...rendered, id: first.id }]
    : [
        { ...rendered, id: own },
        { id: first.id, op: 'resize', from: own, ...size },
      ];
  return {
    ...architecture,
    input: picture,
    nodes: nodes.flatMap((n) => (n === first ? front : n)),
  };
}
