/** The shipped recipes are those of docs/settings.md, each with the run that chose it. */
import { describe, expect, it } from 'vitest';
import { CALIBRATION_SETTINGS } from '../../dist/train/calibration/settings.js';
import {
  COARSE_TEMPERATURE_NETWORK,
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  DISTILLATION_SETTINGS,
  FAST_TRAIN_SETTINGS,
  LIGHT_CURVE_SETTINGS,
  NETWORK_SETTINGS,
  NEUTRAL_SETTINGS,
  SAMPLE_SETTINGS,
  TEMPERATURE_NETWORK,
  TEMPERATURE_TRAIN_SETTINGS,
  UNLABELLED_SETTINGS,
  ZONE_NETWORK,
  ZONE_TRAIN_SETTINGS,
} from '../../dist/train/index.js';
import { READING_SETTINGS } from '../../dist/train/settings.js';
import { documentedSettings } from '../support/documented-settings.js';

const SHIPPED = {
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  FAST_TRAIN_SETTINGS,
  ZONE_NETWORK,
  ZONE_TRAIN_SETTINGS,
  TEMPERATURE_NETWORK,
  COARSE_TEMPERATURE_NETWORK,
  TEMPERATURE_TRAIN_SETTINGS,
  SAMPLE_SETTINGS,
  NETWORK_SETTINGS,
  LIGHT_CURVE_SETTINGS,
  READING_SETTINGS,
  DISTILLATION_SETTINGS,
  CALIBRATION_SETTINGS,
  UNLABELLED_SETTINGS,
};

describe('the settings that docs/settings.md gives', () => {
  it.each(Object.entries(SHIPPED))('are those of %s', (name, settings) => {
    expect(settings).toEqual(documentedSettings(name));
  });

  it('change nothing where they are neutral', () => {
    const { augmentation, schedule, unlabelled, ...rest } = NEUTRAL_SETTINGS;
    expect([unlabelled.consistency, unlabelled.pseudoLabels]).toEqual([0, 0]);
    expect({ ...rest, ...schedule }).toEqual({
      initialisation: 'heNormal',
      distillation: { teachers: 0, share: 0 },
      gateLabel: '',
      gateWeight: 1,
      lastBatch: 'dropped',
      simd: 'plain',
      resampleExponent: 0,
      lossGroups: 0,
      every: 'step',
    });
    const { warp, blur, contrast } = augmentation;
    expect([...Object.values(warp), contrast]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(blur).toEqual({ gaussianProbability: 0, motionProbability: 0, largestKernel: 7 });
  });
});
