/** What a card or a chart says, as rows of a table, and the verdict in a sentence. */
import type { ChartFacts, PatchFacts, PictureFacts } from 'deepawb/labels/node';
import { make } from '../../dom.js';

export interface Verdict {
  readonly tone: 'good' | 'doubt' | 'fault' | 'plain';
  readonly text: string;
}

type Row = readonly [name: string, value: string, isOdd?: boolean];

/** Limits from which a figure is shown as odd. */
const ODD = { degrees: 1, imbalance: 0.01, clipped: 0.001, sigma: 0.3 } as const;

export function patchRows(patch: PatchFacts): Row[] {
  const { means, errors, whitePoint, sigmaR, sigmaB, sigmaDegrees } = patch;
  const channel = (i: 0 | 1 | 2) => `${percent(means[i])} ± ${percent(errors[i])}`;
  const greens = patch.greenImbalance;
  return [
    ['r = R/G', `${whitePoint.r.toFixed(4)} ± ${sigmaR.toFixed(4)}`],
    ['b = B/G', `${whitePoint.b.toFixed(4)} ± ${sigmaB.toFixed(4)}`],
    ['which means', `± ${degrees(sigmaDegrees)}`, sigmaDegrees > ODD.sigma],
    ['parts of it differ by', degrees(patch.spreadDegrees), patch.spreadDegrees > ODD.degrees],
    ['corner to corner', degrees(patch.gradientDegrees), patch.gradientDegrees > ODD.degrees],
    ['R, over black', channel(0)],
    ['G', channel(1)],
    ['B', channel(2)],
    ['full pixels', percent(patch.clippedShare), patch.clippedShare > ODD.clipped],
    ...(greens === null
      ? []
      : [['Gr over Gb', signedPercent(greens), Math.abs(greens) > ODD.imbalance] as Row]),
    [
      'black off by 1 moves it',
      degrees(patch.blackStepDegrees),
      patch.blackStepDegrees > ODD.degrees,
    ],
    ['pixels', patch.n.toLocaleString('en')],
    ['noise', patch.noise === 'stated' ? 'as the file states it' : 'of the pixels'],
  ];
}

export function chartRows(chart: ChartFacts): Row[] {
  const { slope } = chart;
  if (!slope) return [];
  return [
    ['r = R/G', `${slope.whitePoint.r.toFixed(4)} ± ${slope.sigmaR.toFixed(4)}`],
    ['b = B/G', `${slope.whitePoint.b.toFixed(4)} ± ${slope.sigmaB.toFixed(4)}`],
    ['which means', `± ${degrees(slope.sigmaDegrees)}`, slope.sigmaDegrees > ODD.sigma],
    ['greys differ by', degrees(slope.spreadDegrees), slope.spreadDegrees > 2 * ODD.degrees],
    ['colours unexplained', percent(chart.unexplained), chart.unexplained > 0.3],
    ...slope.greys.map(
      (grey): Row => [
        `${grey.name} alone`,
        grey.isUsed
          ? `${degrees(grey.ownDegrees)} off, ${degrees(grey.residualDegrees)} to line`
          : 'full, not used',
        !grey.isUsed || grey.name === slope.outlier,
      ],
    ),
  ];
}

export function fillNumbers(table: HTMLTableElement, rows: readonly Row[]): void {
  table.tBodies[0]?.replaceChildren(
    ...rows.map(([name, value, isOdd]) => {
      const row = make('tr', '', isOdd ? 'odd' : '');
      row.append(make('th', name), make('td', value));
      return row;
    }),
  );
}

export function verdictOf(patch: PatchFacts | null, chart: ChartFacts | null): Verdict | null {
  const found = chart ?? patch;
  if (!found) return null;
  if (found.refusal !== null) return { tone: 'fault', text: found.refusal };
  const place = found.place ?? 'No curve yet: label 20 pictures, or import with a tuning file.';
  if (chart?.slope?.outlier) {
    return {
      tone: 'doubt',
      text: `${place}. ${chart.slope.outlier} lies off the line of the other greys.`,
    };
  }
  if (chart?.slope && chart.slope.spreadDegrees > 3 * ODD.degrees) {
    return {
      tone: 'doubt',
      text: `${place}. The greys disagree: uneven light or stray light on the chart.`,
    };
  }
  const spread = patch?.spreadDegrees ?? 0;
  if (spread > ODD.degrees) {
    return {
      tone: 'doubt',
      text: `${place}. The patch is uneven: does it reach over the card's edge?`,
    };
  }
  return { tone: 'good', text: place };
}

/** The camera's facts in a line. */
export function aboutOf({ shot }: PictureFacts): string {
  const { camera, widthPx, heightPx, exposureSeconds, iso, shading, black } = shot;
  const exposure =
    exposureSeconds === null
      ? []
      : [exposureSeconds < 0.3 ? `1/${Math.round(1 / exposureSeconds)} s` : `${exposureSeconds} s`];
  const masked =
    black.masked !== null && Math.abs(black.masked - black.tag) > 3
      ? [`black measured ${black.masked.toFixed(0)}, stated ${black.tag.toFixed(0)}`]
      : [];
  return [
    camera ?? 'unknown camera',
    `${widthPx} × ${heightPx}`,
    ...exposure,
    ...(iso === null ? [] : [`ISO ${iso}`]),
    shading === 'none' ? 'lens shading not corrected' : `shading by ${shading}`,
    ...masked,
    ...shot.warnings,
  ].join(' · ');
}

export const degrees = (value: number): string => `${value.toFixed(value < 0.1 ? 2 : 1)}°`;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const signedPercent = (share: number): string =>
  `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
