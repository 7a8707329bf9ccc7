/** Levels that a user states, of which files may state the others. */
import { UsageError } from '../../errors/index.js';
import type { RawLevels } from './raw-image.js';

/** Those that were given. Throws UsageError where white is not above black. */
export function statedLevels({ blackLevel, whiteLevel }: LevelChoice): Partial<RawLevels> {
  if (blackLevel !== undefined && whiteLevel !== undefined && !(blackLevel < whiteLevel)) {
    throw new UsageError(
      `--black-level: expected less than the white level ${whiteLevel}, got ${blackLevel}`,
    );
  }
  return {
    ...(blackLevel === undefined ? {} : { blackLevel }),
    ...(whiteLevel === undefined ? {} : { whiteLevel }),
  };
}

/** Levels as options: either may be left out. */
export interface LevelChoice {
  readonly blackLevel?: number | undefined;
  readonly whiteLevel?: number | undefined;
}
