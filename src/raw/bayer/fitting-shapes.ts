/** What a headerless file of some length could be, in the words of the command line: for the error where it is not what was said. */
import type { BayerDump } from './bayer-dump.js';
import type { PackingName } from './names/index.js';
import { PACKINGS } from './packing.js';

/** Full frames and binned modes of sensors that people have on a Raspberry Pi. */
const SENSOR_SIZES: readonly (readonly [widthPx: number, heightPx: number])[] = [
  [4056, 3040],
  [2028, 1520],
  [2028, 1080],
  [1332, 990],
  [4608, 2592],
  [2304, 1296],
  [1536, 864],
  [3280, 2464],
  [1640, 1232],
  [2592, 1944],
  [1296, 972],
  [1920, 1080],
  [1456, 1088],
  [640, 480],
];
/** Bytes that capture hardware rounds rows up to. */
const ALIGNMENTS = [1, 4, 8, 16, 32, 64, 128, 256];
const MOST_NAMED = 4;

interface Shape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bits: number;
  readonly packing: PackingName;
}

/** The likeliest first: the stride alone was wrong, then packing and bits, then the size. */
export function fittingShapes(dump: BayerDump, length: number): string[] {
  const { widthPx, heightPx, bits, packing } = dump;
  const said = { widthPx, heightPx, bits, packing };
  const sizes: Shape[] = [
    { ...said, widthPx: heightPx, heightPx: widthPx },
    ...SENSOR_SIZES.map(([width, height]) => ({ ...said, widthPx: width, heightPx: height })),
  ];
  const row = PACKINGS[packing].rowBytes(widthPx, bits);
  const fits = [
    ...textsOf(said, said, length),
    ...otherPackings(said, length),
    ...sizes.flatMap((shape) => textsOf(shape, said, length)),
    ...(length % row === 0 && length > row ? [`--size ${widthPx}x${length / row}`] : []),
  ];
  return [...new Set(fits)].slice(0, MOST_NAMED);
}

/** Of each packing the bits that were said, where it has that length with them, else the first that do. */
function otherPackings(said: Shape, length: number): string[] {
  return (Object.keys(PACKINGS) as PackingName[]).flatMap((packing) => {
    const known: readonly number[] = PACKINGS[packing].bits;
    const bits = [said.bits, 8, 10, 12, 14, 16].filter((one) => known.includes(one));
    const texts = bits.map((one) => textsOf({ ...said, packing, bits: one }, said, length));
    return texts.find(({ length: found }) => found > 0) ?? [];
  });
}

/** The options by which a shape differs from what was said, where it has that length. */
function textsOf(shape: Shape, said: Shape, length: number): string[] {
  const row = PACKINGS[shape.packing].rowBytes(shape.widthPx, shape.bits);
  const stride = ALIGNMENTS.map((to) => Math.ceil(row / to) * to).find(
    (bytes) => bytes * shape.heightPx === length,
  );
  if (stride === undefined) return [];
  const isSize = shape.widthPx !== said.widthPx || shape.heightPx !== said.heightPx;
  const options = [
    ...(isSize ? [`--size ${shape.widthPx}x${shape.heightPx}`] : []),
    ...(shape.bits === said.bits ? [] : [`--bits ${shape.bits}`]),
    ...(shape.packing === said.packing ? [] : [`--packing ${shape.packing}`]),
    ...(stride === row ? [] : [`--stride ${stride}`]),
  ];
  // Without any the stride that was given is the fault.
  return [options.length === 0 ? 'the same without --stride' : options.join(' ')];
}
