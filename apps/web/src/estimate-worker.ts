/** Decodes, estimates and renders off the page's thread, so that the page stays alive with any picture. */
import {
  type Camera,
  CameraError,
  cameraByName,
  cameraNames,
  cameraOfMatrix,
  pictureCamera,
  renderMatrix,
} from 'deepawb/camera';
import {
  type ColourMatrix,
  recoveryErrorDegrees,
  renderToSrgb,
  type WhitePoint,
  whitePointToGains,
} from 'deepawb/color';
import { METHODS } from 'deepawb/methods';
import { type FrameHeader, inflatePlain, linearise, openRaw, streamRawImage } from 'deepawb/raw';
import { curveOf, lightsOf, traceOf } from './curves.js';
import type {
  FolderRequest,
  MethodAnswer,
  MethodRequest,
  PictureRequest,
  ShownCurve,
  WorkerAnswer,
  WorkerRequest,
} from './messages.js';
import { readingOf } from './networks.js';
import { colourDoubt, faultText, levelDoubt, statedLevels } from './picture-doubts.js';
import { createRenderer, type Render, withAlpha } from './renderer.js';
import { type Answering, type Asked, PageMethods } from './worker-methods.js';

const TIMED_RUNS = 9;

const methods = new PageMethods();
const ready = methods.start().then(() => listed());
/** The picture of the last request. */
let open: { readonly id: number; readonly asked: Asked; readonly ccm: ColourMatrix } | null = null;
/** Number of the last request, whose picture may not be open yet. */
let latest = 0;
/** Of the served folder: its camera, and the curve through the lights of its train part. */
let folder: { readonly camera: Camera | null; readonly curve: ShownCurve | null } = {
  camera: null,
  curve: null,
};

function post(answer: WorkerAnswer, transfer: Transferable[] = []): void {
  self.postMessage(answer, { transfer });
}

function listed(added?: string): void {
  post({ kind: 'methods', methods: methods.entries, ...(added === undefined ? {} : { added }) });
}

/** Requests are begun in their order: a folder and its files are there before its pictures. */
let earlier: Promise<void> = ready.then(() =>
  post({ kind: 'cameras', names: cameraNames().sort() }),
);

self.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.kind === 'picture') {
    latest = data.id;
    // A picture may wait for a method to learn, and then a newer one goes first.
    void earlier.then(() => reporting(data, () => answerPicture(data)));
    return;
  }
  earlier = earlier.then(() => reporting(data, () => answerOther(data)));
});

async function reporting(data: WorkerRequest, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const of = data.kind === 'method' ? `${data.name}: ` : '';
    post({ kind: 'fault', id: 'id' in data ? data.id : null, message: of + faultText(error) });
  }
}

async function answerOther(data: Exclude<WorkerRequest, PictureRequest>): Promise<void> {
  if (data.kind === 'method') await addMethod(data);
  else if (data.kind === 'folder') await openFolder(data);
  else await answerFull(data.id, data.whitePoint);
}

async function addMethod({ name, bytes, isChosen }: MethodRequest): Promise<void> {
  const added = await methods.add(name, bytes);
  listed(isChosen ? added : undefined);
}

async function openFolder(request: FolderRequest): Promise<void> {
  methods.serve(request);
  listed();
  const stock = METHODS.get('bayes-stock');
  const name = `CT curve through the lights of ${request.name}/train`;
  const prepared =
    stock && request.learning.length > 0 ? await methods.taught(stock).catch(() => null) : null;
  folder = { camera: request.camera, curve: prepared && curveOf(prepared, name) };
}

async function answerPicture(request: PictureRequest): Promise<void> {
  const { id, bytes, blackLevel, whiteLevel, label } = request;
  if (latest !== id) return;
  const start = performance.now();
  // Levels of the page are those of last resort: a DNG states its own.
  const { image, header, warnings } = streamRawImage(openRaw(bytes, { inflate: inflatePlain }), {
    model: { blackLevel, whiteLevel },
  });
  const decodeMs = performance.now() - start;
  const doubt = colourDoubt(bytes, whiteLevel) ?? levelDoubt(image);
  const { camera, how, ccm } = cameraOf(request, header);
  const network = await methods.networks.forCamera(camera);
  if (latest !== id) return;
  open = { id, asked: { image, header, label, camera }, ccm };
  post({
    kind: 'facts',
    id,
    widthPx: image.widthPx,
    heightPx: image.heightPx,
    decodeMs,
    fileLevels: statedLevels(header),
    warnings,
    levelDoubt: doubt,
    camera: camera?.name ?? null,
    reading: `${how}${readingOf(network, camera?.name ?? null)}`,
    curve: (request.ofFolder ? folder.curve : null) ?? lightsOf(camera),
  });
  await answerAll(request, open.asked, createRenderer(image, ccm));
}

/** Answers by every method; those that must learn first come last, so that they hold up nobody. */
async function answerAll(
  { id, methods: names }: PictureRequest,
  asked: Asked,
  render: Render,
): Promise<void> {
  const learns = (name: string) => Number(methods.find(name)?.learns ?? false);
  for (const name of names.toSorted((a, b) => learns(a) - learns(b))) {
    if (learns(name)) post({ kind: 'learning', id, method: name });
    const answer = await answerOf(id, name, asked, render);
    // Lets a newer request in, which makes this one stale.
    await new Promise((resolve) => setTimeout(resolve));
    if (latest !== id) return;
    post(answer, answer.rgba ? [answer.rgba.buffer] : []);
  }
  post({ kind: 'done', id });
}

async function answerOf(
  id: number,
  name: string,
  asked: Asked,
  render: Render,
): Promise<MethodAnswer> {
  const nothing = { widthPx: 0, heightPx: 0, rgba: null, whitePoint: null, gains: null };
  const failed = {
    kind: 'answer',
    id,
    method: name,
    confidence: null,
    errorDegrees: null,
    ms: null,
    curve: null,
    trace: null,
  } as const;
  try {
    const method = methods.find(name);
    if (!method) throw new Error('there is no such method here');
    const { answer, prepared } = await method.for(asked.camera);
    const { whitePoint, confidence, expectedErrorDegrees } = answer(asked);
    const { label } = asked;
    return {
      kind: 'answer',
      id,
      method: name,
      whitePoint,
      gains: whitePointToGains(whitePoint),
      confidence,
      ...(expectedErrorDegrees === undefined ? {} : { expectedErrorDegrees }),
      fault: null,
      errorDegrees:
        label && method.kind !== 'label' ? recoveryErrorDegrees(whitePoint, label) : null,
      ms: prepared ? timeOf(() => answer(asked)) : null,
      curve: prepared && curveOf(prepared, `CT curve of ${name}`),
      trace: prepared && traceOf(prepared, asked.image),
      ...render(whitePoint),
    };
  } catch (error) {
    return { ...failed, ...nothing, fault: error instanceof Error ? error.message : String(error) };
  }
}

/** Median wall time of a call, ms; once where it is slow. */
function timeOf(call: () => ReturnType<Answering['answer']>): number {
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

/** What the visitor says of the camera, else the folder, else the file, by matrices or by its name. */
function cameraOf(
  { name, xyzToCamera, ofFolder }: PictureRequest,
  { camera: stated }: FrameHeader,
): { camera: Camera | null; how: string; ccm: ColourMatrix } {
  if (name !== null && xyzToCamera !== null) {
    throw new CameraError('expected a camera or a colour matrix, got both');
  }
  const named = name === null ? null : cameraByName(name).camera;
  const said = xyzToCamera ? cameraOfMatrix('camera of your matrix', xyzToCamera) : named;
  const given = said ?? (ofFolder ? folder.camera : null);
  const ccm = renderMatrix('auto', given, stated);
  const found = pictureCamera(given, stated);
  if (!found) return { camera: null, how: '', ccm };
  const by = said ? 'you' : given ? 'dataset.json' : 'the file';
  return { camera: found.camera, how: `Camera: ${found.camera.name}, says ${by}. `, ccm };
}
