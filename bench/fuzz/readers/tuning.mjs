// Readers of what libcamera's tools write: tuning files and statistics of frames. Gains of what is accepted can be used.
import {
  AwbAnswerError,
  createCaseEstimator,
  DEFAULT_AWB_PARAMETERS,
  findAlgorithm,
  findTuning,
  parseTuningFile,
  readAwbCase,
  readTuningFile,
  tuningAlgorithms,
  writeTuningFile,
} from '../../../dist/classical/index.js';
import { stringifyStudy } from '../../../dist/nas/index.js';
import { mutateBytes, mutateTree } from '../mutate.mjs';

const CASE = {
  id: 'a',
  width: 2,
  height: 1,
  zones: [
    [9000, 20_000, 12_000, 100],
    [9000, 20_000, 12_000, 90],
  ],
  lux: 400,
  mode: 'auto',
};

const SETTINGS = {
  bayes: 1,
  ct_curve: [2500, 0.4, 0.9, 4000, 0.6, 0.7, 6500, 0.8, 0.5],
  priors: [
    { lux: 0, prior: [2000, 1, 3000, 0, 13_000, 0] },
    { lux: 800, prior: [2000, 0, 6000, 2, 13_000, 2] },
  ],
  modes: { auto: { lo: 2500, hi: 8000 }, tungsten: { lo: 2800, hi: 3200 } },
  min_pixels: 16,
  min_G: 32,
  min_regions: 1,
  coarse_step: 0.2,
  delta_limit: 0.2,
  transverse_pos: 0.01,
  transverse_neg: 0.02,
  whitepoint_r: 0.01,
  whitepoint_b: -0.01,
  sensitivity_r: 1,
  sensitivity_b: 1.1,
  bias_proportion: 0.1,
  bias_ct: 4500,
  frame_period: 10,
  startup_frames: 10,
  convergence_frames: 3,
  speed: 0.05,
};

const second = (settings, more = {}) => ({
  version: 2,
  target: 'pisp',
  algorithms: [
    { 'rpi.black_level': { black_level: 4096 } },
    { 'rpi.awb': settings },
    ...(more.after ?? []),
  ],
});
const json = (tree) => ({ tree, as: 'json' });
const yaml = (tree) => ({ tree, as: 'yaml' });
const text = (raw) => ({ raw });

const TUNING_SEEDS = [
  json(writeTuningFile(DEFAULT_AWB_PARAMETERS)),
  json(second(SETTINGS)),
  yaml(second(SETTINGS)),
  // The first layout, numbers as text, as libcamera reads them too.
  json({
    'rpi.awb': Object.fromEntries(
      Object.entries(SETTINGS).map(([k, v]) => [k, typeof v === 'number' ? String(v) : v]),
    ),
    target: 'bcm2835',
  }),
  json({ version: 1, 'rpi.awb': { bayes: 0, sensitivity_r: '0x1.8p0', sensitivity_b: '-0x' } }),
  json(second({ ...SETTINGS, enabled: 'false' })),
  json(
    second(
      { ...SETTINGS, enabled: true },
      { after: [{ 'rpi.nn.awb': { enabled: true } }, { 'x.awb': {} }] },
    ),
  ),
  json(second({ ...SETTINGS, enabled: false }, { after: [{ 'rpi.nn.awb': {} }] })),
  json({ version: 2, target: 'bcm2835', algorithms: [{ 'rpi.agc': null }] }),
  json(second({ ...SETTINGS, ct_curve: [2500, 0.4, 0.9, 2500, 0.5, 0.8, 4000, 0.6, 0.7] })),
  json({ version: 3 }),
  text(
    '{ "rpi.awb": { "modes": { "auto": { "lo": 1, "hi": 2 }, "auto": { "lo": 2, "hi": 3 } }, "speed": , } }',
  ),
  text('--- a\n--- b\n'),
  text(''),
  text('a: &b 1\nc: *b\n'),
  text('? [x]\n: 1\n'),
  text(`${'['.repeat(105)}${']'.repeat(105)}`),
  json(second({ ...SETTINGS, ct_curve: new Array(2100).fill(1) })),
];

function encodeTuning({ tree, as, raw }) {
  if (raw !== undefined) return Buffer.from(String(raw));
  return Buffer.from(as === 'yaml' ? stringifyStudy(tree) : (JSON.stringify(tree) ?? ''));
}

const finite = (...values) => {
  for (const value of values)
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new Error(`gains ${values}`);
};

function estimate(parameters) {
  try {
    const { gain_r, gain_b } = createCaseEstimator(parameters)(readAwbCase(CASE));
    finite(gain_r, gain_b);
  } catch (error) {
    if (!(error instanceof AwbAnswerError)) throw error;
  }
}

/** Text, and what JSON.parse makes of it, in each way in which commands look at it. */
function readTuning(bytes) {
  const text = bytes.toString();
  for (const look of [
    () => findTuning(text),
    () => tuningAlgorithms(text),
    () => findAlgorithm(text, 'rpi.awb'),
    () => readTuningFile(text, { allowDisabled: true }),
    () => parseTuningFile(JSON.parse(text)),
  ])
    refusing(look);
  estimate(parseTuningFile(text).parameters);
}

/** What is refused here is refused again by what comes after; JSON is not what every file is. */
function refusing(look) {
  try {
    look();
  } catch (error) {
    if (error?.name !== 'TuningFileError' && !(error instanceof SyntaxError)) throw error;
  }
}

const VALUES = [
  0,
  1,
  2,
  -1,
  2000,
  4500,
  65_535,
  65_536,
  '0',
  '1',
  ' 1',
  '+1',
  '0x10',
  '1e400',
  'true',
  'false',
  'pisp',
  'bcm2835',
  'auto',
  [1, 2],
  {},
];

export const READERS = {
  tuning: {
    seeds: () => TUNING_SEEDS,
    mutate: (seed, rng) =>
      seed.raw === undefined
        ? { ...seed, tree: mutateTree(seed.tree, rng, VALUES) }
        : { raw: mutateBytes(Buffer.from(String(seed.raw)), rng) },
    encode: encodeTuning,
    read: readTuning,
    covers: [
      'classical/libcamera/tuning-file.js',
      'classical/libcamera/tuning-node.js',
      'classical/libcamera/awb-settings.js',
    ],
  },
  case: {
    seeds: () => [
      CASE,
      { ...CASE, alsc: { r: [1, 1], g: [1, 1], b: [1, 1] } },
      { ...CASE, mode: undefined, lux: undefined },
    ],
    mutate: (tree, rng) => mutateTree(tree, rng, VALUES),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read(bytes) {
      let value;
      try {
        value = JSON.parse(bytes);
      } catch {
        // What is no JSON is told by the command, which has file and line.
        return;
      }
      const { gain_r, gain_b } = createCaseEstimator(DEFAULT_AWB_PARAMETERS)(readAwbCase(value));
      finite(gain_r, gain_b);
    },
    covers: ['classical/libcamera/awb-cases.js', 'classical/libcamera/tuning-values.js'],
  },
};
