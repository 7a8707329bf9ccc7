/**
 * Decoders of compressions that few DNGs have, out of optional packages: jpeg-js for lossy JPEG, jxl-oxide-wasm for JPEG XL. They are
 * loaded when a file first needs one; a file that needs one which is not installed is refused by the package's name.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type DecodedBlock, needsPackage, RawFormatError, type RawTools } from '../decode/index.js';
import { decodePlainPng } from './plain-png.js';

const load = createRequire(import.meta.url);
const CURE = 'Copy or download the file again: it is incomplete or damaged.';
/** Most memory that jpeg-js may take. */
const JPEG_MEGABYTES = 192;

interface JpegJs {
  decode(
    bytes: Uint8Array,
    options: object,
  ): { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

interface JxlOxide {
  initSync(options: { readonly module: Uint8Array }): unknown;
  readonly JxlImage: new () => {
    feedBytes(bytes: Uint8Array): number;
    tryInit(): boolean;
    render(): { encodeToPng(): Uint8Array };
    free(): void;
  };
}

const found: { jpeg?: JpegJs; jxl?: JxlOxide } = {};

function jpegJs(): JpegJs {
  try {
    found.jpeg ??= load('jpeg-js') as JpegJs;
    return found.jpeg;
  } catch {
    throw needsPackage('jpeg');
  }
}

function jxlOxide(): JxlOxide {
  if (found.jxl) return found.jxl;
  try {
    // Its entry is there for `import` only, which cannot be waited for here.
    const folder = dirname(load.resolve('jxl-oxide-wasm/package.json'));
    const jxl = load(join(folder, 'jxl_oxide_wasm.js')) as JxlOxide;
    jxl.initSync({ module: readFileSync(join(folder, 'jxl_oxide_wasm_bg.wasm')) });
    found.jxl = jxl;
    return jxl;
  } catch {
    throw needsPackage('jxl');
  }
}

function decodeJpeg(bytes: Uint8Array): DecodedBlock {
  const { decode } = jpegJs();
  const options = { useTArray: true, formatAsRGBA: false, maxMemoryUsageInMB: JPEG_MEGABYTES };
  const { width, height, data } = orRefuse('JPEG', () => decode(bytes, options));
  const values = Uint16Array.from(data);
  return { widthPx: width, heightPx: height, components: data.length / (width * height), values };
}

function decodeJxl(bytes: Uint8Array, bits: number): DecodedBlock {
  const { JxlImage } = jxlOxide();
  const png = orRefuse('JPEG XL', () => {
    const image = new JxlImage();
    image.feedBytes(bytes);
    if (!image.tryInit()) throw new Error('its header is cut');
    // Encoding frees what was rendered.
    const encoded = image.render().encodeToPng();
    image.free();
    return encoded;
  });
  return orRefuse('JPEG XL', () => decodePlainPng(png, bits));
}

function orRefuse<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const got = `one that does not decode (${error instanceof Error ? error.message : String(error)})`;
    throw new RawFormatError('TIFF or DNG', `a whole ${what} stream`, got, CURE);
  }
}

/** For `RawTools` of Node. */
export const PACKAGE_DECODERS: Pick<RawTools, 'decodeJpeg' | 'decodeJxl'> = {
  decodeJpeg,
  decodeJxl,
};
