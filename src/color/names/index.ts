/** How a picture is rendered, by name: for command lines, which need no more until one is. */

/**
 * From linear light to what is stored: `srgb`, the transfer function alone; `contrast`, an S-curve upon it, which makes darks darker
 * and lights lighter and leaves black, mid grey and white; `linear`, light as it is.
 */
export const TONES = ['srgb', 'contrast', 'linear'] as const;
export type Tone = (typeof TONES)[number];

/**
 * The colour matrix. `camera`: that of the picture's camera. `auto`: the same, and where nobody says which camera it is that of the
 * Canon EOS 550D, as reports have it. `none`: colours stay the sensor's.
 */
export const RENDER_MATRICES = ['auto', 'camera', 'none'] as const;
export type RenderMatrix = (typeof RENDER_MATRICES)[number];
