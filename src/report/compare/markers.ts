/** The mark of each method, the same in every plot and beside every picture: a colour and a shape. */
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';

/** A shape within -5..5 on both axes, as an SVG path. */
const SHAPES = [
  'M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z',
  'M0,-5.5L5.5,0L0,5.5L-5.5,0Z',
  'M0,-5L5.5,4.5L-5.5,4.5Z',
  'M-4.5,-4.5H4.5V4.5H-4.5Z',
  'M0,5L5.5,-4.5L-5.5,-4.5Z',
] as const;

const CROSS = 'M-1.4,-5.5H1.4V-1.4H5.5V1.4H1.4V5.5H-1.4V1.4H-5.5V-1.4H-1.4Z';

export interface Marker {
  /** A light-scheme chart colour. */
  readonly colour: string;
  readonly path: string;
}

/** The mark of the method at a place in the list; with more than thirty methods they repeat. */
export function methodMarker(index: number): Marker {
  return { colour: seriesColour(index), path: SHAPES[index % SHAPES.length] };
}

/** The mark of the true light. */
export const TRUTH_MARKER: Marker = { colour: CHART_COLOURS.ink.light, path: CROSS };

/** The mark as an SVG element of 12 x 12 units whose centre is the origin. */
export function markerSvg({ colour, path }: Marker): string {
  return `<path d="${path}" fill="${colour}"/>`;
}

/** A marker as an ECharts symbol. */
export function markerSymbol({ path }: Marker): string {
  return `path://${path}`;
}
