/**
 * Colours of charts of 6 x 4 patches, as linear sRGB (D65). They tell which chart lies how; no white point is taken
 * from them. Published by the makers: X-Rite, ColorChecker after November 2014; Datacolor, SpyderCheckr 24.
 */
import { srgbToLinear } from '../color/index.js';

export const CHART_COLUMNS = 6;
export const CHART_ROWS = 4;
export const PATCH_COUNT: number = CHART_COLUMNS * CHART_ROWS;

export type ChartKind = 'colorchecker' | 'spydercheckr';

/** Index of the six greys of a ColorChecker, from white to black. */
export const GREY_PATCHES: readonly number[] = [18, 19, 20, 21, 22, 23];
export const GREY_NAMES: readonly string[] = ['white', 'N8', 'N6.5', 'N5', 'N3.5', 'black'];

// Row by row, 8-bit sRGB in hexadecimal.
const COLORCHECKER =
  '735244 c29682 627a9d 576c43 8580b1 67bdaa ' +
  'd67e2c 505ba6 c15a63 5e3c6c 9dbc40 e0a32e ' +
  '383d96 469449 af363c e7c71f bb5695 0885a1 ' +
  'f3f3f2 c8c8c8 a0a0a0 7a7a79 555555 343434';
const SPYDERCHECKR =
  '704c3c c5917d 57789b 526a3c 7e7dae 62bba6 ' +
  'ee9e19 9dbc36 533a6a c34f5f 3a589f de7620 ' +
  '193787 399240 ba1a33 f5fa00 c04b91 007f9f ' +
  '2b292b 50504e 7a7674 a19d9a cac6c3 f9f2ee';

function linearColours(text: string): Float64Array {
  const out = new Float64Array(3 * PATCH_COUNT);
  text.split(' ').forEach((hex, patch) => {
    for (let c = 0; c < 3; c++) {
      out[3 * patch + c] = srgbToLinear(Number.parseInt(hex.slice(2 * c, 2 * c + 2), 16) / 255);
    }
  });
  return out;
}

/** 24 x R, G, B, row by row. */
export const REFERENCE_COLOURS: Readonly<Record<ChartKind, Float64Array>> = {
  colorchecker: linearColours(COLORCHECKER),
  spydercheckr: linearColours(SPYDERCHECKR),
};
