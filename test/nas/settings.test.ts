/** Constants of studies are those of docs/settings.md. */
import { expect, it } from 'vitest';
import { COST_MODEL_SETTINGS } from '../../dist/nas/cost/cost-model.js';
import { CHOICE_SETTINGS } from '../../dist/nas/study/study-front.js';
import { documentedSettings } from '../support/documented-settings.js';

it.each(Object.entries({ COST_MODEL_SETTINGS, CHOICE_SETTINGS }))(
  '%s are those of docs/settings.md',
  (name, settings) => {
    expect(settings).toEqual(documentedSettings(name));
  },
);
