/** Constants of the classics: ours as docs/settings.md gives them, libcamera's and the reference's as they publish them. */
import { describe, expect, it } from 'vitest';
import {
  BAYES_SPACE,
  BAYES_START,
  DEFAULT_AWB_PARAMETERS,
  DEFAULT_CLIP_LEVEL,
  EDGE_FAMILY,
  EXTENDED_RANGE,
  GREY_WORLD_CCT_KELVIN,
  LEARNED_PRIOR_SETTINGS,
  REFERENCE_AWB_PARAMETERS,
  REFERENCE_GRID,
  STOCK_PRIORS,
  STOCK_RANGE,
  UNKNOWN_LUX,
} from '../../dist/classical/index.js';
import { documentedSettings } from '../support/documented-settings.js';

const OURS = {
  BAYES_SPACE,
  BAYES_START,
  EDGE_FAMILY,
  LEARNED_PRIOR_SETTINGS,
  REFERENCE_AWB_PARAMETERS,
};

describe('constants of the classics', () => {
  it.each(Object.entries(OURS))('%s are those of docs/settings.md', (name, settings) => {
    expect(settings).toEqual(documentedSettings(name));
  });

  it("are libcamera's where its awb.cpp has them", () => {
    // The second arguments of AwbConfig::read, src/ipa/rpi/controller/rpi/awb.cpp.
    expect(DEFAULT_AWB_PARAMETERS).toEqual({
      bayes: true,
      ctCurve: null,
      priors: [],
      modes: new Map(),
      minPixels: 16,
      minGreen: 32,
      minRegions: 10,
      coarseStep: 0.2,
      deltaLimit: 0.2,
      transversePos: 0.01,
      transverseNeg: 0.01,
      greyOffsetR: 0,
      greyOffsetB: 0,
      sensitivityR: 1,
      sensitivityB: 1,
      biasProportion: 0,
      biasCctKelvin: 4500,
      framePeriod: 10,
      startupFrames: 10,
      convergenceFrames: 3,
      speed: 0.05,
    });
    expect([GREY_WORLD_CCT_KELVIN, UNKNOWN_LUX]).toEqual([4500, 400]);
  });

  it("are those of Raspberry Pi's tuning files", () => {
    // rpi.awb of imx219.json: priors, and ct_lo and ct_hi of the mode auto.
    const priors = STOCK_PRIORS.map(({ lux, logLikelihood: { x, y } }) => [lux, [...x], [...y]]);
    expect(priors).toEqual([
      [0, [2000, 3000, 13000], [1, 0, 0]],
      [800, [2000, 6000, 13000], [0, 2, 2]],
      [1500, [2000, 4000, 6000, 6500, 7000, 13000], [0, 1, 6, 7, 1, 1]],
    ]);
    expect(STOCK_RANGE).toEqual({ lo: 2500, hi: 8000 });
    expect(EXTENDED_RANGE).toEqual({ lo: 2000, hi: 13_000 });
  });

  it("are the reference's grid, and the sensor's limit", () => {
    expect(REFERENCE_GRID).toEqual({
      deltaLimit: [0.1, 0.15, 0.25, 0.35],
      minGreen: [0.0001, 0.001, 0.005],
    });
    expect(DEFAULT_CLIP_LEVEL).toBe(0.98);
  });
});
