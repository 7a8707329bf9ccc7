import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapText } from '../../dist/text/wrap-text.js';

it('keeps all words in order, indents every line, and passes the width only for a single long word', () => {
  const words = fc.array(fc.stringMatching(/^[a-z./-]{1,40}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(words, fc.integer({ min: 24, max: 120 }), (list, columns) => {
      const lines = wrapText(list.join(' '), columns, '  ').split('\n');
      expect(lines.join(' ').trim().split(/\s+/)).toEqual(list);
      for (const [i, line] of lines.entries()) {
        expect(line.startsWith('  ')).toBe(true);
        if (line.length > columns) expect(line.trim()).not.toContain(' ');
        // A line is broken only where the next word would not have fitted.
        const next = lines[i + 1]?.trim().split(' ')[0];
        if (next !== undefined) expect(line.length + 1 + next.length).toBeGreaterThan(columns);
      }
    }),
  );
});
