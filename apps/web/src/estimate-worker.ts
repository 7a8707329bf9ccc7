/** Decodes, estimates and renders off the page's thread, so that the page stays alive with any picture. */

import { renderToSrgb, type WhitePoint, whitePointToGains } from 'deepawb/color';
import kernelsUrl from 'deepawb/engine/kernels.wasm?url';
import { type AwbEstimator, loadEstimator } from 'deepawb/infer';
import { answerPicture, METHODS, networkMethod, type PreparedMethod } from 'deepawb/methods';
import modelUrl from 'deepawb/models/cube64-small.awb?url';
import {
  blackPedestal,
  type FrameHeader,
  inflatePlain,
  levelFault,
  linearise,
  openRaw,
  pngColourDoubt,
  RawFormatError,
  type RawImage,
  rawToThumbnail,
  streamRawImage,
} from 'deepawb/raw';
import type {
  PictureAnswer,
  PictureRequest,
  PictureTimes,
  Rendering,
  WorkerAnswer,
} from './messages.js';

/** Longest side of a rendering, px. */
const RENDER_SIDE_PX = 720;
const TIMED_RUNS = 15;
/** Calls a timed run: browsers round clocks to a tenth of a millisecond or so. */
const NETWORK_CALLS = 20;

const estimatorReady = loadEstimator({ model: fetch(modelUrl), kernels: fetch(kernelsUrl) });
/** Methods as the command line asks them: the network, and one of its registry that learns nothing. */
const methodsReady = estimatorReady.then(async (estimator) => ({
  network: await networkMethod(estimator).prepare(null),
  greyWorld: await METHODS.get('grey-world')!.prepare(null),
}));

self.addEventListener('message', async ({ data }: MessageEvent<PictureRequest>) => {
  try {
    const answer = answerRequest(data, await estimatorReady, await methodsReady);
    const { uniform, network, greyWorld } = answer;
    const buffers = [uniform, network, greyWorld].flatMap((panel) =>
      panel ? [panel.rgba.buffer] : [],
    );
    self.postMessage(answer, { transfer: buffers });
  } catch (error) {
    const message = faultText(error);
    self.postMessage({ kind: 'fault', id: data.id, message } satisfies WorkerAnswer);
  }
});

/** What is wrong, and what to do about it where the error knows. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof RawFormatError)) return error.message;
  // What decodes those is for Node alone.
  return error.message.includes('needs the package')
    ? `${error.message}. Here it is not decoded: take deepawb predict, or save the DNG again with lossless compression.`
    : `${error.message}. ${error.cure}`;
}

/** Why the levels cannot be those of the picture, or null. */
function levelDoubt(raw: RawImage): string | null {
  const fault = levelFault(raw);
  if (!fault) return pedestalDoubt(raw);
  if (fault.kind === 'masked') return null;
  const range = `its values go from ${fault.smallestValue} to ${fault.largestValue}`;
  return fault.kind === 'belowBlack'
    ? `Most of this picture is below the black level ${raw.blackLevel}: ${range}.`
    : `This picture exceeds the white level ${raw.whiteLevel}: ${range}.`;
}

/** Why the black level is probably far too low, or null. */
function pedestalDoubt(raw: RawImage): string | null {
  const darkest = blackPedestal(raw);
  if (darkest === null) return null;
  const [r, g, b] = darkest;
  return `The darkest values of red, green and blue (${r}, ${g}, ${b}) are alike and far above the black level ${raw.blackLevel}, which is probably too low.`;
}

/** Why the file is no linear picture up to the white level by its own word, or null. */
function colourDoubt({ bytes, whiteLevel }: PictureRequest): string | null {
  const doubt = pngColourDoubt(bytes, { whiteLevel, inflate: inflatePlain });
  return (
    doubt && `This picture is probably not linear, and its white point is then wrong: it ${doubt}.`
  );
}

function answerRequest(
  request: PictureRequest,
  estimator: AwbEstimator,
  methods: Readonly<Record<'network' | 'greyWorld', PreparedMethod>>,
): PictureAnswer {
  const { id, bytes, blackLevel, whiteLevel } = request;
  const decodeStart = performance.now();
  // Levels of the page are those of last resort: a DNG states its own.
  const read = streamRawImage(openRaw(bytes, { inflate: inflatePlain }), {
    model: { blackLevel, whiteLevel },
  });
  const raw = read.image;
  const firstStart = performance.now();
  const estimate = answerPicture(methods.network, raw);
  const firstEnd = performance.now();
  const times = {
    decodeMs: firstStart - decodeStart,
    firstMs: firstEnd - firstStart,
    ...timeEstimates(raw, estimator),
  };
  const render = createRenderer(raw);
  const greyWorld = answerPicture(methods.greyWorld, raw).whitePoint;
  return {
    kind: 'picture',
    id,
    widthPx: raw.widthPx,
    heightPx: raw.heightPx,
    uniform: render({ r: 1, b: 1 }),
    network: render(estimate.whitePoint),
    greyWorld: render(greyWorld),
    ...cameraFacts(read.header),
    warnings: read.warnings,
    confidence: estimate.confidence ?? 0,
    levelDoubt: colourDoubt(request) ?? levelDoubt(raw),
    times,
    parameters: estimator.parameters,
    flops: estimator.flops,
    memoryBytes: estimator.memoryBytes,
  };
}

/** What the file says of the light and of its levels. */
function cameraFacts({
  camera,
  levels,
}: FrameHeader): Pick<PictureAnswer, 'asShot' | 'fileLevels'> {
  const [red, green, blue] = camera.asShotNeutral ?? [0, 0, 0];
  const { black, white } = levels;
  return {
    asShot: green > 0 ? { r: red / green, b: blue / green } : null,
    fileLevels: black && white ? { black: Math.min(...black), white: Math.max(...white) } : null,
  };
}

function timeEstimates(
  raw: RawImage,
  estimator: AwbEstimator,
): Pick<PictureTimes, 'frameMs' | 'networkMs' | 'runs'> {
  const input = rawToThumbnail(raw, estimator.inputSize);
  const frame: number[] = [];
  const network: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run++) {
    const start = performance.now();
    estimator.estimate(raw);
    const between = performance.now();
    for (let call = 0; call < NETWORK_CALLS; call++) estimator.estimateThumbnail(input);
    frame.push(between - start);
    network.push((performance.now() - between) / NETWORK_CALLS);
  }
  return { frameMs: median(frame), networkMs: median(network), runs: TIMED_RUNS };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Renders under a white point, at a size for the screen. */
function createRenderer(raw: RawImage): (whitePoint: WhitePoint) => Rendering {
  const shrink = Math.min(1, RENDER_SIDE_PX / Math.max(raw.widthPx, raw.heightPx));
  const widthPx = Math.max(1, Math.round(raw.widthPx * shrink));
  const heightPx = Math.max(1, Math.round(raw.heightPx * shrink));
  const picture =
    shrink === 1
      ? { widthPx, heightPx, pixels: linearise(raw).rgb }
      : { widthPx, heightPx, pixels: rawToThumbnail(raw, { widthPx, heightPx }) };
  return (whitePoint) => {
    const gains = whitePointToGains(whitePoint);
    const codes = renderToSrgb(picture, gains);
    const rgba = new Uint8ClampedArray(widthPx * heightPx * 4);
    for (let i = 0, o = 0; i < codes.length; i += 3, o += 4) {
      rgba[o] = codes[i]!;
      rgba[o + 1] = codes[i + 1]!;
      rgba[o + 2] = codes[i + 2]!;
      rgba[o + 3] = 255;
    }
    return { whitePoint, gains, widthPx, heightPx, rgba };
  };
}
