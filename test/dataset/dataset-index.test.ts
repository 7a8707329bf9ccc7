import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    writeFileSync(join(dir, 'a.awb'), 'a model');
    expect(problemsOf(join(dir, 'a.awb'))[0].message).toBe('it is no directory');
    const [problem] = problemsOf(dir, 'test');
    expect(problem.message).toMatch(/no part test \(there is a part train\)/);
    expect(problem.cure).toMatch(/train --cross-validate judges on .* held back; --part train/);
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
      ['image;mean_r;mean_g\n', /expected columns image,mean_r/],
      ['image,mean_r,mean_g,mean_b\n"00_0001,1,1,1\n', /[Qq]uote/],
    ] as const) {
      writeFile(dir, 'train/gt.csv', csv);
      expect(problemsOf(dir)[0].message).toMatch(message);
      expect(() => readDatasetIndex(dir, { part: 'train', skipBad: true })).toThrow(DatasetError);
    }
  });

  const ROWS = [
    'image,mean_r,mean_g,mean_b',
    ...[1, 2, 3, 4].map((n) => `00_000${n},0.25,0.5,0.3`),
  ];
  const rewritten = (rewrite: (row: string) => string, end = '\n') =>
    ROWS.map((row) => rewrite(row) + end).join('');

  it.each([
    ['carriage returns', rewritten((row) => row, '\r\n')],
    ['old carriage returns', rewritten((row) => row, '\r')],
    ['mixed line ends', ROWS.map((row, i) => row + ['\n', '\r\n', '\r'][i % 3]).join('')],
    ['a byte order mark', `\uFEFF${rewritten((row) => row)}`],
    [
      'the UTF-16 of spreadsheets',
      Buffer.from(`\uFEFF${rewritten((row) => row, '\r\n')}`, 'utf16le'),
    ],
    ['tabs', rewritten((row) => row.replaceAll(',', '\t'))],
    ['semicolons', rewritten((row) => row.replaceAll(',', ';'))],
    [
      'semicolons and decimal commas',
      rewritten((row) => row.replaceAll(',', ';').replaceAll('.', ',')),
    ],
    ...[
      'ARW',
      'NEF',
      'orf',
      'RW2',
      'SRW',
      'RAF',
      'CR3',
      'pef',
      'IIQ',
      '3FR',
      'tiff.png',
      'PNG',
    ].map((end) => [
      `names in .${end}`,
      rewritten((row) => row.replace(/^(00_\d+)/, `raw/$1.${end}`)),
    ]),
  ] as [string, string | Buffer][])('reads a label file with %s', (_, csv) => {
    const dir = datasetFolder();
    writeFile(dir, 'train/gt.csv', csv);
    const { pictures, skipped } = readDatasetIndex(dir, { part: 'train' });
    expect(skipped).toEqual([]);
    expect(pictures.map(({ id }) => id)).toEqual(['00_0001', '00_0002', '00_0003', '00_0004']);
    expect(pictures[0].whitePoint).toEqual({ r: 0.5, b: 0.6 });
  });

  it('pictures that are named name.tiff.png have the row name.tiff', () => {
    const dir = datasetFolder();
    for (const n of [1, 2, 3, 4]) {
      const file = join(dir, `train/PNG/00_000${n}`);
      renameSync(`${file}.png`, `${file}.tiff.png`);
    }
    writeFile(
      dir,
      'train/gt.csv',
      rewritten((row) => row.replace(/^(00_\d+)/, '$1.tiff')),
    );
    expect(readDatasetIndex(dir, { part: 'train' }).pictures).toHaveLength(4);
    writeFile(dir, 'train/PNG/00_0001.png', readFileSync(join(dir, 'train/PNG/00_0002.tiff.png')));
    expect(problemsOf(dir).map(({ message }) => message)).toEqual([
      expect.stringMatching(/00_0001.* is named by the same rows as 00_0001/),
    ]);
  });

  it.each([
    [
      'leading zeros',
      (row: string) => row.replace(/^00_000/, '0_'),
      /but for leading zeros: row 0_1/,
    ],
    [
      'upper case',
      (row: string) => row.replace(/^00_000(\d)/, 'A$1'),
      /none of 4 rows|upper and lower/,
    ],
    ['hyphens', (row: string) => row.replace(/^00_/, '00-'), /spaces, hyphens and underscores/],
  ])('one problem says that ids differ in %s', (what, rewrite, message) => {
    const dir = datasetFolder();
    if (what === 'upper case') {
      for (const n of [1, 2, 3, 4]) {
        renameSync(join(dir, `train/PNG/00_000${n}.png`), join(dir, `train/PNG/a${n}.png`));
      }
    }
    writeFile(dir, 'train/gt.csv', rewritten(rewrite));
    const problems = problemsOf(dir);
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(message);
  });

  it('one problem says that the file is of another data set', () => {
    const dir = datasetFolder();
    writeFile(dir, 'train/PNG/00_0005.png', readFileSync(join(dir, 'train/PNG/00_0004.png')));
    const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => `IMG_${id},1,1,1`);
    writeFile(dir, 'train/gt.csv', [ROWS[0], ...rows, ''].join('\n'));
    const problems = problemsOf(dir);
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(/none of 5 rows names one of the 5 pictures/);
  });

  it('a data set that is right but for some rows is still read without them', () => {
    const dir = datasetFolder();
    writeFile(
      dir,
      'train/gt.csv',
      rewritten((row) => row.replace(/^00_000([34])/, '0_$1')),
    );
    const { pictures, skipped } = readDatasetIndex(dir, { part: 'train', skipBad: true });
    expect(pictures.map(({ id }) => id)).toEqual(['00_0001', '00_0002']);
    expect(skipped).toHaveLength(1);
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
