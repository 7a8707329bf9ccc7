/** What an import of awb_nn's data set took, and what comes next, for a terminal. */
import type { ImportedPlatform } from '../../dataset/index.js';
import { formatCount, readableShellWord, visibleText } from '../../text/index.js';

/** A line a platform, then a command for each. */
export function describeImportedAwbnn(platforms: readonly ImportedPlatform[]): string {
  const taken = platforms.map(({ dir, pictures, known, sensors }) => {
    const names = sensors.map(visibleText).join(', ');
    const count = formatCount(pictures, 'new picture');
    return `${visibleText(dir)}: ${count}, ${known} known before (${names})`;
  });
  const next = platforms.map(({ platform, dir }) => {
    // As libcamera's own blocks of a Pi 4 assume pictures, where those of a Pi 5 are there to normalise by.
    const isHarmonised = platform === 'vc4' && platforms.length > 1;
    const model = platform === 'vc4' ? 'pi4.awb' : 'pi5.awb';
    const options = `--head ct${isHarmonised ? ' --harmonise' : ''} --out ${model}`;
    return `Next: deepawb train --data ${readableShellWord(dir)} ${options}`;
  });
  return [...taken, ...next].join('\n');
}
