/** Which sensor a tuning file and a picture name. */
import { describe, expect, it } from 'vitest';
import { sensorIn, sensorMatch } from '../../dist/labels/index.js';

describe('a sensor', () => {
  it.each([
    ['imx219.json', 'imx219'],
    ['imx708_wide_noir.json', 'imx708'],
    ['my IMX477 v2.json', 'imx477'],
    ['ov64a40.json', 'ov64a40'],
    ['se327m12.json', 'se327m12'],
    ['vd55g1.json', 'vd55g1'],
    ['tuning.json', null],
    ['rev10.json', null],
    ['2026-11-27.json', null],
  ])('is in the name %s: %s', (name, sensor) => {
    expect(sensorIn(name)).toBe(sensor);
  });

  it.each([
    ['imx219', 'Raspberry Pi imx219', 'same'],
    ['imx219', 'libcamera imx219', 'same'],
    ['imx219', 'RP_imx219', 'same'],
    ['imx219', 'Raspberry Pi imx2190', 'other'],
    ['imx219', 'Raspberry Pi imx477', 'other'],
    ['imx219', 'Canon EOS 600D', 'other'],
    ['imx219', 'RaspberryPi PiDNG / PiCamera2', 'unnamed'],
    ['imx219', null, 'unnamed'],
    [null, 'Raspberry Pi imx477', 'unnamed'],
  ] as const)('%s and the camera %s: %s', (sensor, camera, match) => {
    expect(sensorMatch(sensor, camera)).toBe(match);
  });
});
