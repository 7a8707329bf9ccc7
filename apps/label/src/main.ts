/** The page of `deepawb label`: one picture at a time, its card or chart, what that says, and a key for every step. */
import type {
  ChartFacts,
  CopiedState,
  ListedPicture,
  Marked,
  PatchFacts,
  PictureFacts,
  SessionState,
} from 'deepawb/labels/node';
import { element, make } from '../../dom.js';
import { post, readPicture, readPixels, readState } from './api.js';
import { CloseUp } from './close-up.js';
import { drawGreys } from './greys.js';
import { drawHistogram } from './histogram.js';
import { actionOf, fillKeys, type KeyActions } from './keys.js';
import { type Filter, fillList, listed, type Order, wantsLabel } from './list.js';
import { aboutOf, chartRows, fillNumbers, patchRows, verdictOf } from './numbers.js';
import { Picture } from './picture.js';
import { drawPlane, type PlanePoint } from './plane.js';
import { View } from './view.js';

/** What the picture is balanced by, in the order of the key. */
const BALANCES = ['label', 'camera', 'sensor'] as const;
const MEASURE_AFTER_MS = 90;
const LOOK_AGAIN_MS = 4000;

let state: SessionState | null = null;
let current: string | null = null;
let facts: PictureFacts | null = null;
let picture: Picture | null = null;
let patch: PatchFacts | null = null;
let chart: ChartFacts | null = null;
let balance: (typeof BALANCES)[number] = 'label';
let paintsClipping = true;
/** The picture that was labelled last, for "same as before". */
let lastLabelled: string | null = null;
/** What an undo takes back, the last one first. */
const done: { readonly image: string; readonly key: string }[][] = [];
/** Grows with each request, so that answers to earlier ones are dropped. */
let loads = 0;
let measures = 0;
let timer = 0;

const filter = element('filter', HTMLSelectElement);
const order = element('order', HTMLSelectElement);
const message = element('message', HTMLElement);
const view = new View(element('view', HTMLCanvasElement), {
  onChange: outlineChanged,
  onPixel: (told) => {
    element('shown', HTMLElement).textContent = told ?? balancedBy();
  },
});

for (const select of [filter, order]) select.addEventListener('change', showList);
const ACTIONS: Readonly<Record<string, () => unknown>> = {
  accept,
  next: () => step(1),
  same: sameAsBefore,
  burst: copyToBurst,
  undo,
  unusable: markUnusable,
  card: () => view.putCard(),
  chart: () => view.putChart(facts?.chart?.corners ?? null),
  flip: flipBalance,
  clip: flipClipping,
  fit: () => view.fit(),
  pixels: () => view.togglePixels(),
};
for (const [id, act] of Object.entries(ACTIONS)) {
  element(id, HTMLButtonElement).addEventListener('click', () => void run(act));
}
fillKeys(element('keys', HTMLElement));
addEventListener('keydown', onKey);
addEventListener('resize', () => view.fit());
document.addEventListener('visibilitychange', () => void lookAgain());
setInterval(() => void lookAgain(), LOOK_AGAIN_MS);
void run(start);

async function start(): Promise<void> {
  take(await readState());
  const [first] = shownPictures();
  if (first) await open(first.image);
  else say('No pictures: deepawb data import SHOTS DIR brings some.', 'doubt');
}

/** Says what goes wrong, and goes on. */
async function run(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'fault');
  }
}

function say(text: string, tone: 'fault' | 'doubt' | 'plain' = 'plain'): void {
  message.textContent = text;
  message.className = tone;
}

/** Another page, or an import, may have written. */
async function lookAgain(): Promise<void> {
  if (document.hidden || !state) return;
  try {
    const now = await readState();
    if (now.stamp !== state.stamp) take(now);
  } catch (error) {
    say((error as Error).message, 'fault');
  }
}

function take(now: SessionState): void {
  state = now;
  showProgress(now);
  showList();
  showMeasured();
}

function shownPictures(): ListedPicture[] {
  return listed(state?.pictures ?? [], filter.value as Filter, order.value as Order);
}

function showList(): void {
  fillList(element('list', HTMLElement), shownPictures(), current, (image) =>
    run(() => open(image)),
  );
}

function showProgress({ pictures, coverage, problems }: SessionState): void {
  const labelled = pictures.filter(({ label }) => label).length;
  const doubtful = pictures.filter(({ isDoubtful }) => isDoubtful).length;
  element('progress', HTMLElement).textContent =
    `${labelled} of ${pictures.length} labelled${doubtful > 0 ? `, ${doubtful} doubtful` : ''}`;
  const cover = element('coverage', HTMLElement);
  cover.replaceChildren(
    ...(coverage ?? []).map(({ fromKelvin, toKelvin, labels }) => {
      const cell = make('span', `${fromKelvin}–${toKelvin} K`, labels > 0 ? 'some' : 'none');
      cell.append(make('b', String(labels)));
      cell.title =
        labels > 0
          ? `${labels} labels between ${fromKelvin} and ${toKelvin} K`
          : `no light between ${fromKelvin} and ${toKelvin} K yet`;
      return cell;
    }),
  );
  if (problems.length > 0) say(problems[0] ?? '', 'doubt');
}

async function open(image: string): Promise<void> {
  const load = ++loads;
  current = image;
  [facts, picture, patch, chart] = [null, null, null, null];
  view.outline = [];
  view.setCloseUp(null);
  measures++;
  say('');
  showList();
  // Nothing of the picture before can be accepted for this one.
  showMeasured();
  element('name', HTMLElement).textContent = image;
  element('about', HTMLElement).textContent = 'Reading ...';
  const path = `preview/${encodeURIComponent(image)}`;
  const [pixels, full] = await Promise.all([
    readPixels(`${path}.png`),
    readPixels(`${path}.full.png`).catch(() => null),
  ]);
  if (load !== loads) return;
  picture = new Picture(pixels, full);
  view.show(picture, sizeOf(pixels));
  redraw();
  // What is on the canvas, for whoever cannot see it.
  element('view', HTMLCanvasElement).dataset.image = image;
  const read = await readPicture(image);
  if (load !== loads) return;
  facts = read;
  view.show(picture, read.shot);
  view.setCloseUp(new CloseUp(read, () => view.redraw()));
  element('about', HTMLElement).textContent = aboutOf(read);
  drawHistogram(element('histogram', HTMLElement), read);
  showOutlineOf(read);
}

const sizeOf = ({ width, height }: ImageData) => ({ widthPx: width, heightPx: height });

/** The label's own card or chart, else a chart that was found. */
function showOutlineOf({ chart: found }: PictureFacts): void {
  const { label } = listedNow() ?? {};
  if (label?.polygon) {
    view.mode = 'card';
    view.outline = label.polygon.map(([x, y]) => [x, y]);
  } else if (label?.corners || found) {
    view.mode = 'chart';
    view.outline = (label?.corners ?? found?.corners ?? []).map(([x, y]) => [x, y]);
  } else view.mode = 'card';
  outlineChanged(true);
}

function listedNow(): ListedPicture | undefined {
  return state?.pictures.find(({ image }) => image === current);
}

function outlineChanged(isDone: boolean): void {
  clearTimeout(timer);
  element('card', HTMLButtonElement).ariaPressed = String(view.mode === 'card');
  element('chart', HTMLButtonElement).ariaPressed = String(view.mode === 'chart');
  if (view.outline.length === 0) {
    measures++;
    [patch, chart] = [null, null];
    showMeasured();
    return;
  }
  timer = window.setTimeout(() => void run(measure), isDone ? 0 : MEASURE_AFTER_MS);
}

function marked(): Marked {
  return view.mode === 'chart' ? { corners: view.outline } : { polygon: view.outline };
}

async function measure(): Promise<void> {
  if (!current || !facts) return;
  const own = ++measures;
  const measured = await post('measure', { image: current, ...marked() });
  if (own !== measures) return;
  patch = measured.patch ?? null;
  chart = measured.chart ?? null;
  if (chart && !view.outline.some((_, i) => i === view.chosenCorner)) view.chosenCorner = 0;
  showMeasured();
  if (measured.patch === null || measured.chart === null) {
    say('The outline reaches out of the picture.', 'doubt');
  } else say('');
}

/** The light to balance by, as it stands. */
function lightNow() {
  const { label } = listedNow() ?? {};
  return chart?.slope?.whitePoint ?? patch?.whitePoint ?? label ?? null;
}

function redraw(): void {
  if (!picture) return;
  const camera = facts?.asShot ?? facts?.greyWorld ?? null;
  const light =
    balance === 'sensor' ? null : balance === 'camera' ? camera : (lightNow() ?? camera);
  picture.draw(light, paintsClipping);
  view.redraw();
  element('shown', HTMLElement).textContent = balancedBy();
}

function balancedBy(): string {
  return {
    label: lightNow() ? 'balanced by the label' : 'balanced by the camera',
    camera: facts?.asShot ? 'balanced by the camera' : 'balanced by grey world',
    sensor: 'as the sensor sees it',
  }[balance];
}

function showMeasured(): void {
  redraw();
  const verdict = verdictOf(patch, chart);
  const shown = element('verdict', HTMLElement);
  shown.className = verdict?.tone ?? 'plain';
  shown.textContent = verdict?.text ?? hint();
  const rows = chart ? chartRows(chart) : patch ? patchRows(patch) : [];
  fillNumbers(element('numbers', HTMLTableElement), rows);
  const reasons = listedNow()?.reasons ?? [];
  element('reasons', HTMLElement).replaceChildren(...reasons.map((reason) => make('li', reason)));
  const target = element('plane', HTMLElement);
  drawGreys(element('greys', HTMLElement), chart);
  drawPlane(target, element('legend', HTMLElement), state, planePoints());
  const isReady = (chart ?? patch)?.refusal === null;
  element('accept', HTMLButtonElement).disabled = !isReady;
  const { label, burst = [], lastKey } = listedNow() ?? {};
  element('burst', HTMLButtonElement).disabled = !label || burst.length < 2;
  element('same', HTMLButtonElement).disabled = before() === null;
  element('undo', HTMLButtonElement).disabled = done.length === 0 && !lastKey;
}

function hint(): string {
  const { label, isUnusable } = listedNow() ?? {};
  if (isUnusable) return 'Marked as not usable.';
  if (label) return label.place ?? `Labelled: ${label.r.toFixed(4)}, ${label.b.toFixed(4)}.`;
  return 'Drag a rectangle within the grey card, away from its edges.';
}

function planePoints(): PlanePoint[] {
  const now = lightNow();
  const { label } = listedNow() ?? {};
  const sigma = chart?.slope ?? patch ?? label;
  const isMeasured = chart?.slope || patch;
  return [
    ...(facts?.greyWorld
      ? [{ name: 'grey world', kind: 'grey-world' as const, ...facts.greyWorld }]
      : []),
    ...(chart?.slope?.greys ?? []).map(({ name, own }) => ({
      name,
      kind: 'grey' as const,
      ...own,
    })),
    ...(facts?.asShot ? [{ name: 'camera', kind: 'camera' as const, ...facts.asShot }] : []),
    ...(facts?.model ? [{ name: 'model', kind: 'model' as const, ...facts.model }] : []),
    ...(now
      ? [
          {
            name: isMeasured ? 'measured now' : 'label',
            kind: 'now' as const,
            r: now.r,
            b: now.b,
            sigmaR: sigma?.sigmaR ?? 0,
            sigmaB: sigma?.sigmaB ?? 0,
          },
        ]
      : []),
  ];
}

async function accept(): Promise<void> {
  const image = current;
  if (!image || element('accept', HTMLButtonElement).disabled) return;
  remember([image], await post('label', { image, ...marked() }));
  lastLabelled = image;
  const burst = listedNow()?.burst ?? [];
  const open = burst.filter((one) => isUnlabelled(one));
  await step(1, true);
  if (open.length > 0) {
    say(`${image} is one of a burst: S copies its label to this one, if the light is the same.`);
  }
}

const isUnlabelled = (image: string): boolean => {
  const found = state?.pictures.find((one) => one.image === image);
  return found !== undefined && wantsLabel(found);
};

/** Keeps what an undo needs, and shows the new state. */
function remember(images: readonly string[], now: SessionState): void {
  done.push(
    images.flatMap((image) => {
      const key = now.pictures.find((one) => one.image === image)?.lastKey;
      return key ? [{ image, key }] : [];
    }),
  );
  take(now);
}

/** The picture whose label "same as before" copies: of this burst, else the last one that was labelled. */
function before(): string | null {
  const { burst = [] } = listedNow() ?? {};
  const mate = burst.find(
    (image) => image !== current && state?.pictures.some((one) => one.image === image && one.label),
  );
  const found = mate ?? lastLabelled;
  const isThere = state?.pictures.some(({ image, label }) => image === found && label);
  return found !== current && isThere ? (found ?? null) : null;
}

async function sameAsBefore(): Promise<void> {
  const from = before();
  if (!from || !current) return;
  const to = current;
  const copied = await post('copy', { from, to: [to] });
  remember([to], copied);
  await step(1, true);
  tellNotes(copied);
}

async function copyToBurst(): Promise<void> {
  const { burst = [], label } = listedNow() ?? {};
  if (!label || !current) return;
  const to = burst.filter((image) => image !== current && isUnlabelled(image));
  if (to.length === 0) {
    say('All of this burst are labelled.');
    return;
  }
  const copied = await post('copy', { from: current, to });
  remember(to, copied);
  say(`Copied to ${to.length} more; undo takes it back.`);
  tellNotes(copied);
}

function tellNotes({ notes: [first, ...others] }: CopiedState): void {
  if (first) say(others.length > 0 ? `${first} And ${others.length} more.` : first, 'doubt');
}

async function markUnusable(): Promise<void> {
  if (!current) return;
  const image = current;
  remember([image], await post('unusable', { image }));
  await step(1, true);
}

async function undo(): Promise<void> {
  const { lastKey } = listedNow() ?? {};
  const lines = done.pop() ?? (current && lastKey ? [{ image: current, key: lastKey }] : []);
  let image = current;
  for (const line of lines) {
    take(await post('undo', line));
    image = line.image;
  }
  if (image) await open(image);
  if (lines.length > 0) say('Taken back.');
}

/** To the next picture of the list; `wants`: to the next that wants a label, as long as there is one. */
async function step(by: number, wants = false): Promise<void> {
  const pictures = shownPictures();
  const at = pictures.findIndex(({ image }) => image === current);
  const from = at < 0 ? 0 : at + by;
  const following = [...pictures.slice(Math.max(0, from)), ...pictures.slice(0, Math.max(0, from))];
  const open_ = following.filter((one) => wantsLabel(one) && one.image !== current);
  const target =
    wants && open_.length > 0
      ? open_[0]
      : pictures[Math.min(pictures.length - 1, Math.max(0, from))];
  if (wants && open_.length === 0) {
    say(
      'Every picture has an answer. Look at the doubtful ones, or train: deepawb train --data DIR.',
    );
    if (current) await open(current);
    return;
  }
  if (target) await open(target.image);
}

function flipBalance(): void {
  balance = BALANCES[(BALANCES.indexOf(balance) + 1) % BALANCES.length] ?? 'label';
  redraw();
}

function flipClipping(): void {
  paintsClipping = !paintsClipping;
  element('clip', HTMLButtonElement).ariaPressed = String(paintsClipping);
  redraw();
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const KEYS: KeyActions = {
  Enter: accept,
  N: () => step(1),
  P: () => step(-1),
  S: sameAsBefore,
  G: copyToBurst,
  Z: undo,
  X: markUnusable,
  R: () => view.putCard(),
  C: () => view.putChart(facts?.chart?.corners ?? null),
  B: flipBalance,
  K: flipClipping,
  I: () => view.togglePixels(),
  '0': () => view.fit(),
  '+': () => view.zoom(1.25),
  '-': () => view.zoom(0.8),
};

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  const inControl = target instanceof HTMLSelectElement;
  const inButton =
    target instanceof HTMLButtonElement ||
    (target instanceof HTMLElement && target.tagName === 'SUMMARY');
  const arrow = ARROWS[key];
  if (inControl || (inButton && (key === 'Enter' || key === ' '))) return;
  if (arrow) {
    if (view.outline.length === 0) return;
    event.preventDefault();
    view.nudge(arrow[0], arrow[1], event.shiftKey);
  } else if (/^[1-4]$/.test(key) && view.mode === 'chart') {
    view.chosenCorner = Number(key) - 1;
    view.redraw();
  } else {
    const act = actionOf(KEYS, key);
    if (!act) return;
    event.preventDefault();
    void run(act);
  }
}
