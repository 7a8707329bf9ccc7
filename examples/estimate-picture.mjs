/**
 * The white point of a raw picture, with the network that ships with the package.
 *
 *   node examples/estimate-picture.mjs picture.png
 *
 * The picture: 16-bit RGB PNG, linear camera RGB, black level 2048 left in, white level 16383.
 */
import { readFileSync } from 'node:fs';
import { loadEstimator } from 'deepawb/infer';
import { decodePng16 } from 'deepawb/raw';

const file = (name) => readFileSync(new URL(import.meta.resolve(name)));

const [picture] = process.argv.slice(2);
if (!picture) {
  process.stderr.write('usage: node estimate-picture.mjs PICTURE.png\n');
  process.exit(2);
}
const estimator = await loadEstimator({
  model: file('deepawb/models/cube64-small.awb'),
  kernels: file('deepawb/engine/kernels.wasm'),
});
const raw = decodePng16(readFileSync(picture), { blackLevel: 2048, whiteLevel: 16_383 });
const { whitePoint, gains, confidence } = estimator.estimate(raw);
console.log(`white point  r ${whitePoint.r.toFixed(4)}  b ${whitePoint.b.toFixed(4)}`);
console.log(`gains        red ${gains.red.toFixed(4)}  blue ${gains.blue.toFixed(4)}`);
console.log(`confidence   ${confidence.toFixed(2)}`);
