/** Decodes, estimates and renders off the page's thread, so that the page stays alive with any picture. */
import { physicalCurve } from 'deepawb/classical';
import {
  CANON_EOS_550D_XYZ_TO_CAMERA,
  type ColourMatrix,
  ccmFromXyzToCamera,
  recoveryErrorDegrees,
  renderToSrgb,
  type WhitePoint,
  whitePointToGains,
} from 'deepawb/color';
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
  MethodAnswer,
  PictureFacts,
  PictureRequest,
  WorkerAnswer,
  WorkerRequest,
} from './messages.js';
import { type Asked, PageMethods } from './worker-methods.js';

/** Longest side of a rendering, px. */
const RENDER_SIDE_PX = 960;
const TIMED_RUNS = 9;
const D65_KELVIN = 6504;

const methods = new PageMethods();
const ready = methods.start().then(() => post({ kind: 'methods', methods: methods.entries }));
/** The picture of the last request. */
let open: { readonly id: number; readonly asked: Asked; readonly ccm: ColourMatrix } | null = null;

function post(answer: WorkerAnswer, transfer: Transferable[] = []): void {
  self.postMessage(answer, { transfer });
}

self.addEventListener('message', async ({ data }: MessageEvent<WorkerRequest>) => {
  const id = 'id' in data ? data.id : null;
  try {
    await ready;
    if (data.kind === 'method') {
      const added = await methods.add(data.name, data.bytes);
      post({ kind: 'methods', methods: methods.entries, added });
    } else if (data.kind === 'full') await answerFull(data.id, data.whitePoint);
    else await answerPicture(data);
  } catch (error) {
    const of = data.kind === 'method' ? `${data.name}: ` : '';
    post({ kind: 'fault', id, message: of + faultText(error) });
  }
});

async function answerPicture(request: PictureRequest): Promise<void> {
  const { id, bytes, blackLevel, whiteLevel, label } = request;
  const start = performance.now();
  // Levels of the page are those of last resort: a DNG states its own.
  const { image, header, warnings } = streamRawImage(openRaw(bytes, { inflate: inflatePlain }), {
    model: { blackLevel, whiteLevel },
  });
  const decodeMs = performance.now() - start;
  const { xyzToCamera, name } = cameraOf(request, header);
  open = { id, asked: { image, header, label }, ccm: ccmFromXyzToCamera(xyzToCamera) };
  post({
    kind: 'facts',
    id,
    widthPx: image.widthPx,
    heightPx: image.heightPx,
    decodeMs,
    fileLevels: statedLevels(header),
    warnings,
    levelDoubt: colourDoubt(request) ?? levelDoubt(image),
    ...curveOf(xyzToCamera, name),
  });
  const render = createRenderer(image, open.ccm);
  for (const method of request.methods) {
    const answer = answerOf(id, method, open.asked, render);
    post(answer, answer.rgba ? [answer.rgba.buffer] : []);
    // Lets a newer request in, which makes this one stale.
    await new Promise((resolve) => setTimeout(resolve));
    if (open.id !== id) return;
  }
  post({ kind: 'done', id });
}

function answerOf(id: number, name: string, asked: Asked, render: Render): MethodAnswer {
  const method = methods.find(name);
  const nothing = { widthPx: 0, heightPx: 0, rgba: null, whitePoint: null, gains: null };
  const failed = {
    kind: 'answer',
    id,
    method: name,
    confidence: null,
    errorDegrees: null,
    ms: null,
  } as const;
  if (!method) return { ...failed, ...nothing, fault: 'there is no such method here' };
  try {
    const { whitePoint, confidence } = method.answer(asked);
    const { label } = asked;
    return {
      kind: 'answer',
      id,
      method: name,
      whitePoint,
      gains: whitePointToGains(whitePoint),
      confidence,
      fault: null,
      errorDegrees:
        label && method.kind !== 'label' ? recoveryErrorDegrees(whitePoint, label) : null,
      ms: method.computes ? timeOf(() => method.answer(asked)) : null,
      ...render(whitePoint),
    };
  } catch (error) {
    return { ...failed, ...nothing, fault: error instanceof Error ? error.message : String(error) };
  }
}

/** Median wall time of a call, ms; once where it is slow. */
function timeOf(call: () => void): number {
  const times: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run++) {
    const start = performance.now();
    call();
    times.push(performance.now() - start);
    if (times[0]! > 100) break;
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)]!;
}

async function answerFull(id: number, whitePoint: WhitePoint): Promise<void> {
  if (!open || open.id !== id) throw new Error('the picture has changed: choose it again');
  const { image } = open.asked;
  const { rgb, ...linear } = linearise(image);
  const gains = whitePointToGains(whitePoint);
  const codes = renderToSrgb({ ...linear, pixels: rgb }, gains, { ccm: open.ccm });
  const canvas = new OffscreenCanvas(image.widthPx, image.heightPx);
  const rgba = withAlpha(codes);
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, image.widthPx, image.heightPx), 0, 0);
  post({ kind: 'full', id, png: await canvas.convertToBlob({ type: 'image/png' }) });
}

type Render = (whitePoint: WhitePoint) => Pick<MethodAnswer, 'widthPx' | 'heightPx' | 'rgba'>;

/** Renders under a white point, at a size for the screen. */
function createRenderer(raw: RawImage, ccm: ColourMatrix): Render {
  const shrink = Math.min(1, RENDER_SIDE_PX / Math.max(raw.widthPx, raw.heightPx));
  const widthPx = Math.max(1, Math.round(raw.widthPx * shrink));
  const heightPx = Math.max(1, Math.round(raw.heightPx * shrink));
  const picture =
    shrink === 1
      ? { widthPx, heightPx, pixels: linearise(raw).rgb }
      : { widthPx, heightPx, pixels: rawToThumbnail(raw, { widthPx, heightPx }) };
  return (whitePoint) => {
    const codes = renderToSrgb(picture, whitePointToGains(whitePoint), { ccm });
    return { widthPx, heightPx, rgba: withAlpha(codes) };
  };
}

function withAlpha(codes: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((codes.length / 3) * 4);
  for (let i = 0, o = 0; i < codes.length; i += 3, o += 4) {
    rgba[o] = codes[i]!;
    rgba[o + 1] = codes[i + 1]!;
    rgba[o + 2] = codes[i + 2]!;
    rgba[o + 3] = 255;
  }
  return rgba;
}

/** The visitor's matrix, the file's nearest to daylight, or that of Cube+'s camera. */
function cameraOf({ xyzToCamera }: PictureRequest, { camera }: FrameHeader) {
  if (xyzToCamera) return { xyzToCamera, name: 'your matrix' };
  const [own] = (camera.colourMatrices ?? []).toSorted(
    (a, b) => Math.abs(a.cctKelvin - D65_KELVIN) - Math.abs(b.cctKelvin - D65_KELVIN),
  );
  if (own) return { xyzToCamera: own.xyzToCamera, name: camera.name ?? "the file's camera" };
  return { xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA, name: 'Canon EOS 550D' };
}

/** The tuning file's curve with its band where one was brought, else that of black bodies. */
function curveOf(
  xyzToCamera: ColourMatrix,
  name: string,
): Pick<PictureFacts, 'curve' | 'curveName' | 'band'> {
  const { tuning } = methods;
  if (tuning && tuning.curve.length > 1) {
    return { curve: tuning.curve, curveName: `CT curve of ${tuning.name}`, band: tuning.band };
  }
  const curve = physicalCurve([{ cctKelvin: D65_KELVIN, xyzToCamera }], {
    fromKelvin: 1800,
    toKelvin: 20_000,
  });
  return { curve, curveName: `black bodies, ${name}`, band: null };
}

function statedLevels({ levels: { black, white } }: FrameHeader): PictureFacts['fileLevels'] {
  return black && white ? { black: Math.min(...black), white: Math.max(...white) } : null;
}

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
