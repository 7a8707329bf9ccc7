/**
 * A stock tuning file with its network switched on: the file's own text, every number as it was written, `rpi.awb` off and
 * `rpi.nn.awb` on behind it. Only these two are touched.
 */
import { isMap, isScalar, type YAMLMap } from 'yaml';
import { evaluatePiecewise, parseTuningText, TuningFileError } from '../classical/index.js';
import { type CanonicalSpace, readCanonicalSpace } from './canonical-space.js';
import { diagnoseTuning } from './diagnose.js';
import { algorithmEntries, type Edit, edited, spanOf, switched } from './edit-tuning.js';
import { NEURAL_AWB } from './neural-settings.js';

const AWB = 'rpi.awb';
/** Keys of the block that are written anew. */
const WRITTEN: readonly string[] = [
  'enabled',
  'model',
  'enable_nn',
  'modes',
  'ct_curve',
  'sensitivity_r',
  'sensitivity_b',
  'transverse_pos',
  'transverse_neg',
  'ccm',
];
/** v0.7.1 searches across the curve with zones that it never divides by green; with these it moves nothing. */
const TRANSVERSE = 0.01;

/**
 * @param modelPath absolute, where the model will lie on the camera
 * @param space that the network's pictures were in; default: the file's own
 * @throws TuningFileError naming what libcamera would not start with, turn grey or crash on
 */
export function writeNeuralAwb(
  stock: string,
  modelPath: string,
  space: CanonicalSpace = readCanonicalSpace(stock),
): string {
  const text = stock.replace(/^\uFEFF/, '');
  parseTuningText(text);
  if (!/^\/[^\0]*\.tflite$/.test(modelPath)) {
    throw new TuningFileError('model', 'an absolute path that ends in .tflite', modelPath);
  }
  const { items, entries } = algorithmEntries(text);
  const awb = entries.find(({ name }) => name === AWB);
  if (awb === undefined) {
    throw new TuningFileError(
      AWB,
      `an algorithm "${AWB}" (files of monochrome sensors have none)`,
      undefined,
    );
  }
  const own = entries.find(({ name }) => name === NEURAL_AWB);
  const kept = own === undefined ? [] : otherKeys(text, own.settings);
  const block = blockText(space, modesText(text, awb.settings), modelPath, kept);
  const edits: Edit[] = [switched(awb.settings, false)];
  if (own !== undefined) edits.push({ ...spanOf(own.settings), text: block });
  else {
    const { to } = spanOf(items.find((item) => item.items.includes(awb.pair))!);
    edits.push({
      from: to,
      to,
      text: `,\n        {\n            "${NEURAL_AWB}":\n            ${block}\n        }`,
    });
  }
  const written = edited(text, edits);
  const fault = diagnoseTuning(written).findings.find(({ level }) => level === 'fault');
  if (fault === undefined) return written;
  throw new TuningFileError('tuning file', 'one that libcamera runs', fault.text);
}

/** What a block says beside what is written anew, entry by entry as it stands there. */
function otherKeys(text: string, settings: YAMLMap): string[] {
  return settings.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || WRITTEN.includes(String(key.value))) return [];
    const range = (value as { range?: [number, number, number] } | null)?.range;
    return key.range && range ? [text.slice(key.range[0], range[1])] : [];
  });
}

/** The modes as they are written. Throws TuningFileError where there is none: the first frame would crash. */
function modesText(text: string, awb: YAMLMap): string {
  const modes = awb.get('modes', true) as unknown;
  if (isMap(modes) && modes.items.length > 0) {
    const { from, to } = spanOf(modes);
    return text.slice(from, to);
  }
  throw new TuningFileError(
    `${AWB}.modes`,
    'at least one mode: without one libcamera loads the network and crashes on the first frame',
    undefined,
  );
}

/** The block in the normalisation of the training pictures: sensitivities are in the curve, and 1 beside it. */
function blockText(
  space: CanonicalSpace,
  modes: string,
  modelPath: string,
  kept: readonly string[],
): string {
  if (space.ccm.includes(0)) {
    throw new TuningFileError(
      'rpi.ccm',
      'no exact 0 at 5000 K, which libcamera takes for unset',
      0,
    );
  }
  const digits = (value: number) => String(Number(value.toPrecision(8)));
  const curve = Array.from(space.r.x, (kelvin) =>
    [
      digits(kelvin),
      digits(evaluatePiecewise(space.r, kelvin) * space.sensitivityR),
      digits(evaluatePiecewise(space.b, kelvin) * space.sensitivityB),
    ].join(', '),
  );
  const lines = [
    '"enabled": true',
    `"model": ${JSON.stringify(modelPath)}`,
    '"enable_nn": 1',
    `"modes": ${modes}`,
    `"ct_curve": [\n                    ${curve.join(',\n                    ')}\n                ]`,
    '"sensitivity_r": 1.0',
    '"sensitivity_b": 1.0',
    `"transverse_pos": ${TRANSVERSE}`,
    `"transverse_neg": ${TRANSVERSE}`,
    `"ccm": [ ${space.ccm.map(digits).join(', ')} ]`,
    ...kept,
  ];
  return `{\n                ${lines.join(',\n                ')}\n            }`;
}
