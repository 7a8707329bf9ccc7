/** A small training job on made-up pictures: grey noise under known lights, so that there is something to learn. */
import { createRng } from '../../dist/random/index.js';
import {
  buildArchitecture,
  type TrainJob,
  type TrainSettings,
  ZONE_TRAIN_SETTINGS,
} from '../../dist/train/index.js';

const SIDE = 8;
const COUNT = 40;

const NETWORK = {
  family: 'small',
  heightPx: SIDE,
  widthPx: SIDE,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 8,
  anchors: 4,
} as const;

/** `settings` change the defaults; the batch is 8, so that an epoch has five steps. */
export function makeJob(settings: Partial<TrainSettings> = {}): TrainJob {
  const rng = createRng('made job');
  const pixels = new Float32Array(COUNT * SIDE * SIDE * 4);
  const whitePoints = new Float64Array(COUNT * 2);
  for (let n = 0; n < COUNT; n++) {
    const r = 0.4 + 0.5 * rng.uniform();
    const b = 1.2 - r + 0.05 * rng.normal();
    whitePoints.set([r, b], 2 * n);
    for (let p = 0; p < SIDE * SIDE; p++) {
      const grey = 0.2 + 0.3 * rng.uniform();
      const tint = 1 + 0.1 * rng.normal();
      pixels.set([grey * r * tint, grey, grey * b, p === 0 ? 0 : 1], (n * SIDE * SIDE + p) * 4);
    }
  }
  const lights = Array.from({ length: COUNT }, (_, n) => ({
    r: whitePoints[2 * n]!,
    b: whitePoints[2 * n + 1]!,
  }));
  const training = {
    heightPx: SIDE,
    widthPx: SIDE,
    pixels,
    whitePoints,
    singleLight: new Uint8Array(COUNT).fill(1),
  };
  return {
    architecture: buildArchitecture(NETWORK, lights, 1),
    settings: { ...ZONE_TRAIN_SETTINGS, epochs: 6, batch: 8, threads: 1, ...settings },
    training,
    weights: new Float64Array(COUNT).fill(1),
    validation: training,
    dataHash: 'made',
  };
}
