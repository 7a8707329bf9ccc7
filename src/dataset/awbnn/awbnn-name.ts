/**
 * Names of awb_nn's pictures: `<user>,<sensor>,<scene>,<true CT>,<lux>,<CT of the camera's Bayesian AWB>.png`, CTs in K.
 * User, sensor and scene name no picture alone: the same three come twice.
 */
import { AWBNN_LAYOUT } from '../layout.js';

export interface AwbnnName {
  readonly user: string;
  readonly sensor: string;
  readonly scene: string;
  readonly colorTemperature: number;
  readonly lux: number;
  /** What the camera's Bayesian AWB chose, K. */
  readonly cameraTemperature: number;
}

const FIELDS = 6;
/** No light has a CT outside of this, K. */
const CT_RANGE = { lo: 1000, hi: 40_000 } as const;
const NUMBER = /^\d+(\.\d+)?$/;

/** The fields of a name without its ending, or what is wrong with it, a sentence without its full stop. */
export function parseAwbnnName(name: string): AwbnnName | string {
  const fields = name.split(',');
  if (fields.length !== FIELDS) {
    return `expected a name of six fields (user,sensor,scene,CT,lux,camera's CT) in the layout ${AWBNN_LAYOUT}, got ${fields.length}`;
  }
  const [user = '', sensor = '', scene = '', ct = '', lux = '', camera = ''] = fields;
  // A sensor's name becomes that of a file.
  if (!/^[\w-]+$/.test(sensor))
    return `expected a sensor's name in the second field, got ${sensor}`;
  for (const [what, text] of [
    ['CT in the fourth field', ct],
    ["camera's CT in the sixth field", camera],
  ] as const) {
    const value = Number(text);
    if (!NUMBER.test(text) || value < CT_RANGE.lo || value > CT_RANGE.hi) {
      return `expected a ${what} from ${CT_RANGE.lo} to ${CT_RANGE.hi} K, got ${text || 'nothing'}`;
    }
  }
  if (!NUMBER.test(lux)) return `expected lux in the fifth field, got ${lux || 'nothing'}`;
  return {
    user,
    sensor,
    scene,
    colorTemperature: Number(ct),
    lux: Number(lux),
    cameraTemperature: Number(camera),
  };
}

/** What the pictures of one scene have in common on both platforms. */
export function sceneKey({ user, sensor, scene }: AwbnnName): string {
  return [user, sensor, scene].join(',');
}

/** What one user took with one sensor: neighbours in place and time, which a split keeps together. */
export function sessionOf({ user, sensor }: AwbnnName): string {
  return `${user},${sensor}`;
}
