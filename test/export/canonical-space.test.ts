/** Networks for statistics in a sensor's canonical space in the formats whose callers give raw pictures. */
import { describe, expect, it } from 'vitest';
import { readStandaloneKernels } from '../../dist/engine/node/index.js';
import { EXPORTERS } from '../../dist/export/index.js';
import { smallModel } from '../infer/sample-models.js';

const model = smallModel();
const told = (settings: object) => ({ ...model, metadata: { ...model.metadata, settings } });
const settings = { weights: 'float32', kernels: readStandaloneKernels } as const;

describe.each(['c', 'onnx', 'wasm'] as const)('format %s', (format) => {
  it.each([{ space: 'canonical' }, { harmonised: true }])(
    'is refused for a network trained with %j, with the formats that can',
    async (own) => {
      await expect(EXPORTERS[format].write(told(own) as never, settings)).rejects.toThrow(
        /canonical space.*raw pictures.*--format libcamera, or train on raw pictures/,
      );
    },
  );

  it('is written for others', async () => {
    const { files } = await EXPORTERS[format].write(model, settings);
    expect(files.length).toBeGreaterThan(0);
  });
});
