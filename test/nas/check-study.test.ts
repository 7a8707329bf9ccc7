/**
 * What would fail in trial after trial is refused before a study begins: parameters that reach beyond what is trained, settings
 * that exclude each other, pictures that cannot serve the space. And all of the settings of answers and labels are searched.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkStudy,
  networkOf,
  parseStudy,
  spaceOf,
  studyDataHash,
  trainTrial,
} from '../../dist/nas/index.js';
import { preparePictures } from '../../dist/train/index.js';
import { temporaryFolder } from '../dataset/dataset-folder.js';
import { runHere } from '../support/run-here.js';

const FIXED = 'inputSize: 8, depth: 1, width: 8, lastWidth: 8, hidden: 8';

/** A study of tiny networks whose rate varies, and one parameter more; the parameter is on line 9. */
function study(parameter: string, fixed = '', rest = ''): string {
  return `name: tiny
data: { path: set }
batch: 8
${rest}
space:
  family: small
  parameters:
    - { kind: float, name: rate, low: 0.002, high: 0.06, log: true }
${parameter ? `    - ${parameter}\n` : ''}  fixed: { ${FIXED}${fixed ? `, ${fixed}` : ''} }
`;
}

describe('a parameter that reaches beyond what is trained', () => {
  it.each([
    [
      'resampleExponent',
      '{ kind: float, name: resampleExponent, low: -1, high: 1 }',
      /0 to 100, got -1/,
    ],
    [
      'densityExponent',
      '{ kind: float, name: densityExponent, low: -2, high: 0 }',
      /0 to 100, got -/,
    ],
    ['contrast', '{ kind: float, name: contrast, low: 0, high: 1 }', /got 1$/],
    ['experts', '{ kind: integer, name: experts, low: 1, high: 65 }', /from 1 to 64, got 65/],
    [
      'lossGroups',
      '{ kind: ordered, name: lossGroups, values: [0, 8, 1001] }',
      /0 to 1000, got 1001/,
    ],
    ['mix', '{ kind: float, name: mix, low: 0, high: 1.01 }', /0 to 1, got 1.01/],
    ['averageDecay', '{ kind: float, name: averageDecay, low: 0.9, high: 1 }', /averageDecay/],
    [
      'loss',
      '{ kind: choice, name: loss, values: [chord, angle, mse, mseLog, huber] }',
      /got huber/,
    ],
  ])('%s: is named with its line, at its very end too', (name, parameter, message) => {
    expect(() => parseStudy(study(parameter), 'a.yaml')).toThrow(message);
    expect(() => parseStudy(study(parameter), 'a.yaml')).toThrow(/^a\.yaml:9: space/m);
    expect(() => parseStudy(study(parameter), 'a.yaml')).toThrow(name);
  });

  it('a name that means nothing is found at its own line, whatever the list of names holds', () => {
    const slip = '{ kind: float, name: rates, low: 0.1, high: 1 }';
    expect(() => parseStudy(study(slip), 'a.yaml')).toThrow(/^a\.yaml:9: .*got 'rates'/m);
  });

  it('is no reason to refuse a study that ran', () => {
    const old = parseStudy(study('{ kind: float, name: mix, low: 0, high: 1 }'), 'a.yaml');
    const space = JSON.parse(JSON.stringify(old.space));
    space.parameters[1].high = 1.01;
    expect(checkStudy({ ...old, space }, 'journal').space).toEqual(space);
  });
});

describe('settings that exclude each other', () => {
  it.each(['curve: labels, regressed: gains', 'curve: physical, regressed: angles'])(
    '%s: says so',
    (fixed) => {
      expect(() => parseStudy(study('', fixed), 'a.yaml')).toThrow(
        /expected no 'regressed' beside a 'curve' that is never none/,
      );
    },
  );

  it('both may vary: what is regressed means nothing on a curve', () => {
    const curve = '{ kind: choice, name: curve, values: [none, labels] }';
    expect(() => parseStudy(study(curve, 'regressed: gains'), 'a.yaml')).not.toThrow();
  });

  it('the head of `train --head curve` has another name in spaces', () => {
    const head = '{ kind: choice, name: head, values: [both, curve] }';
    expect(() => parseStudy(study(head), 'a.yaml')).toThrow(
      /got curve; answers on a curve of lights are the parameter 'curve'/,
    );
  });
});

describe('gates that nothing teaches', () => {
  const HARD = '{ kind: choice, name: gate, values: [soft, hard] }';
  const EXPERTS = '{ kind: integer, name: experts, low: 1, high: 2 }';
  it.each([
    ['hard, and taught nothing', HARD, 'experts: 2', /expected a 'gateLabel' beside a 'gate'/],
    ['taught, without experts', '', 'gateLabel: place', /expected 'experts' of 2 or more beside/],
  ])('are refused before a study begins: %s', (_name, parameter, fixed, message) => {
    expect(() => parseStudy(study(parameter, fixed), 'a.yaml')).toThrow(message);
  });

  it('are soft where the rest of a space varies; without experts nothing is taught', () => {
    const description = parseStudy(study(EXPERTS, 'gate: hard, gateLabel: place'), 'a.yaml');
    const plan = (experts: number) =>
      networkOf(spaceOf(description), { rate: 0.01, experts }, { epochs: 1, seed: 0 });
    expect(plan(2).network).toMatchObject({ experts: 2, gate: 'hard' });
    expect(plan(2).settings.gateLabel).toBe('place');
    expect(plan(1).network).not.toHaveProperty('gate');
    expect(plan(1).settings).not.toHaveProperty('gateLabel');

    const both = parseStudy(
      study('{ kind: choice, name: gateLabel, values: [none, place] }', 'experts: 2, gate: hard'),
      'a.yaml',
    );
    const hard = (gateLabel: string) =>
      networkOf(spaceOf(both), { rate: 0.01, gateLabel }, { epochs: 1, seed: 0 }).network;
    expect(hard('place')).toMatchObject({ gate: 'hard' });
    expect(hard('none')).not.toHaveProperty('gate');
  });
});

/** A synthetic data set whose camera nobody knows. */
async function dataSet(pictures: number, seed = '1', test = 0): Promise<string> {
  const path = join(temporaryFolder(), 'set');
  const counts = ['--train', String(pictures), '--test', String(test), '--seed', seed];
  const sizes = [...counts, '--size', '32x24'];
  const { code } = await runHere(['data', 'synth', path, ...sizes]);
  expect(code).toBe(0);
  return path;
}

const hashOf = (text: string, path: string, isNew: boolean) =>
  studyDataHash(
    { ...parseStudy(text, 'a.yaml'), data: { path } },
    { signal: new AbortController().signal, isNew },
  );

describe('pictures that cannot serve a space', () => {
  it('is refused where the physical curve of no known camera is wanted, with the cure', async () => {
    const path = await dataSet(12);
    const curve = '{ kind: choice, name: curve, values: [none, physical] }';
    await expect(hashOf(study(curve), path, true)).rejects.toThrow(
      /expected to know which camera.*name "camera" in its dataset\.json, or leave 'physical' out/,
    );
    // A study that ran is gone on with.
    await expect(hashOf(study(curve), path, false)).resolves.toMatch(/\w+/);
  });

  it('is refused where a fold has too few labels for their curve, or the set too few for its folds', async () => {
    const path = await dataSet(12);
    await expect(hashOf(study('', 'curve: labels'), path, true)).rejects.toThrow(
      /at least 20 training pictures.*got 9; .*leave 'labels' out of 'curve'/,
    );
    const folds = study('', '', 'validation: { folds: 30, use: 2 }');
    await expect(hashOf(folds, path, true)).rejects.toThrow(/30/);
  });
});

describe('a gate that is taught a property of the pictures', () => {
  const experts = (low: number, high: number) =>
    study(`{ kind: integer, name: experts, low: ${low}, high: ${high} }`, 'gateLabel: place');

  it('is refused where it may have more or fewer experts than the property has values', async () => {
    const path = await dataSet(40);
    const properties = ['image,place'];
    for (let i = 1; i <= 40; i++) {
      const place = i % 2 ? 'indoor' : i === 40 ? 'cellar' : 'outdoor';
      properties.push(`${String(i).padStart(4, '0')},${place}`);
    }
    mkdirSync(join(path, 'auxiliary'), { recursive: true });
    writeFileSync(join(path, 'auxiliary', 'train_properties.csv'), `${properties.join('\n')}\n`);
    for (const text of [experts(1, 4), experts(3, 4), study('', 'experts: 3, gateLabel: place')])
      await expect(hashOf(text, path, true)).rejects.toThrow(
        /as many 'experts' as 'place' has values .* got 2 \(indoor, outdoor\) for 3 experts; let 'experts' be 2, or 1/,
      );
    await expect(hashOf(experts(1, 2), path, true)).resolves.toMatch(/\w+/);
    await expect(hashOf(experts(1, 4), path, false)).resolves.toMatch(/\w+/);
    const either = study(
      '{ kind: choice, name: gateLabel, values: [none, place, daytime] }',
      'experts: 2',
    );
    await expect(hashOf(either, path, true)).rejects.toThrow(
      /'daytime' has values .* got 0 \(no picture has any\) for 2 experts; leave 'daytime' out/,
    );
  }, 60_000);
});

describe('two kinds of teachers', () => {
  it('are refused wherever they may meet', () => {
    for (const [parameter, fixed] of [
      ['{ kind: integer, name: teachers, low: 0, high: 2 }', 'pseudoLabels: 1'],
      ['{ kind: float, name: pseudoLabels, low: 0, high: 1 }', 'teachers: 2'],
    ] as const)
      expect(() => parseStudy(study(parameter, fixed), 'a.yaml')).toThrow(
        /expected no 'teachers' beside 'pseudoLabels'/,
      );
    const apart = study('{ kind: integer, name: teachers, low: 0, high: 2 }', 'consistency: 0.3');
    expect(() => parseStudy(apart, 'a.yaml')).not.toThrow();
  });
});

describe('pictures without labels', () => {
  it('are refused more teachers than the labelled pictures of a fold can teach', async () => {
    const [path, others] = [await dataSet(12), await dataSet(9, '2')];
    const text = study(
      '{ kind: integer, name: pseudoTeachers, low: 2, high: 6 }',
      'pseudoLabels: 1',
    );
    const description = { ...parseStudy(text, 'a.yaml'), data: { path, unlabelled: [others] } };
    const { signal } = new AbortController();
    await expect(studyDataHash(description, { signal, isNew: true })).rejects.toThrow(
      /expected two labelled pictures for each of 6 'pseudoTeachers' in every fold, got 9; let it be 4 at most/,
    );
  }, 60_000);

  const weights = '{ kind: float, name: pseudoLabels, low: 0.5, high: 1 }';
  const spec = (path: string, hash: string, unlabelled: string[]) => ({
    ...networkOf(
      spaceOf(parseStudy(study(weights, 'pseudoTeachers: 2, consistency: 0.1'), 'a.yaml')),
      { rate: 0.01, pseudoLabels: 1 },
      { epochs: 1, batch: 8, seed: 1 },
    ),
    data: { path, hash, unlabelled },
    validation: { folds: 3, fold: 0, use: 1, kind: 'random' as const, seed: 0 },
    error: 'recoveryDegrees' as const,
    stopRules: [],
  });

  it('are trained on in a study that names them, and its data are these too', async () => {
    const [path, others] = [await dataSet(18), await dataSet(9, '2')];
    const data = { path, unlabelled: [others] };
    const description = { ...parseStudy(study(weights), 'a.yaml'), data };
    const { signal } = new AbortController();
    const hash = await studyDataHash(description, { signal, isNew: true });
    const alone = await studyDataHash({ ...description, data: { path } }, { signal });
    expect(hash).not.toBe(alone);
    const outcome = await trainTrial(spec(path, hash, [others]));
    expect(outcome).toMatchObject({ kind: 'completed' });
    await expect(trainTrial(spec(path, alone, [others]))).rejects.toThrow(/expected the data set/);
  }, 120_000);

  it('are asked for where a space wants them, and refused where they are the test part', async () => {
    const path = await dataSet(18, '1', 4);
    await expect(hashOf(study(weights), path, true)).rejects.toThrow(
      /expected pictures without labels for 'pseudoLabels'.*data\.unlabelled/,
    );
    const data = { path, unlabelled: [join(path, 'test')] };
    await expect(
      studyDataHash(
        { ...parseStudy(study(weights), 'a.yaml'), data },
        { signal: new AbortController().signal, isNew: true },
      ),
    ).rejects.toThrow(/none of the test part.*got 4 of it/);
  }, 60_000);
});

const EVERYTHING = `name: everything
data: { path: set }
batch: 8
space:
  family: small
  parameters:
    - { kind: choice, name: head, values: [both, confident, mean] }
    - { kind: choice, name: curve, values: [none, labels] }
    - { kind: choice, name: regressed, values: [logChroma, whitePoint, gains, angles] }
    - { kind: choice, name: loss, values: [chord, angle, mse, mseGains, mseLog, mseAngles] }
    - { kind: integer, name: experts, low: 1, high: 8 }
    - { kind: float, name: resampleExponent, low: 0, high: 1 }
    - { kind: ordered, name: lossGroups, values: [0, 4, 40] }
    - { kind: ordered, name: anchors, values: [0, 8, 24] }
    - { kind: float, name: band, low: 0, high: 0.05 }
  fixed: { ${FIXED} }
`;

it('every setting of heads, answers, losses and labels trains in a study, over two folds', async () => {
  const path = await dataSet(36);
  const description = parseStudy(EVERYTHING, 'a.yaml');
  const space = spaceOf(description);
  const { dataHash } = await preparePictures(path, { heightPx: 8, widthPx: 8 }, { part: 'train' });
  // As many as make every name occur: the i-th of each list, from its beginning where it ends.
  for (let i = 0; i < 12; i++) {
    const configuration = Object.fromEntries(
      space.parameters.map((parameter) => [
        parameter.name,
        'values' in parameter
          ? parameter.values[i % parameter.values.length]!
          : i % 2 === 0
            ? parameter.low
            : parameter.high,
      ]),
    );
    const outcome = await trainTrial({
      ...networkOf(space, configuration, { epochs: 1, batch: 8, seed: 1 }),
      data: { path, hash: dataHash },
      validation: { folds: 3, fold: 0, use: 2, kind: 'random', seed: 0 },
      error: 'recoveryDegrees',
      stopRules: [],
    });
    expect(outcome, JSON.stringify(configuration)).toMatchObject({ kind: 'completed' });
  }
}, 300_000);
