/**
 * What a camera does with a network and a tuning file: a picture's statistics as the hardware counts them, the network as it is
 * exported, and libcamera's `rpi.nn.awb` around it, frame by frame.
 */
import {
  type AwbZones,
  awbResultToWhitePoint,
  type Thumbnail,
  UNKNOWN_LUX,
} from '../classical/index.js';
import type { WhitePoint } from '../color/index.js';
import type { AwbEstimator } from '../infer/index.js';
import {
  type CanonicalSpace,
  type CtNetwork,
  canonicalStatistics,
  mapWhitePoint,
  NeuralAwbController,
  type NeuralAwbSettings,
  toCanonical,
} from '../libcamera/index.js';
import { type Method, MethodError, type PictureFacts } from './method.js';

/** A sensor's `rpi.nn.awb`, and the network as that sensor's export has it. */
export interface LibcameraSensor {
  readonly settings: NeuralAwbSettings;
  readonly network: CtNetwork;
}

export interface AsLibcameraOptions {
  readonly name: string;
  readonly parameters: number;
  readonly inputSize: { readonly heightPx: number; readonly widthPx: number };
  /** By a sensor's name; null where there is no tuning file of it. */
  readonly sensorOf: (sensor: string) => LibcameraSensor | null;
  /** How long the camera looks at each picture; as long as the first answer takes unless given. */
  readonly frames?: number;
}

/** The first frame has the start's gains; what its statistics said is applied to the second. */
export const FIRST_ANSWER_FRAME = 2;

/** White points of all pictures at one frame after the start of the camera, or after the picture before. */
export interface FrameEstimates {
  /** From 1. */
  readonly frame: number;
  readonly after: 'start' | 'change';
  /** In the order of the pictures; null for the first of a sensor, to which nothing changed. */
  readonly estimates: readonly (WhitePoint | null)[];
}

/** A camera as a method, and what it applied frame by frame to the pictures that it was asked about. */
export interface LibcameraRun {
  /** Its answer: the gains after `frames` frames from a cold start, as a white point in the space of the pictures. */
  readonly method: Method;
  overFrames(): FrameEstimates[];
}

/** A camera that is started for every picture, and another of the same kind that goes from each picture to the next. */
export function libcameraRun(options: AsLibcameraOptions): LibcameraRun {
  const { name, parameters, inputSize, frames = FIRST_ANSWER_FRAME } = options;
  const shown = shownFrames(frames);
  const kept = { start: [] as WhitePoint[][], change: [] as (WhitePoint[] | null)[] };
  const running = new Map<string, NeuralAwbController>();
  const estimate = (picture: Thumbnail, facts: PictureFacts): WhitePoint => {
    const { sensor, space, camera } = sensorOf(facts, options);
    const stage = { zones: canonicalStatistics(picture, space), lux: facts.lux ?? UNKNOWN_LUX };
    const watch = (controller: NeuralAwbController) =>
      Array.from({ length: frames }, () => applied(controller, stage, space));
    const network = oncePerPicture(camera.network);
    const fresh = watch(new NeuralAwbController(camera.settings, network));
    const before = running.get(sensor);
    const controller = before ?? new NeuralAwbController(camera.settings, camera.network);
    running.set(sensor, controller);
    const changed = watch(controller);
    kept.start.push(shown.map((frame) => fresh[frame - 1]!));
    kept.change.push(before ? shown.map((frame) => changed[frame - 1]!) : null);
    return fresh.at(-1)!;
  };
  return {
    method: {
      name,
      family: 'network',
      learnsFrom: 'nothing',
      inputSize,
      prepare: async () => ({ name, parameters, estimate }),
    },
    overFrames: () =>
      (['start', 'change'] as const).flatMap((after) =>
        shown.map((frame, i) => ({
          frame,
          after,
          estimates: kept[after].map((one) => one?.[i] ?? null),
        })),
      ),
  };
}

/** 1, 2, 5, 10, 20, 50 ... and the last. */
function shownFrames(frames: number): number[] {
  const round = Array.from({ length: 18 }, (_, i) => [1, 2, 5][i % 3]! * 10 ** Math.floor(i / 3));
  return [...round.filter((frame) => frame < frames), frames];
}

/** Throws MethodError for a picture whose space or sensor is not known. */
function sensorOf(
  { space, properties: { sensor } }: PictureFacts,
  { name, sensorOf: find }: AsLibcameraOptions,
): { sensor: string; space: CanonicalSpace; camera: LibcameraSensor } {
  if (space === undefined || sensor === undefined) {
    throw new MethodError(
      `${name}: expected statistics of a camera (--layout awbnn), got a picture`,
    );
  }
  const camera = find(sensor);
  if (camera !== null) return { sensor, space, camera };
  throw new MethodError(`${name}: expected a tuning file of the sensor ${sensor}, got none`);
}

function applied(
  controller: NeuralAwbController,
  { zones, lux }: { readonly zones: AwbZones; readonly lux: number },
  space: CanonicalSpace,
): WhitePoint {
  const raw = awbResultToWhitePoint(controller.frame(zones, { lux }));
  return mapWhitePoint(toCanonical(space), raw);
}

/** The statistics of a still picture never change, nor does what a network says of them. */
function oncePerPicture(network: CtNetwork): CtNetwork {
  let answer: number | undefined;
  return (input, lux) => {
    answer ??= network(input, lux);
    return answer;
  };
}

/** A network that answers in kelvin, given what libcamera gives it: values outside 0..1 are clipped, as in its export. */
export function ctNetworkOf(estimator: AwbEstimator): CtNetwork {
  const { heightPx, widthPx } = estimator.inputSize;
  const pixels = new Float32Array(heightPx * widthPx * 4).fill(1);
  return (input, lux) => {
    for (let zone = 0; zone * 3 < input.length; zone++) {
      for (let c = 0; c < 3; c++) {
        pixels[4 * zone + c] = Math.min(1, Math.max(0, input[3 * zone + c]!));
      }
    }
    return estimator.estimateTemperature(pixels, lux);
  };
}
