/** The shape of a picture as people state it. */

/** Width by height of `3:2` or `16:9`. Throws RangeError for other text, and for shapes beyond 1:10 and 10:1. */
export function parseAspect(text: string): number {
  const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const aspect = Number(width) / Number(height);
  if (aspect >= 0.1 && aspect <= 10) return aspect;
  throw new RangeError('Expected WIDTH:HEIGHT, e.g. 3:2.');
}
