/**
 * A stock tuning file with a Bayesian AWB that was tuned to a camera: the file's own text, in `rpi.awb` what tuning chooses, and
 * that algorithm switched on. Modes, zone limits and the pace over frames stay the file's.
 */
import { isScalar, type YAMLMap } from 'yaml';
import {
  type BayesianAwbParameters,
  parseTuningText,
  TuningFileError,
  writeAwb,
} from '../classical/index.js';
import { algorithmEntries, type Edit, edited, spanOf, switched } from './edit-tuning.js';
import { NEURAL_AWB } from './neural-settings.js';

const AWB = 'rpi.awb';
/** What tuning chooses, and what it is chosen with: other sensitivities or a bias would move its answers. */
const TUNED = [
  'bayes',
  'ct_curve',
  'priors',
  'delta_limit',
  'transverse_pos',
  'transverse_neg',
  'whitepoint_r',
  'whitepoint_b',
  'sensitivity_r',
  'sensitivity_b',
  'bias_proportion',
] as const;

/** Throws TuningFileError for a file without `rpi.awb`, of layout 1 or not in braces. */
export function writeBayesAwb(stock: string, parameters: BayesianAwbParameters): string {
  const text = stock.replace(/^\uFEFF/, '');
  parseTuningText(text);
  const { entries } = algorithmEntries(text);
  const awb = entries.find(({ name }) => name === AWB);
  if (awb === undefined) throw new TuningFileError(AWB, `an algorithm "${AWB}"`, undefined);
  const edits = [...tunedEdits(awb.settings, parameters)];
  if (pairOf(awb.settings, 'enabled') !== undefined) edits.push(switched(awb.settings, true));
  const network = entries.find(({ name }) => name === NEURAL_AWB);
  if (network !== undefined) edits.push(switched(network.settings, false));
  return edited(text, edits);
}

function pairOf(settings: YAMLMap, key: string) {
  return settings.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

const LINE = '\n                    ';

/** Lists of numbers in lines of three as stock files have them, of other things an entry a line. */
function valueText(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const numbers = value.every((entry) => typeof entry === 'number');
  const size = numbers ? 3 : 1;
  const lines = Array.from({ length: Math.ceil(value.length / size) }, (_, i) =>
    value
      .slice(i * size, (i + 1) * size)
      .map((entry) => JSON.stringify(entry))
      .join(', '),
  );
  return `[${LINE}${lines.join(`,${LINE}`)}\n                ]`;
}

/** Values in their place where the file has them, the others behind the opening brace. */
function tunedEdits(settings: YAMLMap, parameters: BayesianAwbParameters): Edit[] {
  const { from } = spanOf(settings);
  const written = writeAwb(parameters);
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const key of TUNED) {
    if (written[key] === undefined) continue;
    const value = valueText(written[key]);
    const range = (pairOf(settings, key)?.value as { range?: [number, number] } | undefined)?.range;
    if (range) edits.push({ from: range[0], to: range[1], text: value });
    else added.push(`\n                "${key}": ${value}`);
  }
  if (added.length === 0) return edits;
  const comma = settings.items.length > 0 ? ',' : '';
  return [...edits, { from: from + 1, to: from + 1, text: `${added.join(',')}${comma}` }];
}
