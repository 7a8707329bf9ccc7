/** How pictures are to be read, as a user says it in options. */
import { inOption, UsageError } from '../../../errors/index.js';
import type { BayerDump } from '../../bayer/index.js';
import type { BayerOrder, PackingName } from '../../bayer/names/index.js';
import { type LevelChoice, type RawReader, statedLevels } from '../../decode/index.js';
import type { PictureReading } from './read-picture.js';

/** What a headerless frame of a Bayer sensor is; without `bayer`, files say what they are. */
export interface BayerChoice {
  readonly bayer?: BayerOrder;
  readonly size?: { readonly widthPx: number; readonly heightPx: number };
  readonly bits?: number;
  /** Default: unpacked. */
  readonly packing?: PackingName;
  /** Bytes of a row. */
  readonly stride?: number;
}

/** The same where `size` means something else. */
export interface FrameChoice extends Omit<BayerChoice, 'size'> {
  readonly frameSize?: NonNullable<BayerChoice['size']>;
}

type Description = {
  readonly [Key in keyof (BayerChoice & LevelChoice)]?:
    | (BayerChoice & LevelChoice)[Key]
    | undefined;
};

/** Which picture formats, at which levels. */
export interface ReadingChoice extends BayerChoice, LevelChoice {
  readonly assumeLinear?: boolean;
}

/** The reading of pictures; `warn` is told what is odd about one. Rejects with a UsageError. */
export async function pictureReading(
  options: ReadingChoice,
  warn?: (sentence: string) => void,
): Promise<PictureReading> {
  const reader = await statedReader(options);
  return {
    levels: { options: statedLevels(options) },
    assumeLinear: options.assumeLinear === true,
    ...(warn ? { warn } : {}),
    ...(reader ? { reader } : {}),
  };
}

/** The reader of the dumps that were described; undefined where none were. Rejects with a UsageError for a description that is none. */
export async function statedReader(
  options: BayerChoice & LevelChoice,
): Promise<RawReader | undefined> {
  const dump = await statedDump(options);
  return dump && (await import('../../bayer/index.js')).bayerReader(dump);
}

/**
 * What was said of files without a header; undefined where nothing was. `sizeFlag` is the option that says how large they are. Rejects
 * as statedReader does.
 */
async function statedDump(
  options: BayerChoice & LevelChoice,
  sizeFlag = '--size',
): Promise<BayerDump | undefined> {
  const dump = describedDump(options, sizeFlag);
  if (dump === undefined) return undefined;
  const { bayerReader } = await import('../../bayer/index.js');
  inOption(null, () => bayerReader(dump));
  return dump;
}

/** The same before anybody has looked at whether such frames can be. Throws UsageError for half a description. */
function describedDump(options: Description, sizeFlag: string): BayerDump | undefined {
  const { bayer: order, size, bits, packing = 'unpacked', stride, blackLevel } = options;
  if (order === undefined) {
    const given = (['size', 'bits', 'packing', 'stride'] as const).find(
      (name) => options[name] !== undefined,
    );
    if (given === undefined) return undefined;
    const flag = given === 'size' ? sizeFlag : `--${given}`;
    throw new UsageError(`${flag}: expected with --bayer, which says that files have no header`);
  }
  if (size === undefined || bits === undefined) {
    throw new UsageError(
      `--bayer: expected with ${sizeFlag} and --bits, as its files have no header`,
    );
  }
  const optional = {
    ...(stride === undefined ? {} : { strideBytes: stride }),
    ...(blackLevel === undefined ? {} : { blackLevel }),
  };
  return { order, ...size, bits, packing, ...optional };
}

/** What was said of a data set's frames; its black level is the data set's. Throws UsageError for half a description. */
export function describedFrames(choice: FrameChoice): BayerDump | undefined {
  const { bayer, frameSize: size, bits, packing, stride } = choice;
  return describedDump({ bayer, size, bits, packing, stride }, '--frame-size');
}

/** What was said of files without a header; undefined where nothing was. Rejects with a UsageError for what is none. */
export function statedFrames({
  frameSize,
  ...options
}: FrameChoice & LevelChoice): Promise<BayerDump | undefined> {
  return statedDump({ ...options, ...(frameSize ? { size: frameSize } : {}) }, '--frame-size');
}
