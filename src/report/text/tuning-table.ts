/** What a tuning of the Bayesian AWB tried, as text: a line for each setting, its values with their errors. */

import type { BayesSettings, BayesTrial } from '../../classical/index.js';
import type { TextStyle } from './text-table.js';

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
/** Between columns, the star included. */
const COLUMN_GAP = 3;

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

/** The values of one row in columns, in lines of at most `room` characters; those that were kept stand out. */
function wrapValues(values: TriedSetting['values'], room: number, colours: TextStyle): string[] {
  const width = Math.max(...values.map(({ text }) => text.length)) + COLUMN_GAP;
  const perLine = Math.max(1, Math.floor(room / width));
  const lines: string[] = [];
  for (let first = 0; first < values.length; first += perLine) {
    const cells = values.slice(first, first + perLine).map(({ text, kept }) => {
      const cell = (kept ? `${text}*` : text).padEnd(width);
      return kept ? colours.bold(cell) : cell;
    });
    lines.push(cells.join('').trimEnd());
  }
  return lines;
}

/** Everything tried: value and cross-validated mean error in degrees; a star where it became the best. */
export function formatTrials(
  tried: readonly BayesTrial[],
  columns: number,
  colours: TextStyle,
): string {
  const room = Math.max(40, columns) - LABEL_WIDTH - 2;
  const lines = bySetting(tried).flatMap(({ label, values }) =>
    wrapValues(values, room, colours).map(
      (text, i) => `  ${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${text}`,
    ),
  );
  const heading = `${colours.bold(`${tried.length} settings tried`)}: value, cross-validated mean error in degrees; * best so far`;
  return [heading, ...lines].join('\n');
}

/** The settings that were chosen, a line each. */
export function formatSettings(settings: BayesSettings): string {
  return SETTINGS.map(
    (name) => `  ${SETTING_LABELS[name].padEnd(LABEL_WIDTH)}${settings[name]}`,
  ).join('\n');
}

/** What was tried and what was chosen. */
export function formatTuning(
  {
    tried,
    settings,
    meanErrorDegrees,
    pictures,
  }: {
    readonly tried: readonly BayesTrial[];
    readonly settings: BayesSettings;
    readonly meanErrorDegrees: number;
    readonly pictures: number;
  },
  columns: number,
  colours: TextStyle,
): string {
  const error = `mean recovery error ${meanErrorDegrees.toFixed(3)}° cross-validated on ${pictures} pictures`;
  return `${formatTrials(tried, columns, colours)}\n\n${colours.bold('Chosen')}: ${error}\n${formatSettings(settings)}`;
}
