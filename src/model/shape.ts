/** Shapes of what nodes put out, and what they have in common. */
import { ArchitectureError } from './architecture-error.js';

/** A map [heightPx, widthPx, channels]; a vector has heightPx = widthPx = 1 and `vector` set. */
export interface Shape {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
  readonly vector: boolean;
}

/** `288x432x3` for a map, `[130]` for a vector. */
export function describeShape({ heightPx, widthPx, channels, vector }: Shape): string {
  return vector ? `[${channels}]` : `${heightPx}x${widthPx}x${channels}`;
}

/** Side of a pooled map: at least 1, the window cut to the map where the map is smaller. */
export function pooledSide(side: number, size: number, stride: number): number {
  return Math.max(1, Math.floor((side - size) / stride) + 1);
}

interface ConvolutionSettings {
  readonly id: string;
  readonly kernel: number;
  readonly stride: number;
  readonly padding?: number;
}

/** Zero padding on each side of a convolution's input. */
export function convolutionPadding({
  kernel,
  padding,
}: Pick<ConvolutionSettings, 'kernel' | 'padding'>): number {
  return padding ?? Math.floor(kernel / 2);
}

/** Sides of a convolution's output. Throws ArchitectureError where its kernel does not fit. */
export function convolvedSize(
  node: ConvolutionSettings,
  input: Shape,
): { heightPx: number; widthPx: number } {
  requireMap(node.id, input);
  const padding = convolutionPadding(node);
  const side = (length: number) =>
    Math.floor((length + 2 * padding - node.kernel) / node.stride) + 1;
  const heightPx = side(input.heightPx);
  const widthPx = side(input.widthPx);
  if (heightPx < 1 || widthPx < 1) {
    throw new ArchitectureError(
      `${node.id}: expected an input of at least ${node.kernel - 2 * padding} px a side, got ${describeShape(input)}`,
    );
  }
  return { heightPx, widthPx };
}

export function vectorOf(channels: number): Shape {
  return { heightPx: 1, widthPx: 1, channels, vector: true };
}

export function sameSize(a: Shape, b: Shape): boolean {
  return a.heightPx === b.heightPx && a.widthPx === b.widthPx;
}

/** Throws ArchitectureError for a vector. */
export function requireMap(id: string, shape: Shape): void {
  if (shape.vector)
    throw new ArchitectureError(`${id}: expected a map, got a vector ${describeShape(shape)}`);
}

/** Throws ArchitectureError for a map. */
export function requireVector(id: string, shape: Shape): void {
  if (!shape.vector)
    throw new ArchitectureError(`${id}: expected a vector, got a map ${describeShape(shape)}`);
}
