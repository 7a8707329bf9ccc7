import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetError, readDatasetIndex } from '../../dist/dataset/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { datasetFolder, greyScene, temporaryFolder, writeFile } from './dataset-folder.js';

function problemsOf(dir: string, part: 'train' | 'test' = 'train') {
  try {
    readDatasetIndex(dir, { part });
  } catch (error) {
    expect(error).toBeInstanceOf(DatasetError);
    return (error as DatasetError).problems;
  }
  throw new Error('expected a DatasetError, got none');
}

describe('labels as published', () => {
  it.each([
    ['mean_ columns', 'image,mean_r,mean_g,mean_b\n00_0001,0.2,0.4,0.3\n'],
    ['short columns', 'image,r,g,b\n00_0001,0.2,0.4,0.3\n'],
    ['extension, BOM, CRLF', '\uFEFFimage,mean_r,mean_g,mean_b\r\n00_0001.png,0.2,0.4,0.3\r\n\r\n'],
    ['quotes, blanks, order', 'b, "image" ,g,r\n0.3," 00_0001.PNG ",0.4,0.2\n,,,\n\n'],
    ['no line end, more columns', 'image,x,mean_r,mean_g,mean_b\n00_0001,"a,b",2,4,3'],
  ])('%s', (_, csv) => {
    const dir = temporaryFolder();
    writeFile(dir, 'train/PNG/00_0001.png', encodePng16(greyScene([1, 1, 1], 'a')));
    writeFile(dir, 'train/gt.csv', csv);
    const { pictures, skipped } = readDatasetIndex(dir, { part: 'train' });
    expect(skipped).toEqual([]);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ id: '00_0001', part: 'train', properties: {} });
    expect(pictures[0].whitePoint.r).toBeCloseTo(0.5, 12);
    expect(pictures[0].whitePoint.b).toBeCloseTo(0.75, 12);
  });

  it('joins properties by id, with or without extension, and does without', () => {
    const dir = datasetFolder();
    const csv = 'image,place,daytime\r\n00_0002.png,indoor,day\r\n99_0001,outdoor,night\r\n';
    writeFile(dir, 'auxiliary/train_properties.csv', csv);
    const { pictures } = readDatasetIndex(dir, { part: 'train' });
    expect(pictures.map(({ properties }) => properties)).toEqual([
      {},
      { place: 'indoor', daytime: 'day' },
      {},
      {},
    ]);
    writeFile(dir, 'auxiliary/train_properties.csv', 'name,place\n00_0002,indoor\n');
    expect(problemsOf(dir)[0]).toMatchObject({ line: 1, message: expect.stringMatching(/image/) });
  });
});

describe('problems', () => {
  it('are found all at once, each with file, line and cure, and can be skipped', () => {
    const dir = datasetFolder();
    const good = readFileSync(join(dir, 'train/PNG/00_0001.png'));
    const bytes = (depthOrType: number[]) =>
      Uint8Array.from(good, (v, i) => (i === depthOrType[0] ? depthOrType[1] : v));
    writeFile(dir, 'train/PNG/00_0005.png', good);
    writeFile(dir, 'train/PNG/00_0006.png', good.subarray(0, good.length - 30));
    writeFile(dir, 'train/PNG/00_0007.png', bytes([24, 8]));
    writeFile(dir, 'train/PNG/00_0008.png', '');
    writeFile(dir, 'train/PNG/00_0009.png', 'not a picture');
    writeFile(
      dir,
      'train/gt.csv',
      [
        'image,mean_r,mean_g,mean_b',
        '00_0001,0.4,1,0.8',
        '00_0002,0,1,0.7',
        '00_0003,0.5,-1,0.6',
        '00_0004,0.5,1,inf',
        '00_0006,1,1,1',
        '00_0007,1,1,1',
        '00_0008,1,1,1',
        '00_0009,1,1,1',
        '00_0010,1,1,1',
        '',
        '00_0010,1,1,1',
        '00_0011,1,1',
        ',1,1,1',
      ].join('\r\n'),
    );
    const problems = problemsOf(dir);
    const found = problems.map(({ file, line, message }) => [
      `${file.slice(dir.length + 1)}${line ? `:${line}` : ''}`,
      message,
    ]);
    expect(found).toEqual([
      ['train/gt.csv:3', expect.stringMatching(/00_0002: label r: .* positive number, got 0/)],
      ['train/gt.csv:4', expect.stringMatching(/label g: .*got -1/)],
      ['train/gt.csv:5', expect.stringMatching(/label b: .*got inf/)],
      [
        'train/gt.csv:12',
        expect.stringMatching(/00_0010 has a second row \(its first is line 10\)/),
      ],
      ['train/gt.csv:13', expect.stringMatching(/00_0011: expected 4 fields, got 3/)],
      ['train/gt.csv:14', expect.stringMatching(/names no picture/)],
      ['train/PNG/00_0005.png', expect.stringMatching(/no row for it/)],
      ['train/PNG/00_0006.png', expect.stringMatching(/truncated/)],
      ['train/PNG/00_0007.png', expect.stringMatching(/CRC|bit depth/)],
      ['train/PNG/00_0008.png', expect.stringMatching(/empty file/)],
      ['train/PNG/00_0009.png', expect.stringMatching(/signature/)],
    ]);
    for (const { cure } of problems) expect(cure).toMatch(/^[A-Z].*\.$/);
    const { pictures, skipped } = readDatasetIndex(dir, { part: 'train', skipBad: true });
    expect(pictures.map(({ id }) => id)).toEqual(['00_0001']);
    expect(skipped).toEqual(problems);
  });

  it('a wrong bit depth is named as such', () => {
    const dir = datasetFolder();
    const eightBit = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgZGIGAAAOAAfXb+R4AAAAAElFTkSuQmCC',
      'base64',
    );
    writeFile(dir, 'train/PNG/00_0002.png', eightBit);
    const [problem] = problemsOf(dir);
    expect(problem.file).toMatch(/00_0002.png$/);
    expect(problem.message).toMatch(/expected a bit depth of 16, got 8/);
  });

  it('a missing directory, part, PNG folder or gt.csv says what belongs there', () => {
    const dir = datasetFolder();
    expect(problemsOf(join(dir, 'nowhere'))[0].message).toMatch(/does not exist/);
    expect(problemsOf(dir, 'test')[0].message).toMatch(/no part test \(there is a part train\)/);
    rmSync(join(dir, 'train/gt.csv'));
    expect(problemsOf(dir)).toMatchObject([
      { file: join(dir, 'train/gt.csv'), cure: expect.stringMatching(/train\/PNG\/\*\.png/) },
    ]);
    rmSync(join(dir, 'train/PNG'), { recursive: true });
    expect(problemsOf(dir)).toHaveLength(2);
  });

  it('unusable label files are problems of their own, skipping or not', () => {
    const dir = datasetFolder();
    for (const [csv, message] of [
      ['', /empty/],
      ['image;mean_r;mean_g;mean_b\n', /expected columns image,mean_r/],
      ['image,mean_r,mean_g,mean_b\n"00_0001,1,1,1\n', /[Qq]uote/],
    ] as const) {
      writeFile(dir, 'train/gt.csv', csv);
      expect(problemsOf(dir)[0].message).toMatch(message);
      expect(() => readDatasetIndex(dir, { part: 'train', skipBad: true })).toThrow(DatasetError);
    }
  });

  it('two files of one id are not guessed between', () => {
    const dir = datasetFolder();
    writeFile(dir, 'train/PNG/00_0003.PNG', readFileSync(join(dir, 'train/PNG/00_0003.png')));
    expect(problemsOf(dir)[0].message).toMatch(/00_0003 is there twice/);
    const { pictures } = readDatasetIndex(dir, { part: 'train', skipBad: true });
    expect(pictures.map(({ id }) => id)).toEqual(['00_0001', '00_0002', '00_0004']);
  });

  it('the message shows twenty and counts the rest', () => {
    const problems = Array.from({ length: 23 }, (_, i) => ({
      file: `f${i}`,
      line: i + 1,
      message: 'bad',
      cure: 'Mend it.',
    }));
    const { message } = new DatasetError('data set x', problems);
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toContain('data set x: 23 problems');
    expect(message).toContain('f19:20: bad. Mend it.');
    expect(message).toContain('... and 3 more');
  });
});

describeWithShared('cube64', 'cube64', () => {
  it('is read whole: labels, properties, no problem', () => {
    const { pictures } = readDatasetIndex(sharedData('cube64'), { part: 'train' });
    expect(pictures).toHaveLength(877);
    expect(pictures[0]).toMatchObject({ id: '00_0001', properties: { place: 'outdoor' } });
    expect(pictures[0].whitePoint.r).toBeCloseTo(0.16238343 / 0.45326358, 6);
  });
});
