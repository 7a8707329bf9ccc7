/** How large what a study says may be: each limit from both sides. */
import { describe, expect, it } from 'vitest';
import { networkOf, parseStudy, type StudyDescription, spaceOf } from '../../dist/nas/index.js';

/** A study with one value in its place. */
function studyWith(path: string, value: number): StudyDescription {
  const keys = path.split('.');
  const inner = keys.reduceRight<unknown>((held, key) => ({ [key]: held }), value);
  const kind = keys[0] === 'executor' ? { kind: 'bullmq' } : { kind: 'ssh', destination: 'pi' };
  const first = keys[0]!;
  const own = (inner as Record<string, object>)[first];
  const whole = first === 'executor' || first === 'device' ? { ...kind, ...own } : own;
  return parseStudy(JSON.stringify({ name: 'a', data: { path: 'b' }, [first]: whole }), 'a.yaml');
}

describe('a study', () => {
  it.each([
    ['seed', 0, Number.MAX_SAFE_INTEGER],
    ['trials', 1, 100_000],
    ['epochs', 1, 100_000],
    ['exportEpochs', 1, 100_000],
    ['batch', 1, 65_536],
    ['validation.folds', 2, 1000],
    ['halving.eta', 2, 1000],
    ['halving.rungs', 0, 6],
    ['finalists.count', 0, 1000],
    ['finalists.seeds', 0, 1000],
    ['finalists.rounds', 1, 10],
    ['attempts', 1, 10],
    ['executor.slots', 1, 1024],
    ['device.port', 1, 65_535],
  ])('takes %s from %d to %d', (path, least, most) => {
    const held = (study: unknown) =>
      path
        .split('.')
        .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], study);
    for (const value of [least, most]) expect(held(studyWith(path, value))).toBe(value);
    for (const value of [least - 1, most + 1]) {
      expect(() => studyWith(path, value), `${path} ${value}`).toThrow(path.split('.').at(-1));
    }
  });

  it('takes as many folds for a trial as there are', () => {
    const using = (use: number) =>
      parseStudy(`{ name: a, data: { path: b }, validation: { folds: 4, use: ${use} } }`, 'a.yaml');
    expect(using(4).validation.use).toBe(4);
    expect(() => using(5)).toThrow('expected to use no more folds than there are');
    expect(() => using(0)).toThrow('use');
  });

  it('says values in sixty characters at most', () => {
    const seed = (text: string) => () =>
      parseStudy(`{ name: a, data: { path: b }, seed: ${text} }`, 'a.yaml');
    expect(seed(`"${'0123456789'.repeat(9)}"`)).toThrow(`got "${'0123456789'.repeat(6)}"`);
    expect(seed('"ab"')).toThrow('got "ab"');
  });
});

describe('sizes of networks', () => {
  const SETTINGS = { epochs: 1, seed: 0 };
  const small = spaceOf(parseStudy('{ name: a, data: { path: b } }', 'a.yaml'));
  const reference = spaceOf(
    parseStudy('{ name: a, data: { path: b }, space: reference }', 'a.yaml'),
  );
  const middle = (space: typeof small) =>
    Object.fromEntries(space.parameters.map((p) => [p.name, 'values' in p ? p.values[0]! : p.low]));

  it.each([
    ['inputSize', 1, 1024],
    ['depth', 1, 64],
    ['width', 1, 4096],
    ['lastWidth', 1, 4096],
    ['kernel', 1, 31],
    ['hidden', 1, 4096],
    ['cell', 1, 16],
    ['anchors', 0, 128],
  ])('%s of small ones is whole, from %d to %d', (name, least, most) => {
    expectLimits(small, name, least, most);
  });

  it.each([
    ['heightPx', 1, 16_384],
    ['widthPx', 1, 16_384],
    ['hiddenNeurons', 1, 65_536],
    ['mlpDepth', 1, 64],
    ['kernels1', 1, 4096],
    ['kernelSize2', 1, 31],
    ['stride3', 1, 31],
  ])("%s of the reference's is whole, from %d to %d", (name, least, most) => {
    expectLimits(reference, name, least, most);
  });

  function expectLimits(space: typeof small, name: string, least: number, most: number): void {
    const of = (value: number) => networkOf(space, { ...middle(space), [name]: value }, SETTINGS);
    for (const value of [least, most]) expect(() => of(value)).not.toThrow();
    for (const value of [least - 1, most + 1, least + 0.5]) {
      expect(() => of(value)).toThrow(
        `expected '${name}' to be a whole number from ${least} to ${most}, got ${value}`,
      );
    }
  }

  it('of small ones are in cells, with edges or without; where a space says neither it means what it meant', () => {
    const of = (more: object) => networkOf(small, { ...middle(small), ...more }, SETTINGS).network;
    const plain = of({});
    expect(Object.keys(plain)).not.toContain('cell');
    expect(Object.keys(plain)).not.toContain('edges');
    expect(of({ cell: 1, edges: 'no' })).toEqual(plain);
    expect(of({ cell: 2, edges: 'yes' })).toEqual({ ...plain, cell: 2, edges: true });
    expect(() => of({ edges: 'some' })).toThrow("expected 'edges' to be one of no, yes, got some");
  });

  it('of small ones speak of the whole picture in their first block, or in none; where a space says nothing of it, it means what it meant', () => {
    const of = (more: object) => networkOf(small, { ...middle(small), ...more }, SETTINGS).network;
    const plain = of({ depth: 3 });
    expect(JSON.stringify(plain)).not.toContain('context');
    expect(of({ depth: 3, context: 'no' })).toEqual(plain);
    const [first, ...others] = plain.blocks;
    expect(others).toHaveLength(2);
    expect(of({ depth: 3, context: 'yes' })).toEqual({
      ...plain,
      blocks: [{ ...first, context: true }, ...others],
    });
    expect(of({ depth: 1, context: 'yes' }).blocks).toMatchObject([{ context: true }]);
    expect(() => of({ context: 'some' })).toThrow(
      "expected 'context' to be one of no, yes, got some",
    );
  });

  it('of a reference network are its picture over a scale from 0.1, rounded down; of its first version rounded', () => {
    const sizeOf = (space: typeof small, imageScale: number) => {
      const { heightPx, widthPx } = networkOf(
        space,
        { ...middle(space), heightPx: 100, widthPx: 50, imageScale },
        SETTINGS,
      ).network;
      return [heightPx, widthPx];
    };
    const first = { ...reference, family: 'reference-v1' as const };
    // 66.7 and 33.3, 58.8 and 29.4
    expect(sizeOf(reference, 1.5)).toEqual([66, 33]);
    expect(sizeOf(first, 1.5)).toEqual([67, 33]);
    expect(sizeOf(first, 1.7)).toEqual([59, 29]);
    expect(sizeOf(reference, 0.1)).toEqual([1000, 500]);
    expect(() => sizeOf(reference, 0.099)).toThrow("expected 'imageScale' from 0.1, got 0.099");
  });
});
