/** What the page asks and does: a folder of pictures with the raw file of the picture at work in memory. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { WhitePoint } from '../../../color/index.js';
import { formatProblem } from '../../../dataset/index.js';
import {
  type BookLine,
  coverageOf,
  describePlace,
  findBursts,
  type LightCurvePoint,
  noteOfCopy,
  placeOfLight,
  type ShotRecord,
  whyNotCopied,
} from '../../index.js';
import { LABELS_FILE, type OwnFolder, readOwnFolder, SHOTS_FILE } from '../folder.js';
import { folderDoubts, lightCurve } from '../folder-doubts.js';
import { appendLabels, deriveDataset, newKey } from '../keep-labels.js';
import { type Author, chartLine, copiedLine, patchLine } from '../label-lines.js';
import {
  conflictWithChart,
  measureCard,
  measureCorners,
  type ShotAtHand,
} from '../measure-shot.js';
import { openShot } from '../open-shot.js';
import { type CloseUpArea, closeUpOf, sensorFactsOf } from './close-up.js';
import { histogramOf } from './histogram.js';
import {
  type CopiedState,
  type Marked,
  type PictureFacts,
  RequestError,
  type SessionState,
} from './messages.js';

/** Raw files kept: the picture at work, and the one before it. */
const MOST_OPEN = 2;

export interface SessionOptions {
  readonly dir: string;
  readonly by: string;
  /** A network's answer to a working picture; null where it has none. */
  readonly answer?: (image: string) => WhitePoint | null;
  readonly now: () => Date;
}

export class LabelSession {
  private readonly options: SessionOptions;
  private folder: OwnFolder;
  private stamp = '';
  private readonly open = new Map<string, ShotAtHand>();
  private readonly answers = new Map<string, WhitePoint>();
  private deriving: Promise<void> = Promise.resolve();

  /** Throws DatasetError where nothing was imported into the folder. */
  constructor(options: SessionOptions) {
    this.options = options;
    this.folder = readOwnFolder(options.dir);
  }

  get shots(): ReadonlyMap<string, ShotRecord> {
    return new Map(this.folder.shots.map((shot) => [shot.image, shot]));
  }

  /** Asks the network for all pictures, one after the other between requests, so that the list can be sorted by its answers. */
  async answerAll(signal: AbortSignal): Promise<void> {
    const { answer } = this.options;
    if (answer === undefined) return;
    for (const { image } of this.folder.shots) {
      await new Promise((next) => setImmediate(next));
      if (signal.aborted) return;
      if (this.answers.has(image)) continue;
      try {
        const found = answer(image);
        if (found !== null) this.answers.set(image, found);
      } catch {
        // Whoever opens the picture hears of what is wrong with it.
      }
    }
  }

  /** Everything that the list shows. Another page or an import may have written meanwhile. */
  state(): SessionState {
    this.refresh();
    const { shots, book, problems } = this.folder;
    const { curve, curveOf, bursts, doubts } = folderDoubts(this.folder, this.answers);
    return {
      stamp: `${this.stamp}-${this.answers.size}`,
      pictures: shots.map((shot) => {
        const label = book.labels.get(shot.image) ?? null;
        const { doubt, isDoubtful, reasons, teaches } = doubts.get(shot.image)!;
        const { image, camera, takenAt, part, chart, asShot } = shot;
        return {
          image,
          camera,
          takenAt,
          part,
          asShot,
          chartConfidence: chart?.confidence ?? null,
          burst: bursts.find((burst) => burst.includes(image)) ?? [],
          label: label && { ...label, place: this.placed(label, curveOf(shot)) },
          lastKey: book.last.get(image)?.key ?? null,
          isUnusable: book.unusable.has(image),
          doubt,
          isDoubtful,
          reasons,
          teaches,
        };
      }),
      curve,
      coverage: coverageOf(curve, book.labels.values()),
      problems: problems.map(formatProblem),
    };
  }

  /** Throws RequestError, DatasetError where the raw file is gone. */
  facts(image: string): PictureFacts {
    const shot = this.shotOf(image);
    const at = this.atHand(shot);
    const { answer } = this.options;
    const model = this.answers.get(image) ?? answer?.(image) ?? null;
    if (model) this.answers.set(image, model);
    const chart = shot.chart && measureCorners(at, shot.chart.corners);
    const curve = this.curve(shot);
    const told = (light: WhitePoint | null) =>
      light && { ...light, place: this.placed(light, curve) };
    return {
      shot,
      asShot: told(shot.asShot),
      greyWorld: told(shot.greyWorld),
      model: told(model),
      chart: chart && this.chartFacts(chart, shot),
      full: at.shot.full,
      histogram: histogramOf(at.shot),
      sensor: sensorFactsOf(at.shot),
    };
  }

  /** Stored values of a part of the sensor. Throws RequestError, DatasetError where the raw file is gone. */
  closeUp(image: string, area: CloseUpArea): Uint8Array {
    return closeUpOf(this.atHand(this.shotOf(image)).shot, area);
  }

  /** What a card or chart says that is drawn there. Throws RequestError, DatasetError. */
  measure(image: string, { polygon, corners }: Marked) {
    const shot = this.shotOf(image);
    const at = this.atHand(shot);
    if (corners) {
      const measured = measureCorners(at, corners);
      return { chart: measured && this.chartFacts(measured, shot) };
    }
    const patch = measureCard(at, polygon ?? []);
    if (patch === null) return { patch: null };
    const refusal = patch.refusal ?? conflictWithChart(at, patch);
    return { patch: { ...patch, refusal, place: this.placed(patch.whitePoint, this.curve(shot)) } };
  }

  /** Measures what is drawn and keeps it as the picture's label. Throws RequestError where it is refused. */
  async label(image: string, { polygon, corners }: Marked): Promise<SessionState> {
    const shot = this.shotOf(image);
    const at = this.atHand(shot);
    if (corners) {
      const measured = measureCorners(at, corners);
      if (measured?.slope == null || measured.refusal !== null) {
        throw new RequestError(422, measured?.refusal ?? 'The corners reach out of the picture.');
      }
      return this.keep([chartLine(shot, measured, this.author())]);
    }
    const patch = measureCard(at, polygon ?? []);
    const refusal =
      patch === null ? 'Nothing lies inside.' : (patch.refusal ?? conflictWithChart(at, patch));
    if (patch === null || refusal !== null) throw new RequestError(422, refusal ?? '');
    return this.keep([patchLine(shot, polygon ?? [], patch, this.author())]);
  }

  /** The label of one picture for others under the same light, all of them or none. Throws RequestError. */
  async copy(from: string, to: readonly string[]): Promise<CopiedState> {
    this.refresh();
    const label = this.folder.book.labels.get(from);
    if (!label) throw new RequestError(422, `${from} has no label to copy.`);
    const source = { shot: this.shotOf(from), label };
    const targets = to.filter((image) => image !== from).map((image) => this.shotOf(image));
    for (const shot of targets) {
      const reason = whyNotCopied(source, shot);
      if (reason !== null) throw new RequestError(422, reason);
    }
    const bursts = findBursts(this.folder.shots);
    const lines = targets.map((shot) => copiedLine(shot, source, bursts, this.author()));
    const notes = targets.flatMap((shot) => noteOfCopy(source, shot, bursts) ?? []);
    return { ...this.keep(lines), notes };
  }

  async markUnusable(image: string): Promise<SessionState> {
    this.shotOf(image);
    const { by, now } = this.author();
    return this.keep([{ key: newKey(), image, how: 'unusable', by, at: now.toISOString() }]);
  }

  /** Takes back the line of that key; nothing where another page has done so already. */
  async undo(image: string, key: string): Promise<SessionState> {
    this.refresh();
    this.shotOf(image);
    if (this.folder.book.last.get(image)?.key !== key) return this.state();
    const { by, now } = this.author();
    return this.keep([
      { key: newKey(), image, how: 'undo', undoes: key, by, at: now.toISOString() },
    ]);
  }

  /** Resolves when all that was kept has been derived. Rejects as deriveDataset does. */
  settled(): Promise<void> {
    return this.deriving;
  }

  /** On the disk before the page hears of it; what training reads follows. */
  private keep(lines: readonly BookLine[]): SessionState {
    if (lines.length > 0) appendLabels(this.options.dir, lines);
    const derive = () => deriveDataset(this.options.dir);
    this.deriving = this.deriving.then(derive, derive);
    // Told when the server ends; the labels themselves are safe.
    this.deriving.catch(() => {});
    return this.state();
  }

  private author(): Author {
    return { by: this.options.by, now: this.options.now() };
  }

  private shotOf(image: string): ShotRecord {
    const shot = this.folder.shots.find((one) => one.image === image);
    if (!shot) throw new RequestError(404, 'No such picture.');
    return shot;
  }

  private atHand(record: ShotRecord): ShotAtHand {
    const known = this.open.get(record.image);
    if (known) return known;
    const at = { record, shot: openShot(record), tuning: this.folder.tuning };
    while (this.open.size >= MOST_OPEN) this.open.delete(this.open.keys().next().value!);
    this.open.set(record.image, at);
    return at;
  }

  private chartFacts(chart: NonNullable<ReturnType<typeof measureCorners>>, shot: ShotRecord) {
    const curve = this.curve(shot);
    return { ...chart, place: chart.slope && this.placed(chart.slope.whitePoint, curve) };
  }

  /** Reads again what another process has written to. */
  private refresh(): void {
    const stamp = [SHOTS_FILE, LABELS_FILE]
      .map((name) => statSync(join(this.options.dir, name), { throwIfNoEntry: false }))
      .map((stat) => (stat ? `${stat.size}` : ''))
      .join('-');
    if (stamp === this.stamp) return;
    this.folder = readOwnFolder(this.options.dir);
    this.stamp = stamp;
  }

  private curve(shot: ShotRecord): readonly LightCurvePoint[] | null {
    return lightCurve(this.folder, shot);
  }

  private placed(light: WhitePoint, curve: readonly LightCurvePoint[] | null): string | null {
    return curve === null ? null : describePlace(placeOfLight(curve, light));
  }
}
