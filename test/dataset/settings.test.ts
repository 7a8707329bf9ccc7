/** The limits by which data sets are judged are those of docs/settings.md. */
import { expect, it } from 'vitest';
import { DENSITY_WEIGHT_SETTINGS } from '../../dist/dataset/density-weights.js';
import { INSPECTION_SETTINGS } from '../../dist/dataset/inspect/dataset-report.js';
import { PICTURE_INSPECTION_SETTINGS } from '../../dist/dataset/inspect/inspect-pictures.js';
import { LABEL_AGREEMENT_SETTINGS } from '../../dist/dataset/inspect/label-agreement.js';
import { LABEL_CURVE_SETTINGS } from '../../dist/dataset/inspect/label-curve.js';
import { SIGNATURE_SETTINGS } from '../../dist/dataset/inspect/signature.js';
import { documentedSettings } from '../support/documented-settings.js';

const SHIPPED = {
  DENSITY_WEIGHT_SETTINGS,
  INSPECTION_SETTINGS,
  LABEL_AGREEMENT_SETTINGS,
  PICTURE_INSPECTION_SETTINGS,
  SIGNATURE_SETTINGS,
  LABEL_CURVE_SETTINGS,
};

it.each(Object.entries(SHIPPED))('%s are those of docs/settings.md', (name, settings) => {
  expect(settings).toEqual(documentedSettings(name));
});
