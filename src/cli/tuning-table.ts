/** What a tuning of the Bayesian AWB tried, as text: a line for each setting, its values with their errors. */
import type { BayesSettings, BayesTrial } from '../bayes/index.js';
import type { Colours } from './terminal.js';

/** Settings as camera engineers know them from the tuning file. */
const SETTING_LABELS: { readonly [K in keyof BayesSettings]: string } = {
  curve: 'ct_curve',
  priorStrength: 'prior strength',
  deltaLimit: 'delta_limit',
  transversePos: 'transverse_pos',
  transverseNeg: 'transverse_neg',
  greyOffsetR: 'whitepoint_r',
  greyOffsetB: 'whitepoint_b',
};

const SETTINGS = Object.keys(SETTING_LABELS) as (keyof BayesSettings)[];
const LABEL_WIDTH = 16;

interface TriedSetting {
  readonly label: string;
  readonly values: { readonly text: string; readonly kept: boolean }[];
}

/** Trials by the setting in which each differed from the best so far, in the order of the search. */
function bySetting(tried: readonly BayesTrial[]): TriedSetting[] {
  const rows: TriedSetting[] = [];
  let best: BayesSettings | undefined;
  for (const { settings, meanErrorDegrees, kept } of tried) {
    const before = best;
    const changed = before && SETTINGS.find((name) => settings[name] !== before[name]);
    const label = changed ? SETTING_LABELS[changed] : 'start';
    const error = meanErrorDegrees.toFixed(3);
    const text = changed ? `${settings[changed]} ${error}` : error;
    const last = rows.at(-1);
    if (last?.label === label) last.values.push({ text, kept });
    else rows.push({ label, values: [{ text, kept }] });
    if (kept) best = settings;
  }
  return rows;
}

/** The values of one row in lines of at most `room` characters; those that were kept stand out. */
function wrapValues(values: TriedSetting['values'], room: number, colours: Colours): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const { text, kept } of values) {
    const plain = kept ? `${text}*` : text;
    if (width > 0 && width + plain.length + 3 > room) {
      lines.push(line);
      line = '';
      width = 0;
    }
    line += (width > 0 ? '   ' : '') + (kept ? colours.bold(plain) : plain);
    width += (width > 0 ? 3 : 0) + plain.length;
  }
  return [...lines, line];
}

/** Everything tried: value and cross-validated mean error in degrees; a star where it became the best. */
export function formatTrials(
  tried: readonly BayesTrial[],
  columns: number,
  colours: Colours,
): string {
  const room = Math.max(40, columns) - LABEL_WIDTH - 2;
  const lines = bySetting(tried).flatMap(({ label, values }) =>
    wrapValues(values, room, colours).map(
      (text, i) => `  ${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${text}`,
    ),
  );
  const heading = `${colours.bold(`${tried.length} settings tried`)}: value and mean recovery error in degrees, cross-validated; * the best so far`;
  return [heading, ...lines].join('\n');
}

/** The settings that were chosen, a line each. */
export function formatSettings(settings: BayesSettings): string {
  return SETTINGS.map(
    (name) => `  ${SETTING_LABELS[name].padEnd(LABEL_WIDTH)}${settings[name]}`,
  ).join('\n');
}
