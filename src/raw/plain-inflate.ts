/** Inflation in JavaScript, for where nothing faster is at hand. */
import { unzlibSync } from 'fflate';

export function inflatePlain(compressed: Uint8Array, expectedBytes: number): Uint8Array {
  return unzlibSync(compressed, { out: new Uint8Array(expectedBytes) });
}
