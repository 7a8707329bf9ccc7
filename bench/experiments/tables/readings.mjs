/**
 * What a camera knows beside a picture: lux, of which awb_nn's pictures have the camera's own estimate. Folds are made of sessions, what
 * one user took with one sensor. `known`: of which pictures lux is known, in training and judgement; `blind`: pixels are
 * at random, so that only what else is known can tell.
 */
const LUX = { network: { readings: ['lux'] } };
/** What an augmentation does to a picture by its label would tell that label. */
const BLIND = {
  blind: 'noise',
  training: { augmentation: { mix: 0, relight: 0, lowLight: { share: 0 } } },
};

const VARIANTS = [
  { name: 'picture alone' },
  { name: 'picture and lux', ...LUX },
  { name: 'lux known of half of the pictures', ...LUX, known: 'half' },
  { name: 'lux known in training alone', ...LUX, known: 'training' },
  { name: 'lux alone', ...LUX, ...BLIND },
  { name: 'neither', ...BLIND },
];

export const READINGS = {
  about: 'what else a camera knows',
  reference: VARIANTS[0].name,
  /** Beside the data set of the other tables, with how it is read. */
  data: { dir: 'awbnn/pisp', layout: 'awbnn', tuningDir: 'awbnn/tuning/pisp' },
  foldBy: 'session',
  /** Upper ends of the ranges of lux that errors are told apart by. */
  lux: [100, 1000, Number.POSITIVE_INFINITY],
  blocks: [{ sizes: ['7k', '2k', '13k'], pictures: [null], variants: VARIANTS }],
};
