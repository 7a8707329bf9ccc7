/** What stands behind the things of a scene: sky and ground, wall and floor, or one plain surface. */
import { daylightSpectrum } from '../../color/index.js';
import { type Pigment, pickPigment, surfaceOf } from './palette.js';
import type { CameraRgb, Leaf, Shape } from './scene.js';
import { everywhere, groundBelow } from './shape.js';
import { between, COMPOSITION, flatShading, type Layers, type Stage } from './stage.js';

/** A large surface, more or less facing the light. */
function backdrop(stage: Stage, shape: Shape, pigment: Pigment, tiles: number): Leaf {
  const shading = { ...flatShading(stage, 0), level: between(stage.rng, 0.55, 1) };
  return { kind: 'leaf', shape, surface: surfaceOf(pigment, tiles, stage.rng), shading };
}

/** The two colours of the sky, blue or grey and cloud; the sky is a light of its own, not a surface. */
function skyColours({ light, camera, rng }: Stage): { sky: CameraRgb; cloud: CameraRgb } {
  if (light.daytime === 'night') {
    const level = between(rng, ...COMPOSITION.nightSkyGreen);
    return { sky: camera.ofOtherLight(light.spectrum, level), cloud: [level, level, level] };
  }
  if (light.kind === 'overcast') {
    const level = between(rng, ...COMPOSITION.overcastSkyGreen);
    const sky = camera.ofOtherLight(light.spectrum, level);
    return { sky, cloud: camera.ofOtherLight(light.spectrum, 0.7 * level) };
  }
  const blue = daylightSpectrum(1e6 / between(rng, 45, 110));
  // In the shade the meter sees little light, so that the sky beside it is brighter than a white.
  const scale = light.kind === 'shade' ? 3 : 1;
  const level = scale * between(rng, ...COMPOSITION.cleanSkyGreen);
  const sun = light.kind === 'shade' ? daylightSpectrum(5700) : light.spectrum;
  const cloud = camera.ofOtherLight(sun, scale * between(rng, 0.7, 1.3));
  return { sky: camera.ofOtherLight(blue, level), cloud };
}

function skyLeaf(stage: Stage): Leaf {
  const { rng, aspect, light } = stage;
  const { sky, cloud } = skyColours(stage);
  const cloudiness = light.kind === 'overcast' || rng.uniform() < 0.6 ? rng.uniform() : 0;
  return {
    kind: 'leaf',
    shape: everywhere(aspect / 2, 0.3),
    surface: {
      first: sky,
      second: cloud,
      mixing: cloudiness,
      grain: 0,
      tiles: between(rng, 0.15, 0.4),
      tileX: 256 * rng.uniform(),
      tileY: 256 * rng.uniform(),
    },
    shading: {
      level: 1,
      gradientX: 0.3 * (rng.uniform() - 0.5),
      gradientY: between(rng, 0, 0.7),
      roundness: 0,
      gloss: 0,
      sharpness: 1,
    },
  };
}

/** Large surfaces are seldom painted or dyed: the commonest pigment that is not, three times out of four. */
function backdropPigment({ palette, rng }: Stage): Pigment {
  const plain = palette.find(({ material }) => material !== 'paint' && material !== 'textile');
  return plain !== undefined && rng.uniform() < 0.75 ? plain : palette[0];
}

/** Backdrop of the stage; returns the height of the horizon (0 where there is none). */
export function paintBackdrop(stage: Stage, layers: Layers): number {
  const { rng, aspect, light, palette, setting } = stage;
  const main = backdropPigment(stage);
  const open = light.place === 'outdoor' && setting !== 'closeup';
  if (open && rng.uniform() > COMPOSITION.skyless) {
    const horizon = between(rng, 0.15, 0.6);
    layers.push(skyLeaf(stage));
    const ground = groundBelow(aspect / 2, horizon, 0.15 * rng.normal());
    layers.push(backdrop(stage, ground, main, between(rng, 0.3, 0.8)));
    return horizon;
  }
  layers.push(backdrop(stage, everywhere(aspect / 2, 0.5), main, between(rng, 0.2, 0.6)));
  if (setting === 'closeup') return 0;
  const floor = groundBelow(aspect / 2, between(rng, 0.55, 0.95), 0.2 * rng.normal());
  layers.push(backdrop(stage, floor, pickPigment(palette, rng), between(rng, 0.4, 0.9)));
  return 0;
}
