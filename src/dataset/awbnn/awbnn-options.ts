/** Options of an import that belong to raw pictures, and not to statistics. */
import { UsageError } from '../../errors/index.js';

const OTHERS = {
  part: '--part',
  size: '--size',
  label: '--label',
  tuningFile: '--tuning-file',
  blackLevel: '--black-level',
  whiteLevel: '--white-level',
  assumeLinear: '--assume-linear',
} as const;

/** Throws UsageError for one that was given; `isGiven` knows by its name in the options. */
export function checkAwbnnOptions(from: string, isGiven: (name: string) => boolean): void {
  for (const [name, flag] of Object.entries(OTHERS)) {
    if (!isGiven(name)) continue;
    throw new UsageError(
      `${flag}: belongs to raw pictures, and ${from} holds statistics of awb_nn, whose files say all themselves`,
    );
  }
}
