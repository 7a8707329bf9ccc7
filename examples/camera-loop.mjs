/**
 * A camera's loop: frames of a Bayer sensor come in, gains for the image processor come out, steady while the light is
 * and within four frames when it changes. The sensor here is pretended: grey patches under daylight, then, from frame 20, under a lamp,
 * with noise of its own in every frame.
 *
 *   node examples/camera-loop.mjs
 */
import { readFileSync } from 'node:fs';
import { AwbFilter, loadEstimator } from 'deepawb/infer';

const WIDTH = 640;
const HEIGHT = 480;
const BLACK = 256;
const WHITE = 4095;
/** What a grey looks like to the camera, R, G, B. */
const DAYLIGHT = [0.48, 1, 0.68];
const LAMP = [0.82, 1, 0.34];

const file = (name) => readFileSync(new URL(import.meta.resolve(name)));
const estimator = await loadEstimator({
  model: file('deepawb/models/cube64-small.awb'),
  kernels: file('deepawb/engine/kernels.wasm'),
});
const filter = new AwbFilter();

// One frame object for all frames, as drivers hand the same buffers out again and again.
const data = new Uint16Array(WIDTH * HEIGHT);
const frame = {
  layout: 'bayer',
  pattern: 'RGGB',
  widthPx: WIDTH,
  heightPx: HEIGHT,
  data,
  blackLevel: BLACK,
  whiteLevel: WHITE,
};

let seed = 1;
function noise() {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32 - 0.5;
}

/** Exposes the pretended sensor: patches of 40 pixels, each some grey. */
function expose(light) {
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, i++) {
      const patch = Math.floor(y / 40) * 16 + Math.floor(x / 40);
      const grey = 0.08 + 0.6 * ((patch * 37) % 100) * 0.01;
      const colour = (y & 1) + (x & 1);
      data[i] = BLACK + (WHITE - BLACK) * grey * light[colour] + 40 * noise();
    }
  }
}

for (let n = 0; n < 40; n++) {
  expose(n < 20 ? DAYLIGHT : LAMP);
  const { gains, isCut } = filter.update(estimator.estimate(frame));
  // Here an image processor would be set to `gains`.
  const cut = isCut ? '  the light changed' : '';
  if (isCut || n % 10 === 0) {
    console.log(`frame ${n}: red ${gains.red.toFixed(2)}, blue ${gains.blue.toFixed(2)}${cut}`);
  }
}
