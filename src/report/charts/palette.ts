/**
 * Colours of charts. ECharts draws with the light values; in a page each becomes a CSS custom property, so that the
 * same SVG follows the reader's light or dark scheme. Series colours are after [Okabe2008], told apart by readers with
 * any colour vision; the dark ones are lightened to keep contrast.
 * [Okabe2008] Color Universal Design.
 */

/** A chart colour on light and on dark ground. */
interface ChartColour {
  readonly light: string;
  readonly dark: string;
}

/** All values differ, since SVG colours are matched back to their names. */
export const CHART_COLOURS = {
  ink: { light: '#2b2f36', dark: '#d9dce2' },
  muted: { light: '#6b7280', dark: '#979eab' },
  rule: { light: '#e2e5ea', dark: '#333842' },
  series1: { light: '#0067a5', dark: '#56b4e9' },
  series2: { light: '#d55e00', dark: '#f0924a' },
  series3: { light: '#00855f', dark: '#2fc79a' },
  series4: { light: '#a8417d', dark: '#e08fc0' },
  series5: { light: '#8a6d00', dark: '#e2c344' },
  series6: { light: '#55595f', dark: '#b5bac2' },
} as const satisfies Record<string, ChartColour>;

export type ChartColourName = keyof typeof CHART_COLOURS;

const SERIES_NAMES: readonly ChartColourName[] = [
  'series1',
  'series2',
  'series3',
  'series4',
  'series5',
  'series6',
];

/** Colour of the n-th series, repeating after six. */
export function seriesColour(index: number): string {
  return CHART_COLOURS[SERIES_NAMES[index % SERIES_NAMES.length]].light;
}

/** Custom property declarations of one scheme, for a style sheet. */
export function chartCustomProperties(scheme: 'light' | 'dark'): string {
  return Object.entries(CHART_COLOURS)
    .map(([name, colour]) => `--chart-${name}:${colour[scheme]}`)
    .join(';');
}

/** Replaces every chart colour in an SVG by its custom property, the light value staying as fallback. */
export function withCustomProperties(svg: string): string {
  let themed = svg;
  for (const [name, { light }] of Object.entries(CHART_COLOURS)) {
    themed = themed.replaceAll(new RegExp(light, 'gi'), `var(--chart-${name},${light})`);
  }
  return themed;
}
