/** What is asked of a download, before anything is fetched. */
import { UsageError } from '../../errors/index.js';
import { KNOWN_ARCHIVES } from './zenodo-record.js';

/** Throws UsageError for a data set that is not known and for a checksum that is none. */
export function checkFetch(name: string, md5: string | undefined): void {
  const known = KNOWN_ARCHIVES.map((archive) => archive.name);
  if (!known.includes(name.toLowerCase())) {
    throw new UsageError(`data fetch: expected one of ${known.join(', ')}, got ${name}`);
  }
  if (md5 !== undefined && !/^[0-9a-f]{32}$/i.test(md5)) {
    throw new UsageError(`--md5: expected 32 hex digits, got ${md5}`);
  }
}
