/**
 * Paints a scene into linear camera RGB, front to back, so that what is hidden costs next to nothing: a pixel
 * keeps the share of light that still comes through from behind, which leaves and shadows reduce. A leaf adds
 *
 *   shade (first (1 - m) + second m) (1 + grain (2 t - 1)) + gloss (n . h)^sharpness light
 *   t      texture there, m = mixing t
 *   shade  level (1 + gradient . (p - centre)) ((1 - roundness) + roundness lambert(n))
 *   n      normal of a ball over the leaf's outline, h half way between light and viewer
 *
 * with edges antialiased by their distance in pixels. Everything that multiplies a surface's colour is the same
 * number in R, G and B, and what is added has the light's colour: a grey surface keeps the light's ratios.
 */
import type { CameraRgb, Leaf, Scene, Shadow, Shape } from './scene.js';
import { sampleTexture, TEXTURE_SIDE, type Texture } from './texture.js';

/** Share of the light that reaches the side of a round leaf which turns away from it. */
const AMBIENT = 0.35;

/** Linear camera RGB, interleaved, before exposure. */
export interface PaintedScene {
  readonly widthPx: number;
  readonly heightPx: number;
  /** height x width x 3. */
  readonly radiance: Float32Array;
}

interface Canvas extends PaintedScene {
  /** Share of what lies behind that the pixel still shows, height x width. */
  readonly through: Float32Array;
  readonly texture: Texture;
  readonly lightRgb: CameraRgb;
  readonly lightDirection: readonly [number, number, number];
  /** Half way between the light and the viewer, unit length. */
  readonly halfway: readonly [number, number, number];
}

/** Paints a scene at a size in pixels; the scene's width is whatever the aspect ratio makes of it. */
export function paintScene(
  scene: Scene,
  { widthPx, heightPx, texture }: { widthPx: number; heightPx: number; texture: Texture },
): PaintedScene {
  const radiance = new Float32Array(widthPx * heightPx * 3);
  const [x, y, z] = scene.lightDirection;
  const length = Math.hypot(x, y, z + 1);
  const halfway = [x / length, y / length, (z + 1) / length] as const;
  const { lightRgb, lightDirection } = scene;
  const through = new Float32Array(widthPx * heightPx).fill(1);
  const size = { widthPx, heightPx };
  const canvas = { ...size, radiance, through, texture, lightRgb, lightDirection, halfway };
  for (const layer of scene.layers.toReversed()) {
    if (layer.kind === 'leaf') paintLeaf(canvas, layer);
    else paintShadow(canvas, layer);
  }
  vignette(canvas, scene.vignetting);
  return { widthPx, heightPx, radiance };
}

/** Distance from the outline in picture heights, negative inside; first order for ellipses. */
function signedDistance(shape: Shape, dx: number, dy: number): number {
  if (shape.kind === 'polygon') {
    const { sides } = shape;
    let distance = -Infinity;
    for (let i = 0; i < sides.length; i += 3) {
      distance = Math.max(distance, dx * sides[i] + dy * sides[i + 1] - sides[i + 2]);
    }
    return distance;
  }
  const u = (dx * shape.cos + dy * shape.sin) / shape.rx;
  const v = (dy * shape.cos - dx * shape.sin) / shape.ry;
  const k = Math.sqrt(u * u + v * v);
  const gradient = Math.sqrt((u / shape.rx) ** 2 + (v / shape.ry) ** 2);
  return gradient > 0 ? ((k - 1) * k) / gradient : -Math.min(shape.rx, shape.ry);
}

/** Pixels that a layer with a margin may touch: first and last column and row. */
function bounds({ widthPx, heightPx }: Canvas, shape: Shape, margin: number) {
  const reachX = shape.reachX + margin;
  const reachY = shape.reachY + margin;
  return {
    left: Math.max(Math.floor((shape.cx - reachX) * heightPx), 0),
    right: Math.min(Math.ceil((shape.cx + reachX) * heightPx), widthPx - 1),
    top: Math.max(Math.floor((shape.cy - reachY) * heightPx), 0),
    bottom: Math.min(Math.ceil((shape.cy + reachY) * heightPx), heightPx - 1),
  };
}

function paintLeaf(canvas: Canvas, leaf: Leaf): void {
  const { widthPx, heightPx, radiance, through, texture } = canvas;
  const { lightRgb, lightDirection, halfway } = canvas;
  const { shape, surface, shading } = leaf;
  const { first, second, mixing, grain, tileX, tileY } = surface;
  const { level, gradientX, gradientY, roundness, gloss, sharpness } = shading;
  const pixel = 1 / heightPx;
  const tileStep = surface.tiles * TEXTURE_SIDE;
  const { reach } = shape;
  const { left, right, top, bottom } = bounds(canvas, shape, pixel);
  for (let row = top; row <= bottom; row++) {
    const dy = (row + 0.5) * pixel - shape.cy;
    for (let column = left; column <= right; column++) {
      const at = row * widthPx + column;
      if (through[at] === 0) continue;
      const dx = (column + 0.5) * pixel - shape.cx;
      const coverage = Math.min(0.5 - signedDistance(shape, dx, dy) * heightPx, 1);
      if (coverage <= 0) continue;
      const visible = coverage * through[at];
      through[at] *= 1 - coverage;

      const t = sampleTexture(texture, tileX + dx * tileStep, tileY + dy * tileStep);
      let shade = level * Math.max(1 + gradientX * dx + gradientY * dy, 0);
      let highlight = 0;
      if (roundness > 0 || gloss > 0) {
        const nx = dx / reach;
        const ny = dy / reach;
        const nz = Math.sqrt(Math.max(1 - nx * nx - ny * ny, 0));
        const facing = nx * lightDirection[0] + ny * lightDirection[1] + nz * lightDirection[2];
        const lambert = AMBIENT + (1 - AMBIENT) * Math.max(facing, 0);
        shade *= 1 - roundness + roundness * lambert;
        const mirror = nx * halfway[0] + ny * halfway[1] + nz * halfway[2];
        if (gloss > 0 && mirror > 0) highlight = gloss * mirror ** sharpness;
      }
      shade *= 1 + grain * (2 * t - 1);

      const m = mixing * t;
      for (let c = 0; c < 3; c++) {
        const colour = shade * (first[c] * (1 - m) + second[c] * m) + highlight * lightRgb[c];
        radiance[3 * at + c] += visible * colour;
      }
    }
  }
}

function paintShadow(canvas: Canvas, { shape, depth, softness }: Shadow): void {
  const { widthPx, heightPx, through } = canvas;
  const pixel = 1 / heightPx;
  const edge = Math.max(softness, pixel);
  const { left, right, top, bottom } = bounds(canvas, shape, edge);
  for (let row = top; row <= bottom; row++) {
    const dy = (row + 0.5) * pixel - shape.cy;
    for (let column = left; column <= right; column++) {
      if (through[row * widthPx + column] === 0) continue;
      const dx = (column + 0.5) * pixel - shape.cx;
      const coverage = Math.min(0.5 - signedDistance(shape, dx, dy) / edge, 1);
      if (coverage <= 0) continue;
      through[row * widthPx + column] *= 1 - depth * coverage;
    }
  }
}

/** Light falls off with the square of the distance from the middle, `loss` at the corners. */
function vignette({ widthPx, heightPx, radiance }: PaintedScene, loss: number): void {
  const cornerSquared = widthPx * widthPx + heightPx * heightPx;
  for (let row = 0; row < heightPx; row++) {
    const y = 2 * row + 1 - heightPx;
    for (let column = 0; column < widthPx; column++) {
      const x = 2 * column + 1 - widthPx;
      const kept = 1 - (loss * (x * x + y * y)) / cornerSquared;
      const at = (row * widthPx + column) * 3;
      radiance[at] *= kept;
      radiance[at + 1] *= kept;
      radiance[at + 2] *= kept;
    }
  }
}
