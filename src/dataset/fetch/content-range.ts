/** What an answer's headers say of the bytes that it brings (RFC 9110, 8.6 and 14.4). */

export interface ContentRange {
  readonly start: number;
  /** The last byte, included. */
  readonly end: number;
  /** Of the whole file; where the server does not say, the range is taken for its end. */
  readonly total: number;
}

/** `bytes 10-99/100` (RFC 9110, 14.4); null for what makes no sense. */
export function parseContentRange(text: string): ContentRange | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text);
  if (!match) return null;
  const [start, end] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? end + 1 : Number(match[3]);
  return start <= end && end < total ? { start, end, total } : null;
}

/** Content-Length; undefined where there is none. */
export function lengthOf(response: Response): number | undefined {
  const text = response.headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
