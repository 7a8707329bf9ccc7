/** The shipped recipes are those of docs/settings.md, each with the run that chose it. */
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  NETWORK_SETTINGS,
  SAMPLE_SETTINGS,
  TEMPERATURE_NETWORK,
  TEMPERATURE_TRAIN_SETTINGS,
} from '../../dist/train/index.js';
import { documentedSettings } from '../support/documented-settings.js';

const SHIPPED = {
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  TEMPERATURE_NETWORK,
  TEMPERATURE_TRAIN_SETTINGS,
  SAMPLE_SETTINGS,
  NETWORK_SETTINGS,
};

describe('the settings that docs/settings.md gives', () => {
  it.each(Object.entries(SHIPPED))('are those of %s', (name, settings) => {
    expect(settings).toEqual(documentedSettings(name));
  });
});
