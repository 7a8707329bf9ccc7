/** The networks that ship for a Raspberry Pi's camera: what they are, what they answer, and that their files belong together. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadThumbnails } from '../../dist/dataset/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportCamera } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { miredError, tfliteFault } from '../../dist/libcamera/index.js';
import { ctNetworkOf } from '../../dist/methods/index.js';
import { countParameters, decodeModel } from '../../dist/model/index.js';
import { familyRecipe } from '../../dist/train/index.js';
import { loadTflite } from '../support/litert.js';
import { runHere } from '../support/run-here.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => new Uint8Array(readFileSync(join(ROOT, path)));
const NETWORKS = [
  ['pi5', 'pisp', 'pisp', [32, 32]],
  ['pi4', 'bcm2835', 'vc4', [16, 12]],
] as const;

describe.each(NETWORKS)('%s', (name, target, platform, [widthPx, heightPx]) => {
  const model = decodeModel(read(`models/${name}.awb`));

  it('is small, for the zones of its platform, and says whose data it has seen', () => {
    expect(countParameters(model.architecture)).toBeLessThanOrEqual(40_000);
    expect(model.architecture.input).toMatchObject({ heightPx, widthPx, lux: true });
    expect(model.metadata).toMatchObject({ name, licence: 'BSD-3-Clause' });
    expect(model.metadata.attribution).toMatch(/Raspberry Pi Ltd.*BSD-3-Clause/);
    expect(model.metadata.data).toMatchObject({ name: platform, pictures: 558 });
  });

  it('was trained as --head ct trains and as its recipe says', () => {
    const { network, training } = familyRecipe('small', 'ct', heightPx);
    const { network: written, training: used } = JSON.parse(
      readFileSync(join(ROOT, `studies/pi/${name}.json`), 'utf8'),
    );
    expect(training).toMatchObject(used);
    expect(network).toMatchObject(written);
    expect(model.metadata.settings).toMatchObject({ network: written, training: used });
  });

  it('has a .tflite that is its export, and that libcamera would run', () => {
    const bytes = read(`models/${name}.tflite`);
    expect(bytes).toEqual(exportCamera(model, []));
    expect(bytes.length).toBeLessThanOrEqual(60_000);
    expect(tfliteFault(bytes, target)).toBeNull();
  });
});

describe('shipped:', () => {
  it('names the models that ship, and tells of them where a name is another', async () => {
    const { code, stderr } = await runHere(['export', 'shipped:pi6', '--out', 'never']);
    expect(stderr).toMatch(/one of shipped:default, shipped:universal, shipped:pi5.*Did you mean/s);
    expect(code).toBe(3);
  });
});

describeWithShared('awbnn', 'on the pictures that they were trained on', () => {
  it.each(NETWORKS)(
    '%s answers in LiteRT as the estimator, to 1e-6, and errs by less than the camera',
    async (name, _, platform, [widthPx, heightPx]) => {
      const tuning = (which: string) => sharedData('awbnn', 'tuning', which);
      const harmonise = { tuningDir: tuning('pisp'), dir: sharedData('awbnn', 'pisp') };
      const { set } = await loadThumbnails(sharedData('awbnn', platform), {
        part: '.',
        widthPx,
        heightPx,
        cacheDir: null,
        layout: {
          name: 'awbnn',
          tuningDir: tuning(platform),
          ...(platform === 'vc4' ? { harmonise } : {}),
        },
      });
      const estimator = createEstimator(read(`models/${name}.awb`), loadKernelModule());
      const own = ctNetworkOf(estimator);
      const litert = await loadTflite(read(`models/${name}.tflite`));
      const floats = widthPx * heightPx * 4;
      let [worst, sum] = [0, 0];
      for (const [i, entry] of set.entries.entries()) {
        const pixels = set.pixels.subarray(i * floats, (i + 1) * floats);
        const image = Float32Array.from(
          { length: widthPx * heightPx * 3 },
          (__, k) => pixels[4 * Math.floor(k / 3) + (k % 3)]!,
        );
        const kelvin = own(image, entry.lux!);
        const [answer] = await litert.run([image, Float32Array.of(entry.lux!)]);
        worst = Math.max(worst, Math.abs(answer! / kelvin - 1));
        const truth = Math.max(2800, Math.min(7600, entry.colorTemperature!));
        sum += Math.abs(1e6 / kelvin - 1e6 / truth);
        expect(miredError(entry, entry.whitePoint)).toBeLessThan(0.5);
      }
      litert.close();
      expect(worst).toBeLessThan(1e-6);
      // The camera's Bayesian AWB errs by 20 on these.
      expect(sum / set.entries.length).toBeLessThan(13);
    },
    120_000,
  );
});
