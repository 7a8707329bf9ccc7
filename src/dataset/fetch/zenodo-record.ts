/**
 * What there is to fetch, and what Zenodo's record says about it. The record's JSON
 * (https://developers.zenodo.org/#records) lists each file with `key`, `size` in bytes and
 * `checksum` as "md5:<32 hex digits>".
 */
import { ArchiveError, describeError, FetchError } from './fetch-error.js';
import { requestText } from './http-request.js';

/** A data set that can be fetched by name. */
export interface KnownArchive {
  readonly name: string;
  readonly record: string;
  readonly fileName: string;
  /** Size to expect when the record's own answer is not at hand, for the disk check only. */
  readonly roughBytes: number;
  readonly camera: string;
  readonly licence: string;
  readonly citation: string;
}

/** What is known of the archive before the first byte. */
export interface ArchiveFacts {
  readonly url: string;
  readonly bytes?: number;
  /** 32 lower-case hex digits. */
  readonly md5?: string;
}

/** Records have some kilobytes. */
const MOST_RECORD_BYTES = 1e6;

export const ZENODO_URL = 'https://zenodo.org';

/** Data sets by the name a user types. */
export const KNOWN_ARCHIVES: readonly KnownArchive[] = [
  {
    name: 'simplecube++',
    record: '4153431',
    fileName: 'SimpleCube++.zip',
    roughBytes: 2.1e9,
    camera: 'Canon EOS 550D and 600D',
    licence: 'CC BY 4.0',
    citation:
      'Ershov et al., The Cube++ Illumination Estimation Dataset, IEEE Access 8, 227511-227527, 2020',
  },
];

/** Address of the archive's bytes. */
export function archiveUrl(archive: KnownArchive, baseUrl: string): string {
  // A plus sign in a path is literal, but some servers read it as a blank: send it escaped.
  const file = encodeURIComponent(archive.fileName);
  return `${baseUrl}/records/${archive.record}/files/${file}?download=1`;
}

/**
 * Asks the record for size and checksum. Throws FetchError where it cannot be had or makes no sense,
 * ArchiveError where it is too large or encoded.
 */
export async function readArchiveFacts(
  archive: KnownArchive,
  { baseUrl, stallMs, signal }: { baseUrl: string; stallMs: number; signal: AbortSignal },
): Promise<Required<ArchiveFacts>> {
  const apiUrl = `${baseUrl}/api/records/${archive.record}`;
  let record: unknown;
  try {
    const text = await requestText(apiUrl, { stallMs, signal, mostBytes: MOST_RECORD_BYTES });
    record = JSON.parse(text);
  } catch (error) {
    if (signal.aborted || error instanceof ArchiveError) throw error;
    throw new FetchError(
      `${apiUrl}: cannot read the record: ${describeError(error)}. ` +
        'Try again later, or give the checksum by hand with --md5, or a downloaded file with --archive.',
    );
  }
  return { url: archiveUrl(archive, baseUrl), ...fileOfRecord(record, archive.fileName, apiUrl) };
}

/** Size and checksum of one file in a record's JSON. */
function fileOfRecord(record: unknown, fileName: string, apiUrl: string) {
  const files = (record as { files?: unknown } | null)?.files;
  const file = Array.isArray(files) ? files.find((f) => f?.key === fileName) : undefined;
  if (!file) {
    throw new FetchError(
      `${apiUrl}: expected a record with the file ${fileName}, got none of that name. ` +
        'Give its address with --url and its checksum with --md5.',
    );
  }
  const md5 = /^md5:([0-9a-f]{32})$/i.exec(String(file.checksum))?.[1]?.toLowerCase();
  if (!md5 || !Number.isSafeInteger(file.size) || file.size <= 0) {
    throw new FetchError(
      `${apiUrl}: expected size and "md5:..." of ${fileName}, got ${file.size} and ${file.checksum}`,
    );
  }
  return { bytes: file.size as number, md5 };
}
