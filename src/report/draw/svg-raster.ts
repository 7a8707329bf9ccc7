/**
 * SVG to pixels with resvg. Text is set in Fira Mono, whose zero has a mark and is no O, and which comes as a package:
 * resvg draws no text at all where it finds no font, and a bare machine has none. System fonts are asked for scripts alone
 * that Fira Mono lacks, so that any other caption looks the same everywhere.
 */
import { fileURLToPath } from 'node:url';
import { readableMarkup } from '../../text/index.js';
import type { RgbPicture } from './png.js';

const FONT_PACKAGE = '@expo-google-fonts/fira-mono';

/** The family name to use in SVG text. */
export const CAPTION_FONT_FAMILY = 'Fira Mono';

/** Width of a Fira Mono character, all alike, in units of the font size. */
export const CAPTION_CHARACTER_WIDTH = 0.6;

/** Fira Mono has Latin, Greek and Cyrillic letters. */
const OTHER_SCRIPTS =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/u;

/** Whether a text has letters that the captions' font lacks, such as those of a file's name in Japanese. */
export const hasOtherScripts = (text: string): boolean => OTHER_SCRIPTS.test(text);

function fontFile(path: string): string {
  return fileURLToPath(import.meta.resolve(`${FONT_PACKAGE}/${path}`));
}

/** Draws an SVG at its own size; it must paint its whole ground, since transparency is dropped. */
export async function rasteriseSvg(svg: string): Promise<RgbPicture> {
  // Loaded when first needed: a native module that most commands never use.
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(readableMarkup(svg), {
    font: {
      fontFiles: [
        fontFile('400Regular/FiraMono_400Regular.ttf'),
        fontFile('700Bold/FiraMono_700Bold.ttf'),
      ],
      loadSystemFonts: hasOtherScripts(svg),
      defaultFontFamily: CAPTION_FONT_FAMILY,
    },
  }).render();
  const { width: widthPx, height: heightPx, pixels } = image;
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0, o = 0; o < rgb.length; i += 4, o += 3) {
    rgb[o] = pixels[i];
    rgb[o + 1] = pixels[i + 1];
    rgb[o + 2] = pixels[i + 2];
  }
  return { widthPx, heightPx, rgb };
}
