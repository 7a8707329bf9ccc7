/** What is said against pictures that integers are calibrated on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DOUBT_SETTINGS,
  doubtfulCalibration,
} from '../../dist/export/node/doubtful-calibration.js';
import { summariseErrors } from '../../dist/metrics/index.js';
import type { ModelMetadata } from '../../dist/model/index.js';
import { temporaryFolder } from '../dataset/dataset-folder.js';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const STATED = { data: 'own', part: 'held back', hash: '', pictures: 9, medianDegrees: 1 };

function doubts({
  mean = 1.5,
  pictures = 100,
  stated = [1.5],
  camera = '',
  cameras = [{ name: 'Nikon D810', xyzToCamera: IDENTITY }] as ModelMetadata['cameras'],
} = {}): string[] {
  const dir = temporaryFolder();
  if (camera) writeFileSync(join(dir, 'dataset.json'), JSON.stringify({ camera }));
  const errors = stated.map((meanDegrees) => ({ ...STATED, meanDegrees }));
  const metadata = { name: 'mine', cameras, errors } as unknown as ModelMetadata;
  const float32 = summariseErrors(Float64Array.from({ length: 4 }, () => mean));
  return doubtfulCalibration({ metadata }, dir, { pictures, float32 });
}

describe('doubts about pictures to calibrate on', () => {
  it('are none of enough pictures of the camera, nor where nobody says whose they are', () => {
    expect(doubts()).toEqual([]);
    expect(doubts({ camera: 'NIKON D810' })).toEqual([]);
    expect(doubts({ camera: 'Canon EOS 550D', cameras: [] })).toEqual([]);
    const trainedOn = ['Canon EOS 550D'];
    const canonical = [{ name: 'canonical camera', xyzToCamera: IDENTITY, trainedOn }];
    expect(doubts({ camera: 'Canon EOS 550D', cameras: canonical })).toEqual([]);
  });

  it('name both cameras where they are two', () => {
    expect(doubts({ camera: 'Canon EOS 550D' })).toEqual([
      expect.stringMatching(/are of the Canon EOS 550D, mine reads those of the Nikon D810; .*cut/),
    ]);
  });

  it('give the errors where those are far above the ones that the file states', () => {
    expect(doubts({ mean: 3.1 })).toEqual([
      expect.stringMatching(/mine errs by 3\.10 degrees on them, and by 1\.50 on those/),
    ]);
    // Small errors double easily, and what was stated of the hardest data set counts.
    expect(doubts({ mean: 1.2, stated: [0.3] })).toEqual([]);
    expect(doubts({ mean: 3.1, stated: [1.5, 2] })).toEqual([]);
    expect(doubts({ mean: 30, stated: [] })).toEqual([]);
  });

  it('count the pictures where they are few', () => {
    const { fewestPictures } = DOUBT_SETTINGS;
    expect(doubts({ pictures: fewestPictures })).toEqual([]);
    expect(doubts({ pictures: fewestPictures - 1 })).toEqual([
      expect.stringMatching(/19 pictures are few .*; take 20 or more/),
    ]);
  });
});
