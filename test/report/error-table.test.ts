import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  formatErrorTable,
  formatGroupTable,
  formatShortErrorTable,
} from '../../dist/report/index.js';
import { GREY_WORLD, reported } from './sample-evaluation.js';

const network = reported('network', 27914).evaluation;
const greyWorld = GREY_WORLD.evaluation;

function cells(table: string, row: string): string[] {
  const line = table.split('\n').find((l) => l.startsWith(row));
  return (line ?? '').trim().split(/ {2,}/);
}

describe('formatErrorTable', () => {
  test('prints degrees with two decimals under their headings', () => {
    const table = formatErrorTable([network, greyWorld]);
    const { mean, meanCi95, median, trimean, best25, worst25, p95, max } = network.recovery;
    const figures = [median, trimean, best25, worst25, p95, max].map((v) => v.toFixed(2));
    const interval = `${meanCi95[0].toFixed(2)}–${meanCi95[1].toFixed(2)}`;
    expect(cells(table, 'network')).toEqual([
      'network',
      '27,914',
      mean.toFixed(2),
      interval,
      ...figures,
    ]);
    expect(cells(table, 'method')).toHaveLength(10);
    expect(table).toContain('Recovery error, degrees, 40 images');
    expect(table).toContain('Reproduction error, degrees, 40 images');
    expect(table).toContain(network.mse.sum.toPrecision(3));
  });

  test('stays within 100 columns whatever the names', () => {
    const long = { ...network, name: 'x'.repeat(80), parameters: 123_456_789 };
    const groups = { ['p'.repeat(60)]: { ['v'.repeat(60)]: network.groups.place.indoor } };
    const methods = [{ ...long, groups }, { ...long, groups }, long, long, long];
    const text = `${formatErrorTable(methods)}\n${formatGroupTable(methods)}`;
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).toContain('…');
  });

  test('sets text off as the caller says, and not at all by itself', () => {
    const esc = '\u001b';
    const style = {
      bold: (text: string) => `${esc}[1m${text}${esc}[22m`,
      dim: (text: string) => `${esc}[2m${text}${esc}[22m`,
    };
    const plain = formatErrorTable([network, greyWorld]);
    const styled = formatErrorTable([network, greyWorld], style);
    expect(plain).not.toContain(esc);
    expect(styled).toContain(esc);
    expect(stripVTControlCharacters(styled)).toBe(plain);
  });

  test('refuses an empty list', () => {
    expect(() => formatErrorTable([])).toThrow('expected at least one method');
    expect(() => formatGroupTable([])).toThrow('expected at least one method');
  });
});

describe('formatGroupTable', () => {
  test('has a row for each value, with the other methods beside it', () => {
    const table = formatGroupTable([network, greyWorld]);
    const indoor = network.groups.place.indoor;
    const line = table.split('\n').find((l) => l.includes('indoor')) ?? '';
    expect(line.trim().split(/ +/)).toEqual([
      'indoor',
      String(indoor.images),
      indoor.recovery.mean.toFixed(2),
      indoor.recovery.median.toFixed(2),
      indoor.recovery.worst25.toFixed(2),
      greyWorld.groups.place.indoor.recovery.mean.toFixed(2),
    ]);
    expect(table).toMatch(/^place +outdoor/m);
  });

  test('is empty where the data says nothing about its images', () => {
    expect(formatGroupTable([{ ...network, groups: {} }])).toBe('');
  });
});

describe('formatShortErrorTable', () => {
  test('prints the recovery errors alone, in 80 columns even with the longest names', () => {
    const long = { ...greyWorld, name: 'a method with a name that goes on and on' };
    const table = formatShortErrorTable([network, long]);
    const { mean, meanCi95, median, best25, worst25, max } = network.recovery;
    expect(cells(table, 'network')).toEqual([
      'network',
      mean.toFixed(2),
      `${meanCi95[0].toFixed(2)}–${meanCi95[1].toFixed(2)}`,
      ...[median, best25, worst25, max].map((v) => v.toFixed(2)),
    ]);
    for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(() => formatShortErrorTable([])).toThrow(RangeError);
  });
});
