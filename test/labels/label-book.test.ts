/** labels.jsonl: what holds of each picture, whatever was appended, torn or undone. */
import { describe, expect, it } from 'vitest';
import { labelRows, readLabelBook } from '../../dist/labels/index.js';

const line = (key: string, image: string, rest: object = {}) => ({
  key,
  image,
  how: 'patch',
  r: 0.5,
  b: 0.7,
  by: 'person',
  at: '2026-11-27T09:00:00.000Z',
  ...rest,
});
const text = (...lines: object[]) => lines.map((l) => `${JSON.stringify(l)}\n`).join('');

describe('a book of labels', () => {
  it('holds the later of two labels of a picture', () => {
    const { labels } = readLabelBook(text(line('a', 'one'), line('b', 'one', { r: 0.6 })));
    expect(labels.get('one')).toMatchObject({ key: 'b', r: 0.6 });
  });

  it('goes back to the label before where the later one is undone, and to none where both are', () => {
    const two = [line('a', 'one'), line('b', 'one', { r: 0.6 })];
    const undo = (key: string, undoes: string) => line(key, 'one', { how: 'undo', undoes });
    expect(readLabelBook(text(...two, undo('c', 'b'))).labels.get('one')?.key).toBe('a');
    const none = readLabelBook(text(...two, undo('c', 'b'), undo('d', 'a')));
    expect(none.labels.size).toBe(0);
    expect(none.last.size).toBe(0);
    // Twice, as two pages may.
    const twice = readLabelBook(text(...two, undo('c', 'b'), undo('d', 'b')));
    expect(twice.labels.get('one')?.key).toBe('a');
  });

  it('takes the label from a picture that is marked as of no use, until that is undone', () => {
    const marked = [line('a', 'one'), { ...line('b', 'one'), how: 'unusable' }];
    const book = readLabelBook(text(...marked));
    expect([...book.unusable]).toEqual(['one']);
    expect(book.labels.size).toBe(0);
    const back = readLabelBook(text(...marked, line('c', 'one', { how: 'undo', undoes: 'b' })));
    expect(back.labels.get('one')?.key).toBe('a');
  });

  it('tells of damaged lines by their numbers and keeps all others', () => {
    const torn = `${text(line('a', 'one'))}{"key":"b","ima\n\n${text(
      line('c', 'two'),
      line('d', 'three', { r: 'x' }),
      line('e', 'four', { how: 'guess' }),
    )}[1]\n${text(line('f', 'five')).trim()}`;
    const book = readLabelBook(torn);
    expect([...book.labels.keys()]).toEqual(['one', 'two', 'five']);
    expect(book.damaged.map((fault) => fault.line)).toEqual([2, 5, 6, 7]);
    expect(book.damaged.map((fault) => fault.message)).toEqual([
      expect.stringMatching(/^expected JSON, got /),
      "r: expected a number from 0.000001 to 1000000, got 'x'",
      'expected a label (patch, chart, copied, as-shot, typed), unusable or undo',
      expect.stringMatching(/^expected a label/),
    ]);
  });

  it('becomes rows of gt.csv that add to 1, by rising id', () => {
    const { labels } = readLabelBook(
      text(line('a', 'two'), line('b', 'one', { r: 0.25, b: 0.75 })),
    );
    const [header, ...rows] = labelRows(labels);
    expect(header).toEqual(['image', 'mean_r', 'mean_g', 'mean_b']);
    expect(rows[0]).toEqual(['one', 0.125, 0.5, 0.375]);
    expect(rows[1]?.[0]).toBe('two');
  });
});
