/** What was imported of a data set of awb_nn, in lines. */
import { formatCount, readableShellWord, visibleText } from '../../text/index.js';
import type { ImportedPlatform } from './import-awbnn.js';

/** Each platform with its pictures and sensors, and how to train on it. */
export function describeAwbnnImport(platforms: readonly ImportedPlatform[]): string[] {
  const counts = platforms.map(({ dir, pictures, known, sensors }) => {
    const names = sensors.map(visibleText).join(', ');
    return `${visibleText(dir)}: ${formatCount(pictures, 'new picture')}, ${known} known before (${names})`;
  });
  const next = platforms.map(({ platform, dir }) => {
    // As libcamera's own blocks of a Pi 4 assume pictures, where those of a Pi 5 are there to normalise by.
    const isHarmonised = platform === 'vc4' && platforms.length > 1;
    const model = platform === 'vc4' ? 'pi4.awb' : 'pi5.awb';
    const options = `--head ct${isHarmonised ? ' --harmonise' : ''} --out ${model}`;
    return `Next: deepawb train --data ${readableShellWord(dir)} ${options}`;
  });
  return [...counts, ...next];
}
