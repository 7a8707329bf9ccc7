/**
 * Raspberry Pi's labelled statistics as raw zones. The pictures hold zone means after gains and CCM at 5000 K
 * (shared/data/README.md); both are undone here with the sensor's own tuning file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import {
  type AwbZones,
  type BayesianAwbParameters,
  curveFunctions,
  evaluatePiecewise,
  piecewiseLinear,
  readTuningFile,
  tuningAlgorithms,
} from '../../dist/classical/index.js';
import { type ColourMatrix, invertMatrix } from '../../dist/color/index.js';
import { sharedData } from '../support/shared-data.js';

export type Grid = 'pisp' | 'vc4';

/** What libcamera's C++ answers. */
export interface GoldenAnswer {
  mode: string;
  ct: number;
  gain_r: number;
  gain_b: number;
}

const RENDER_CCT_KELVIN = 5000;
const PIXELS_PER_ZONE = 1000;

interface Sensor {
  parameters: BayesianAwbParameters;
  inverseCcm: ColourMatrix;
  r: number;
  b: number;
}

export function readSensor(grid: Grid, sensor: string): Sensor {
  const file: unknown = JSON.parse(
    readFileSync(sharedData('awbnn', 'tuning', grid, `${sensor}.json`), 'utf8'),
  );
  const parameters = readTuningFile(file);
  const { r, b } = curveFunctions(parameters.ctCurve!);
  return {
    parameters,
    inverseCcm: invertMatrix(ccmAt(file, RENDER_CCT_KELVIN)),
    r: evaluatePiecewise(r, RENDER_CCT_KELVIN),
    b: evaluatePiecewise(b, RENDER_CCT_KELVIN),
  };
}

function ccmAt(file: unknown, cctKelvin: number): ColourMatrix {
  const { settings } = tuningAlgorithms(file).find(({ name }) => name === 'rpi.ccm')!;
  const ccms = settings.ccms as { ct: number; ccm: number[] }[];
  const cct = ccms.map(({ ct }) => ct);
  const elements = ccms[0].ccm.map((_, i) =>
    evaluatePiecewise(
      piecewiseLinear(
        cct,
        ccms.map(({ ccm }) => ccm[i]),
      ),
      cctKelvin,
    ),
  );
  return elements as unknown as ColourMatrix;
}

/** Zones of one scene as the hardware would have delivered them, and the lux in its name. */
export function readScene(
  grid: Grid,
  name: string,
  sensor: Sensor,
): { zones: AwbZones; lux: number } {
  const { width, height, data } = decode(readFileSync(sharedData('awbnn', grid, name)));
  const m = sensor.inverseCcm;
  const sums = new Float64Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y, z] = [data[3 * i] / 65535, data[3 * i + 1] / 65535, data[3 * i + 2] / 65535];
    const raw = [
      (m[0] * x + m[1] * y + m[2] * z) * sensor.r,
      m[3] * x + m[4] * y + m[5] * z,
      (m[6] * x + m[7] * y + m[8] * z) * sensor.b,
    ];
    for (let c = 0; c < 3; c++) {
      const mean = Math.min(1, Math.max(0, raw[c]));
      sums[4 * i + c] = Math.round(mean * 65535 * PIXELS_PER_ZONE);
    }
    sums[4 * i + 3] = PIXELS_PER_ZONE;
  }
  return { zones: { width, height, sums }, lux: Number(name.split(',')[4]) };
}

export function readGolden(grid: Grid): [name: string, answer: GoldenAnswer][] {
  const text = readFileSync(sharedData('awbnn', `libcamera-bayes-${grid}.json`), 'utf8');
  return Object.entries(JSON.parse(text) as Record<string, GoldenAnswer>);
}

export function sceneNames(grid: Grid): string[] {
  return readdirSync(sharedData('awbnn', grid)).filter((name) => name.endsWith('.png'));
}
