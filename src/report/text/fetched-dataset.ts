/** What a fetched data set is, and what to do with it, for a terminal. */
import type { FetchResult } from '../../dataset/index.js';
import { formatBytes, formatCount, readableShellWord } from '../../text/index.js';

/** Four lines: what came, whether it is what was published, whose it is, what is next. */
export function describeFetch(result: FetchResult): string {
  const check = result.verified ? 'matches' : 'nothing to compare it with';
  return [
    `${result.dir}: ${formatCount(result.files, 'file')}, ${formatBytes(result.bytes)}`,
    `Archive MD5 ${result.md5} (${check})`,
    `Licence ${result.licence}. Cite: ${result.citation}`,
    `Next: deepawb data inspect ${readableShellWord(result.dir)}`,
  ].join('\n');
}
