/** Shapes of pictures as people state them. */
import { describe, expect, it } from 'vitest';
import { parseAspect } from '../../dist/text/index.js';

describe('the shape of a picture', () => {
  it.each([
    ['3:2', 1.5],
    ['2:3', 2 / 3],
    ['1.85:1', 1.85],
    ['1:10', 0.1],
    ['10:1', 10],
  ] as const)('%s', (text, aspect) => {
    expect(parseAspect(text)).toBe(aspect);
  });

  it.each(['', '3/2', '3:0', '0:3', '-3:2', '3:2:1', '11:1', '1:11', '1e1:1', ' 3:2', '3'])(
    'is not %j',
    (text) => {
      expect(() => parseAspect(text)).toThrow('Expected WIDTH:HEIGHT');
    },
  );
});
