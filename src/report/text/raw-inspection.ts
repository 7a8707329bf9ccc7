/** What was understood of one raw picture, for a terminal. */
import type { RawInspection } from '../../raw/index.js';

const COMPRESSIONS: Readonly<Record<number, string>> = {
  1: 'uncompressed',
  5: 'LZW',
  7: 'JPEG',
  8: 'deflate',
  32946: 'deflate',
  34892: 'lossy JPEG',
  52546: 'JPEG XL',
};

/** The file's name, and a line a fact. */
export function describeRawInspection(file: string, found: RawInspection): string {
  const { width, height, bits, compression, cfa, black, white, blackRepeat } = found;
  const [top, left, bottom, right] = found.activeArea;
  const isCut = right - left !== width || bottom - top !== height;
  const how = COMPRESSIONS[compression] ?? `compression ${compression}`;
  const facts: (readonly [string, string | null])[] = [
    ['format', `${found.format}, ${bits} bits${found.isFloat ? ' (floats)' : ''}, ${how}`],
    ['size', `${width}x${height}`],
    ['active area', isCut ? `${right - left}x${bottom - top} at ${left}, ${top}` : null],
    ['filters', cfa === null ? 'none: three samples a pixel' : filterText(cfa)],
    ['black', levelText(black, blackRepeat)],
    ['white', white.every((level) => level === white[0]) ? `${white[0]}` : white.join(' ')],
    ['camera', found.camera],
    ['as shot neutral', found.asShotNeutral?.map((v) => v.toFixed(4)).join(' ') ?? null],
    ['matrices', matrixText(found.colorMatrices)],
    ['exposure', found.exposureSeconds === null ? null : `${found.exposureSeconds} s`],
    ['ISO', found.iso === null ? null : `${found.iso}`],
    ['orientation', found.orientation === 1 ? null : `${found.orientation} (for display only)`],
    ['linear means', found.linearMeans.map((mean) => mean?.toFixed(6) ?? 'none').join(' ')],
    ['opcodes applied', found.opcodes.applied.join(', ') || null],
    ['opcodes skipped', found.opcodes.skipped.join(', ') || null],
    ['stage 1', `sha256 ${found.stage1Sha256}`],
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [`  ${name.padEnd(15)}  ${value}`],
  );
  return [file, ...lines].join('\n');
}

/** Row by row: `RG/GB`. */
function filterText({ columns, pattern }: NonNullable<RawInspection['cfa']>): string {
  const letters = pattern.map((colour) => 'RGB'[colour]).join('');
  return (letters.match(new RegExp(`.{${columns}}`, 'g')) ?? []).join('/');
}

function levelText(
  black: readonly number[],
  { rows, columns }: RawInspection['blackRepeat'],
): string {
  if (black.every((level) => level === black[0])) return `${black[0]}`;
  return `${black.join(' ')} (repeating every ${rows}x${columns})`;
}

function matrixText(matrices: RawInspection['colorMatrices']): string | null {
  if (matrices.length === 0) return null;
  return `XYZ to camera, calibrated under light ${matrices.map(({ illuminant }) => illuminant).join(', ')}`;
}
