/** The page: takes pictures, has the worker answer by the methods that are chosen, shows renderings, white points and times. */
import type { WhitePoint } from 'deepawb/color';
import { element } from '../../dom.js';
import type {
  MethodAnswer,
  MethodEntry,
  PictureFacts,
  PictureRequest,
  WorkerAnswer,
  WorkerRequest,
} from './messages.js';
import { listMethods, tickMethods } from './method-list.js';
import { place, showGrid, showPair } from './panels.js';
import { drawPlane } from './plane.js';
import { confidenceText, csvOf, fillTable, jsonOf, type PictureResult, save } from './results.js';
import { offerCameras, readSettings } from './settings.js';
import {
  broughtFile,
  droppedFiles,
  isMethodFile,
  SAMPLE,
  type Source,
  servedFolder,
  sourceOf,
  usable,
} from './sources.js';
import { readView, type ViewState, writeView } from './view-state.js';

const worker = new Worker(new URL('./estimate-worker.ts', import.meta.url), { type: 'module' });
const statusLine = element('status', HTMLElement);
const result = element('result', HTMLElement);
const drop = element('drop', HTMLElement);
const fileInput = element('file', HTMLInputElement);
const pictureSelect = element('picture', HTMLSelectElement);
const input = (id: string) => element(id, HTMLInputElement);
const select = (id: string) => element(id, HTMLSelectElement);
const button = (id: string) => element(id, HTMLButtonElement);

const sources: Source[] = [];
const results = new Map<string, PictureResult>();
const wanted = readView(location.hash);
let chosen: string[] = [...wanted.methods];
const pair = { left: wanted.left, right: wanted.right };
/** The latest request; answers to earlier ones are dropped. */
let requestId = 0;
let current = -1;
let facts: PictureFacts | null = null;
let answers: MethodAnswer[] = [];
/** Told when the present request is through. */
let onDone: (() => void) | null = null;

const ask = (request: WorkerRequest, transfer: Transferable[] = []) =>
  worker.postMessage(request, transfer);

worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
  if (data.kind === 'methods') showMethods(data.methods, data.added);
  else if (data.kind === 'cameras') offerCameras(data.names);
  else if (data.kind === 'full') save(`${plainName()}.png`, data.png);
  else if (data.kind === 'fault') {
    if (data.id === null || data.id === requestId) showFault(data.message, data.id !== null);
  } else if (data.id !== requestId) return;
  else if (data.kind === 'facts') showFacts(data);
  else if (data.kind === 'learning') say('', `${data.method} learns from the train part ...`);
  else if (data.kind === 'answer') {
    const order = (name: string) => chosen.indexOf(name);
    answers = [...answers, data].sort((a, b) => order(a.method) - order(b.method));
    show();
  } else finish();
});
worker.addEventListener('error', (event) => {
  showFault(
    `the estimator could not start (${event.message}); it needs WebAssembly with SIMD`,
    true,
  );
});

/** Takes files: pictures to the list, models and tuning files to the worker. Shows the first picture. */
async function take(files: Iterable<File>): Promise<void> {
  const first = sources.length;
  for (const file of files) {
    if (isMethodFile(file)) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      ask({ kind: 'method', name: file.name, bytes, isChosen: true }, [bytes.buffer]);
    } else sources.push(sourceOf(file));
  }
  listSources();
  if (sources.length > first) await choose(first);
}

async function choose(index: number): Promise<void> {
  const source = sources[index];
  if (!source) return;
  current = index;
  pictureSelect.value = String(index);
  button('previous').disabled = index === 0;
  button('next').disabled = index === sources.length - 1;
  await request();
}

/** Asks for the present picture by the present methods; what was shown is of another question and goes. */
async function request(): Promise<void> {
  const source = sources[current];
  if (!source) return;
  const id = ++requestId;
  result.hidden = true;
  delete result.dataset.done;
  facts = null;
  answers = [];
  const read = readSettings();
  if (typeof read === 'string') return showFault(read, false);
  say('', `Reading ${source.name} ...`);
  try {
    const bytes = new Uint8Array(await source.read());
    if (id !== requestId) return;
    const { label, ofFolder } = source;
    const what = { bytes, label, ofFolder, methods: chosen };
    const request: PictureRequest = { kind: 'picture', id, ...what, ...read };
    ask(request, [bytes.buffer]);
  } catch (error) {
    showFault(error instanceof Error ? error.message : String(error), true);
  }
}

function say(kind: '' | 'fault' | 'doubt', text: string): void {
  statusLine.className = kind;
  statusLine.textContent = text;
}

function showFault(message: string, namesPicture: boolean): void {
  if (namesPicture) result.hidden = true;
  const name = sources[current]?.name;
  say('fault', namesPicture && name ? `${name}: ${message}` : message);
  onDone?.();
}

function showFacts(told: PictureFacts): void {
  facts = told;
  say('', `Estimating ${sources[current]?.name ?? ''} ...`);
  element('name', HTMLElement).textContent =
    `${sources[current]?.name ?? ''}, ${told.widthPx} x ${told.heightPx}`;
  element('reading', HTMLElement).textContent = told.reading;
}

function finish(): void {
  if (!facts) return;
  const { levelDoubt, fileLevels, warnings } = facts;
  const doubt = levelDoubt
    ? `${levelDoubt}${fileLevels ? '' : " Set the camera's own levels above."}`
    : '';
  const levels = fileLevels
    ? `Levels of the file: black ${fileLevels.black}, white ${fileLevels.white}.`
    : '';
  const odd = warnings.map((warning) => `Note: ${warning}.`);
  // What a screen reader tells when the answers are there.
  const { length } = answers.filter(({ whitePoint }) => whitePoint !== null);
  const through = `${length} of ${answers.length} methods have answered.`;
  const text = [through, doubt, levels, ...odd].filter((part) => part !== '').join(' ');
  say(levelDoubt || warnings.length > 0 ? 'doubt' : '', text);
  const name = sources[current]?.name ?? '';
  results.set(name, { name, facts, answers: [...answers] });
  result.dataset.done = String(requestId);
  remember();
  onDone?.();
}

function show(): void {
  if (!facts) return;
  result.hidden = false;
  fillChoices();
  if (select('mode').value === 'slider') {
    const by = (id: string) => answers.find(({ method }) => method === select(id).value);
    showPair(by('left'), by('right'));
  } else showGrid(answers, { onSave: ({ whitePoint }) => whitePoint && saveFull(whitePoint) });
  fillTable(answers);
  const { text, isDoubtful } = confidenceText(answers);
  const line = element('confidence', HTMLElement);
  line.textContent = text;
  line.className = isDoubtful ? 'doubt' : '';
  const points = answers.flatMap(({ method: name, whitePoint }) =>
    whitePoint ? [{ name, whitePoint }] : [],
  );
  const searches = answers.flatMap(({ method: name, trace, curve }) =>
    trace && curve ? [{ name, trace, curve }] : [],
  );
  offerSearches(searches.map(({ name }) => name));
  const searched = searches.find(({ name }) => name === select('searched').value) ?? null;
  const curve = searched?.curve ?? facts.curve;
  const isNear = select('range').value === 'near';
  drawPlane(element('chart', HTMLElement), { curve, points, searched, isNear });
}

/** Whose search the plane shows, where there are several. */
function offerSearches(names: readonly string[]): void {
  const { value } = select('searched');
  select('searched').replaceChildren(...names.map((name) => new Option(name, name)));
  if (names.includes(value)) select('searched').value = value;
  element('search-choice', HTMLElement).hidden = names.length === 0;
}

function saveFull(whitePoint: WhitePoint): void {
  ask({ kind: 'full', id: requestId, whitePoint });
}

function plainName(): string {
  return (sources[current]?.name ?? 'picture').replace(/^.*\//, '').replace(/\.[^.]*$/, '');
}

/** Which two are under the slider: those that were asked for, else the first two that have answered. */
function fillChoices(): void {
  const names = answers.map(({ method }) => method);
  for (const [i, id] of (['left', 'right'] as const).entries()) {
    select(id).replaceChildren(...names.map((name) => new Option(name, name)));
    select(id).value = names.includes(pair[id]) ? pair[id] : (names[i] ?? names[0] ?? '');
  }
}

function showMethods(entries: readonly MethodEntry[], added?: string): void {
  const order = (name: string) => entries.findIndex((entry) => entry.name === name);
  const inOrder = (names: readonly string[]) => names.toSorted((a, b) => order(a) - order(b));
  if (added !== undefined && !chosen.includes(added)) chosen = inOrder([...chosen, added]);
  listMethods(entries, chosen, (ticked) => {
    chosen = inOrder(ticked);
    void request();
  });
  if (added === undefined) return;
  say('', `${added}: added to the methods.`);
  void request();
}

function listSources(): void {
  pictureSelect.replaceChildren(...sources.map(({ name }, i) => new Option(name, String(i))));
  pictureSelect.disabled = sources.length === 0;
}

/** The present view as the end of the address. */
function remember(): void {
  const mode = select('mode').value === 'slider' ? 'slider' : 'grid';
  const view: ViewState = {
    picture: sources[current]?.name ?? null,
    methods: chosen,
    mode,
    left: select('left').value || wanted.left,
    right: select('right').value || wanted.right,
    zoom: input('zoom').valueAsNumber,
    black: input('black').valueAsNumber,
    white: input('white').valueAsNumber,
    matrix: input('matrix').value.trim(),
    camera: input('camera').value.trim(),
  };
  history.replaceState(null, '', writeView(view) || location.pathname);
}

async function answerAll(): Promise<void> {
  for (let i = 0; i < sources.length; i++) {
    const through = new Promise<void>((resolve) => {
      onDone = resolve;
    });
    await choose(i);
    await through;
  }
  onDone = null;
  say('', `${results.size} of ${sources.length} pictures have answers; save them below.`);
}

fileInput.addEventListener('change', () => {
  const files = [...(fileInput.files ?? [])];
  fileInput.value = '';
  void take(files);
});
input('folder').addEventListener('change', () => {
  const files = usable(input('folder').files ?? []);
  input('folder').value = '';
  if (files.length === 0) say('fault', 'There is no DNG, TIFF or PNG in that folder.');
  void take(files);
});
button('choose-folder').addEventListener('click', () => input('folder').click());
button('sample').addEventListener('click', () => {
  let index = sources.indexOf(SAMPLE);
  if (index < 0) {
    index = sources.push(SAMPLE) - 1;
    listSources();
  }
  void choose(index);
});
pictureSelect.addEventListener('change', () => void choose(Number(pictureSelect.value)));
button('previous').addEventListener('click', () => void choose(current - 1));
button('next').addEventListener('click', () => void choose(current + 1));
button('all').addEventListener('click', () => void answerAll());
button('json').addEventListener('click', () => save('deepawb.json', jsonOf([...results.values()])));
button('csv').addEventListener('click', () => save('deepawb.csv', csvOf([...results.values()])));
button('link').addEventListener('click', async () => {
  remember();
  await navigator.clipboard?.writeText(location.href);
  say('', 'The link is copied; it restores this view where the picture is in the list.');
});
element('input', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
for (const id of ['black', 'white', 'matrix', 'camera'])
  input(id).addEventListener('change', () => void request());
for (const id of ['mode', 'left', 'right']) {
  select(id).addEventListener('change', () => {
    document.body.dataset.mode = select('mode').value;
    if (id === 'left' || id === 'right') pair[id] = select(id).value;
    show();
    remember();
  });
}
for (const id of ['searched', 'range']) select(id).addEventListener('change', show);
input('zoom').addEventListener('change', remember);
for (const type of ['dragover', 'drop'] as const) {
  document.addEventListener(type, (event) => event.preventDefault());
}
document.addEventListener('dragover', () => drop.classList.add('over'));
document.addEventListener('dragleave', () => drop.classList.remove('over'));
document.addEventListener('drop', ({ dataTransfer }) => {
  drop.classList.remove('over');
  void droppedFiles(dataTransfer).then(take);
});

/** Pictures, models, tuning files and train part of the folder that the page was served with; a static host has none. */
async function openFolder(): Promise<void> {
  const served = await servedFolder();
  if (!served) return;
  const { folder, sources: own } = served;
  sources.push(...own);
  const base = new URL('.', location.href).href;
  const { camera, learning, levels, brought } = folder;
  if (own.length > 0) ask({ kind: 'folder', name: folder.folder, base, camera, learning });
  if (levels && !location.hash.includes('black=')) {
    input('black').value = String(levels.blackLevel);
    input('white').value = String(levels.whiteLevel);
  }
  if (own.some(({ label }) => label) && !location.hash.includes('methods=')) chosen.push('label');
  for (const [i, name] of brought.entries()) {
    const bytes = await broughtFile(i);
    ask({ kind: 'method', name, bytes, isChosen: false }, [bytes.buffer]);
  }
  listSources();
}

async function start(): Promise<void> {
  // What scrolls must be reached by keys too.
  document.querySelector('.scroll')?.setAttribute('tabindex', '0');
  input('black').value = String(wanted.black);
  input('white').value = String(wanted.white);
  input('matrix').value = wanted.matrix;
  input('camera').value = wanted.camera;
  input('zoom').value = String(wanted.zoom);
  select('mode').value = wanted.mode;
  document.body.dataset.mode = wanted.mode;
  await openFolder();
  tickMethods(chosen);
  const index = sources.findIndex(({ name }) => name === wanted.picture);
  if (sources.length > 0) await choose(Math.max(0, index));
  else if (wanted.picture === null || wanted.picture === SAMPLE.name) button('sample').click();
  place();
}

void start();
