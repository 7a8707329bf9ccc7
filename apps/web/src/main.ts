/** The page: takes a picture, has the worker answer, shows renderings, the white points and the time. */
import { recoveryErrorDegrees } from 'deepawb/color';
import type { PictureAnswer, PictureRequest, Rendering, WorkerAnswer } from './messages.js';
import { drawWhitePoints, type NamedWhitePoint } from './white-point-chart.js';

const worker = new Worker(new URL('./estimate-worker.ts', import.meta.url), { type: 'module' });

const statusLine = element('status', HTMLElement);
const result = element('result', HTMLElement);
const drop = element('drop', HTMLElement);
const fileInput = element('file', HTMLInputElement);
const blackInput = element('black', HTMLInputElement);
const whiteInput = element('white', HTMLInputElement);

/** The latest request; answers to earlier ones are dropped. */
let requestId = 0;
let current: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;
let shown: readonly NamedWhitePoint[] | null = null;

fileInput.addEventListener('change', () => {
  const file = fileInput.files?.[0];
  if (file) void take(file.name, () => file.arrayBuffer());
  fileInput.value = '';
});
element('sample', HTMLButtonElement).addEventListener('click', () => {
  void take('Rendered scene', async () => (await fetch('./sample.png')).arrayBuffer());
});
element('input', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
for (const input of [blackInput, whiteInput]) input.addEventListener('change', request);
for (const type of ['dragover', 'drop'] as const) {
  document.addEventListener(type, (event) => event.preventDefault());
}
document.addEventListener('dragover', () => drop.classList.add('over'));
document.addEventListener('dragleave', () => drop.classList.remove('over'));
document.addEventListener('drop', ({ dataTransfer }) => {
  drop.classList.remove('over');
  const file = dataTransfer?.files[0];
  if (file) void take(file.name, () => file.arrayBuffer());
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
addEventListener('resize', draw);

worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
  if (data.id !== requestId) return;
  if (data.kind === 'fault') showFault(data.message);
  else show(data);
});
worker.addEventListener('error', (event) => {
  showFault(`the estimator could not start (${event.message}); it needs WebAssembly with SIMD`);
});

async function take(name: string, read: () => Promise<ArrayBuffer>): Promise<void> {
  try {
    current = { name, bytes: new Uint8Array(await read()) };
  } catch (error) {
    showFault(error instanceof Error ? error.message : String(error));
    return;
  }
  request();
}

function request(): void {
  if (!current) return;
  const blackLevel = blackInput.valueAsNumber;
  const whiteLevel = whiteInput.valueAsNumber;
  requestId++;
  if (!(blackLevel < whiteLevel)) {
    showFault(
      `levels: expected black below white, got ${blackInput.value} and ${whiteInput.value}`,
    );
    return;
  }
  statusLine.className = '';
  statusLine.textContent = `Reading ${current.name} ...`;
  worker.postMessage({
    id: requestId,
    bytes: current.bytes,
    blackLevel,
    whiteLevel,
  } satisfies PictureRequest);
}

function showFault(message: string): void {
  result.hidden = true;
  statusLine.className = 'fault';
  statusLine.textContent = current ? `${current.name}: ${message}` : message;
}

function show(answer: PictureAnswer): void {
  const { uniform, network, greyWorld } = answer;
  statusLine.className = answer.levelDoubt || answer.warnings.length > 0 ? 'doubt' : '';
  statusLine.textContent = statusText(answer);
  result.hidden = false;
  element('name', HTMLElement).textContent =
    `${current?.name ?? ''}, ${answer.widthPx} x ${answer.heightPx}`;
  paint('uniform', uniform, 'no correction');
  paint('network', network, `gains ${gainsText(network)}`);
  paint(
    'grey-world',
    greyWorld,
    greyWorld ? `gains ${gainsText(greyWorld)}` : 'nothing to average',
  );
  shown = [
    { name: 'network', whitePoint: network.whitePoint },
    ...(greyWorld ? [{ name: 'grey world', whitePoint: greyWorld.whitePoint }] : []),
    { name: 'uniform', whitePoint: uniform.whitePoint },
    ...(answer.asShot ? [{ name: 'camera', whitePoint: answer.asShot }] : []),
  ];
  fillPoints(answer);
  fillTimes(answer);
  element('confidence', HTMLElement).textContent = confidenceText(answer);
  draw();
}

/** What is to be known of the file before its answer is believed. */
function statusText({ levelDoubt, fileLevels, warnings }: PictureAnswer): string {
  const doubt = levelDoubt
    ? `${levelDoubt}${fileLevels ? '' : " Set the camera's own levels above."}`
    : '';
  const levels = fileLevels
    ? `Levels of the file: black ${fileLevels.black}, white ${fileLevels.white}.`
    : '';
  const odd = warnings.map((warning) => `Note: ${warning}.`);
  return [doubt, levels, ...odd].filter((text) => text !== '').join(' ');
}

function draw(): void {
  if (shown && !result.hidden) drawWhitePoints(element('chart', HTMLElement), shown);
}

function paint(id: string, rendering: Rendering | null, text: string): void {
  const canvas = element(id, HTMLCanvasElement);
  element(`${id}-text`, HTMLElement).textContent = text;
  const context = canvas.getContext('2d');
  if (!context) throw new Error(`canvas ${id}: expected a 2d context, got none`);
  if (!rendering) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  canvas.width = rendering.widthPx;
  canvas.height = rendering.heightPx;
  context.putImageData(new ImageData(rendering.rgba, rendering.widthPx, rendering.heightPx), 0, 0);
}

function fillPoints({ network, greyWorld, uniform, asShot }: PictureAnswer): void {
  const rows = [
    pointRow('Network', network),
    greyWorld ? pointRow('Grey world', greyWorld) : ['Grey world', 'none', '', '', ''],
    ...(asShot
      ? [
          pointRow('Camera', {
            whitePoint: asShot,
            gains: { red: 1 / asShot.r, blue: 1 / asShot.b },
          }),
        ]
      : []),
    pointRow('Uniform', uniform),
  ];
  fillTable('points', rows);
}

function pointRow(
  name: string,
  { whitePoint, gains }: Pick<Rendering, 'whitePoint' | 'gains'>,
): string[] {
  return [name, whitePoint.r, whitePoint.b, gains.red, gains.blue].map((cell) =>
    typeof cell === 'string' ? cell : cell.toFixed(4),
  );
}

function fillTimes({ times, parameters, flops, memoryBytes }: PictureAnswer): void {
  fillTable('times', [
    ['Network alone', milliseconds(times.networkMs)],
    ['Decoded frame to gains', milliseconds(times.frameMs)],
    ['The same, first call', milliseconds(times.firstMs)],
    ['Decoding the file', milliseconds(times.decodeMs)],
  ]);
  element('network-card', HTMLElement).textContent =
    `Wall time on this device, medians of ${times.runs} runs but for the first call and the decoding. ` +
    `The network has ${parameters.toLocaleString('en')} parameters, takes ${(flops / 1e6).toFixed(2)} MFLOP ` +
    `and ${Math.round(memoryBytes / 1024)} KiB.`;
}

function fillTable(id: string, rows: readonly (readonly string[])[]): void {
  const body = element(id, HTMLTableElement).tBodies[0]!;
  body.replaceChildren(
    ...rows.map((cells) => {
      const row = document.createElement('tr');
      cells.forEach((text, i) => {
        const cell = document.createElement(i === 0 ? 'th' : 'td');
        cell.textContent = text;
        row.append(cell);
      });
      return row;
    }),
  );
}

function confidenceText({ confidence, network, greyWorld }: PictureAnswer): string {
  const trust =
    confidence === 0
      ? 'Confidence of the network: 0. The picture shows next to no light that is not clipped; take the white point for a guess.'
      : `Confidence of the network: ${confidence.toFixed(2)} (0 to 1).`;
  if (!greyWorld) return trust;
  const angle = recoveryErrorDegrees(network.whitePoint, greyWorld.whitePoint);
  return `${trust} Grey world lies ${angle.toFixed(1)} degrees away.`;
}

function gainsText({ gains }: Rendering): string {
  return `${gains.red.toFixed(2)} red, ${gains.blue.toFixed(2)} blue`;
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toPrecision(2) : Math.round(value)} ms`;
}

/** An element that index.html must have. */
function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type))
    throw new Error(`index.html: expected a ${type.name} with id ${id}`);
  return found;
}
