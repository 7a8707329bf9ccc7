/**
 * A synthetic scene as data: layers painted one over the other, "dead leaves" [Lee2001], all of them in one
 * light. Lengths are in picture heights: x runs from 0 to the aspect ratio, y from 0 (top) to 1, so a
 * scene has no resolution.
 *
 * [Lee2001] Lee, Mumford and Huang, Occlusion Models for Natural Images, IJCV 41.
 */

/** Linear camera RGB. */
export type CameraRgb = readonly [number, number, number];

/** Where an outline stands and how far it reaches from its centre: in any direction, sideways, up and down. */
export interface Extent {
  readonly cx: number;
  readonly cy: number;
  readonly reach: number;
  readonly reachX: number;
  readonly reachY: number;
}

/** Outline of a layer around its centre. */
export type Shape =
  | (Extent & {
      readonly kind: 'ellipse';
      readonly rx: number;
      readonly ry: number;
      /** Direction of the rx axis. */
      readonly cos: number;
      readonly sin: number;
    })
  | (Extent & {
      readonly kind: 'polygon';
      /** Outward unit normals and distances from the centre: nx, ny, d, ... */
      readonly sides: readonly number[];
    });

/** Two pigments of one material, as camera RGB under the scene's light, mixed by the texture. */
export interface Surface {
  readonly first: CameraRgb;
  readonly second: CameraRgb;
  /** How much the texture mixes the pigments: 0 only the first, 1 fully. */
  readonly mixing: number;
  /** Brightness varies by this share either way with the texture. */
  readonly grain: number;
  /** Texture tiles across one picture height. */
  readonly tiles: number;
  readonly tileX: number;
  readonly tileY: number;
}

/** How the light falls on a layer; all of it the one light, so colours keep their ratio to grey. */
export interface Shading {
  /** Irradiance in the middle, 1 for a surface that faces the light. */
  readonly level: number;
  /** Change of the level over one picture height to the right and down, as a share. */
  readonly gradientX: number;
  readonly gradientY: number;
  /** 0 flat, 1 as round as a ball. */
  readonly roundness: number;
  /** Strength of the highlight (in light, not pigment, colour) and its sharpness (Blinn-Phong exponent). */
  readonly gloss: number;
  readonly sharpness: number;
}

/** An opaque layer. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly shape: Shape;
  readonly surface: Surface;
  readonly shading: Shading;
}

/** A cast shadow: takes a share of the light from what was painted before it. */
export interface Shadow {
  readonly kind: 'shadow';
  readonly shape: Shape;
  /** Share of the light taken, 0..1. */
  readonly depth: number;
  /** Width of the soft edge. */
  readonly softness: number;
}

/** Layers in painting order and the light they stand in. */
export interface Scene {
  /** A grey of reflectance 1 facing the light, green 1. */
  readonly lightRgb: CameraRgb;
  /** Unit vector towards the light: right, down, towards the viewer. */
  readonly lightDirection: readonly [number, number, number];
  readonly layers: readonly (Leaf | Shadow)[];
  /** Light lost in the corners, 0..1. */
  readonly vignetting: number;
}
