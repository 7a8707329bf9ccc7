/**
 * Decoders of compressions that few DNGs have, out of optional packages: jpeg-js for lossy JPEG, jxl-oxide-wasm for JPEG XL. They are
 * loaded when a file first needs one; a file that needs one which is not installed is refused by the package's name.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { type DecodedBlock, needsPackage, RawFormatError, type RawTools } from '../decode/index.js';

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

/** A PNG as that decoder writes it: grey or RGB, 8 or 16 bits, not interlaced. */
function decodePlainPng(png: Uint8Array, bits: number): DecodedBlock {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [widthPx, heightPx] = [view.getUint32(16), view.getUint32(20)];
  const bytesEach = png[24] === 16 ? 2 : 1;
  const components = png[25] === 2 ? 3 : 1;
  const pieces: Uint8Array[] = [];
  for (let at = 8; at + 8 <= png.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) !== 0x49444154) continue;
    pieces.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const row = widthPx * components * bytesEach;
  const lines = inflateSync(Buffer.concat(pieces), { maxOutputLength: heightPx * (row + 1) });
  const values = new Uint16Array(widthPx * heightPx * components);
  const above = new Uint8Array(row);
  for (let y = 0, o = 0; y < heightPx; y++) {
    const line = lines.subarray(y * (row + 1) + 1, (y + 1) * (row + 1));
    unfilter(lines[y * (row + 1)] ?? 0, line, above, components * bytesEach);
    above.set(line);
    for (let i = 0; i < row; i += bytesEach) {
      values[o++] = bytesEach === 2 ? ((line[i] ?? 0) << 8) | (line[i + 1] ?? 0) : (line[i] ?? 0);
    }
  }
  // PNG has 8 or 16 bits and spreads others over their range.
  const full = bytesEach === 2 ? 65_535 : 255;
  const most = 2 ** bits - 1;
  if (full !== most) {
    for (const [i, v] of values.entries()) values[i] = Math.round((v * most) / full);
  }
  return { widthPx, heightPx, components, values };
}

/** Undoes a line filter of PNG in place [PNG3, section 9]. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, pixel: number): void {
  for (let i = 0; i < line.length; i++) {
    const a = i < pixel ? 0 : (line[i - pixel] ?? 0);
    const b = above[i] ?? 0;
    const c = i < pixel ? 0 : (above[i - pixel] ?? 0);
    const guess =
      filter === 0
        ? 0
        : filter === 1
          ? a
          : filter === 2
            ? b
            : filter === 3
              ? (a + b) >> 1
              : paeth(a, b, c);
    line[i] = (line[i] ?? 0) + guess;
  }
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** For `RawTools` of Node. */
export const PACKAGE_DECODERS: Pick<RawTools, 'decodeJpeg' | 'decodeJxl'> = {
  decodeJpeg,
  decodeJxl,
};
