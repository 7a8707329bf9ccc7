/**
 * The training loop: steps by a team of threads, an evaluation on held-out pictures, a line of log and a checkpoint
 * every epoch.
 */

import {
  type ColourMatrix,
  findMappedWhitePoint,
  recoveryErrorDegrees,
  type WhitePoint,
} from '../color/index.js';
import { writeFileAtomically } from '../files/index.js';
import { locusAt } from '../libcamera/index.js';
import { mean, median } from '../metrics/index.js';
import type { Architecture } from '../model/index.js';
import { initialParameters, learningRate } from '../nn/index.js';
import { createRng } from '../random/index.js';
import { jsonLine } from '../text/index.js';
import { checkLoss } from './check-loss.js';
import {
  type CheckpointIdentity,
  type EpochRecord,
  type RunPosition,
  readCheckpoint,
  writeCheckpoint,
} from './checkpoint.js';
import { type TrainedTeacher, trainTeachers } from './distillation.js';
import type { TrainingPictures } from './sample-source.js';
import type { TrainSettings } from './settings.js';
import type { ShardData } from './shard.js';
import { checkSimd, settingsToResume, simdOf } from './simd.js';
import { checkTeachers, type Teacher, teacherHash } from './teachers.js';
import { startTeam, type TrainingTeam } from './team.js';
import { checkUnlabelled } from './unlabelled/check-unlabelled.js';
import type { PseudoLabels } from './unlabelled/pseudo-labels.js';
import { needsPseudoLabels, trainOnPseudoLabels, type UnlabelledJob } from './unlabelled/teach.js';
import { unlabelledData } from './unlabelled/views.js';

/** Longest stretch of steps without progress and a turn of the event loop, in milliseconds. */
const TURN_MS = 50;

export interface TrainJob {
  readonly architecture: Architecture;
  readonly settings: TrainSettings;
  readonly training: TrainingPictures;
  /** Weight of each training picture in the loss. */
  readonly weights: Float64Array;
  /** How often each is drawn, mean 1; once an epoch where it is absent. */
  readonly draws?: Float64Array;
  /** Pictures without labels, for settings that say what they teach. */
  readonly unlabelled?: UnlabelledJob;
  /** Pictures at the network's size that the errors are reported on; never those of a test part. */
  readonly validation?: Pick<TrainingPictures, 'pixels' | 'whitePoints' | 'scenes' | 'readings'> & {
    /** Picture by picture, from the RGB in which they are read to that of their own camera, in which errors are counted. */
    readonly toOwnCamera?: readonly ColourMatrix[];
  };
  readonly dataHash: string;
  /** Networks that the settings' `distillation` asks; trained first, as it says, unless given. */
  readonly teachers?: readonly Teacher[];
  /** Parameters to begin with, e.g. of a model that is trained further; drawn unless given. */
  readonly start?: Float32Array;
  readonly checkpointFile?: string;
  /** Go on from the checkpoint where there is one. */
  readonly resume?: boolean;
  /** JSON lines, one an epoch. */
  readonly logFile?: string;
}

export interface TrainProgress {
  /** From 1, over all networks that are trained: teachers first. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch so far. */
  readonly loss: number;
  /** Of the last epoch that ended. */
  readonly validationMeanDegrees: number | undefined;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number;
  /** Which teacher it is that is trained; absent for the network itself. */
  readonly teacher?: { readonly number: number; readonly of: number };
}

export interface TrainOptions {
  readonly onProgress?: (progress: TrainProgress) => void;
  /** After each epoch that was evaluated, with the estimates (r, b) of the validation pictures; valid during the call. */
  readonly onEpoch?: (record: EpochRecord, estimates: Float64Array) => void;
  /** What teachers answered, before the network itself is trained. */
  readonly onPseudoLabels?: (pseudoLabels: PseudoLabels) => void;
  /** Stops between two steps, after a checkpoint. */
  readonly signal?: AbortSignal;
  /** False to make estimates at the end only. */
  readonly evaluateEveryEpoch?: boolean;
  /** Milliseconds between two reports of progress, at which the event loop gets a turn; 50 unless given. */
  readonly turnMs?: number;
}

export interface TrainResult {
  /** The averaged weights. */
  readonly parameters: Float32Array;
  readonly history: readonly EpochRecord[];
  /** White points (r, b) of the validation pictures, in their order. */
  readonly estimates: Float64Array;
  /** Whether the signal stopped it before its last epoch. */
  readonly interrupted: boolean;
  /** Epoch that a checkpoint was resumed at; 0 for a fresh run. */
  readonly resumedAtEpoch: number;
  /** The networks that were trained to teach it; absent where there are none. */
  readonly teachers?: readonly TrainedTeacher[];
}

/**
 * Trains a network, and before it the teachers that the settings ask for, of its targets or of its pseudo-labels; what is resumed
 * goes on in the arithmetic that it was begun in. Throws RecipeError where the loss is not one of the network's answer, teachers
 * cannot teach it, settings do not go with the pictures or the engine lacks the arithmetic, ModelFileError where a checkpoint cannot
 * be resumed, RangeError where memory ends.
 */
export async function train(given: TrainJob, options: TrainOptions = {}): Promise<TrainResult> {
  const job = { ...given, settings: settingsToResume(given.settings, given) };
  checkLoss(job);
  checkSimd(job.settings);
  checkTeachers(job.teachers, job);
  checkUnlabelled(job);
  if (needsPseudoLabels(job)) return trainOnPseudoLabels(job, options, trainOne);
  if (job.teachers || !job.settings.distillation) return trainOne(job, options);
  const { teachers, pupil } = await trainTeachers(job, options, trainOne);
  const result = await trainOne(pupil.job, pupil.options);
  return { ...result, teachers };
}

async function trainOne(
  job: TrainJob,
  { onProgress, onEpoch, signal, evaluateEveryEpoch = true, turnMs = TURN_MS }: TrainOptions = {},
): Promise<TrainResult> {
  const data = shareData(job);
  const team = await startTeam(data);
  try {
    const position = startPosition(job, team);
    const resumedAtEpoch = position.epoch;
    const clock = createClock(job.settings, team.stepsPerEpoch, position);
    const turns = { everyMs: turnMs, last: performance.now() };
    while (position.epoch < job.settings.epochs && !signal?.aborted) {
      await runEpoch(job, team, position, clock, { onProgress, signal, turns });
      if (position.step === team.stepsPerEpoch) {
        finishEpoch(job, evaluateEveryEpoch ? data.estimates : null, team, position, clock);
        const record = position.history.at(-1);
        if (record?.validation) onEpoch?.(record, data.estimates);
      }
    }
    // Interrupted within an epoch, or before the first one ended.
    if (job.checkpointFile && position.epoch < job.settings.epochs) save(job, team, position);
    estimate(job, team, data.estimates);
    return {
      parameters: team.optimiser.state.average.slice(),
      history: position.history,
      estimates: data.estimates.slice(),
      interrupted: position.epoch < job.settings.epochs,
      resumedAtEpoch,
    };
  } catch (error) {
    await nextTurn();
    throw team.failure() ?? error;
  } finally {
    await team.close();
  }
}

/** Copies what the threads read to shared memory, where there are several. */
function shareData(job: TrainJob): ShardData {
  const { architecture, settings, training, weights, draws, teachers, unlabelled, validation } =
    job;
  const share = (bytes: number) =>
    settings.threads > 1 ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const shareFloats = (source: Float32Array) => {
    if (settings.threads === 1 || source.buffer instanceof SharedArrayBuffer) return source;
    const copy = new Float32Array(share(source.byteLength));
    copy.set(source);
    return copy;
  };
  const shareDoubles = (source: Float64Array) => {
    const copy = new Float64Array(share(source.byteLength));
    copy.set(source);
    return copy;
  };
  const singleLight = new Uint8Array(share(training.singleLight.byteLength));
  singleLight.set(training.singleLight);
  return {
    architecture,
    settings,
    training: {
      ...training,
      pixels: shareFloats(training.pixels),
      whitePoints: shareDoubles(training.whitePoints),
      singleLight,
    },
    weights: shareDoubles(weights),
    ...(draws ? { draws: shareDoubles(draws) } : {}),
    ...(unlabelled ? { unlabelled: unlabelledData(unlabelled, job, shareDoubles) } : {}),
    ...(teachers ? { teachers } : {}),
    validation: shareFloats(validation?.pixels ?? new Float32Array(0)),
    ...(validation?.scenes
      ? { validationLux: shareDoubles(Float64Array.from(validation.scenes, ({ lux }) => lux)) }
      : {}),
    ...(validation?.readings ? { validationReadings: shareDoubles(validation.readings) } : {}),
    estimates: new Float64Array(share((validation?.whitePoints.length ?? 0) * 8)),
    losses: new Float64Array(share(settings.threads * 8)),
  };
}

/** White points of the validation pictures; those of answers in kelvin by the curves of their cameras. */
function estimate({ validation }: TrainJob, team: TrainingTeam, estimates: Float64Array): void {
  team.estimate();
  validation?.scenes?.forEach(({ locus }, i) => {
    const { r, b } = locusAt(locus, estimates[2 * i]!);
    estimates.set([r, b], 2 * i);
  });
}

/** Teachers that were trained for it follow from the settings. */
function identityOf(job: TrainJob): CheckpointIdentity {
  const { architecture, settings, dataHash, teachers, unlabelled } = job;
  const isGiven = teachers && settings.distillation?.teachers === 0;
  const given = isGiven ? { teachers: teachers.map(teacherHash) } : {};
  const beside = unlabelled ? { unlabelledHash: unlabelled.pictures.hash } : {};
  return { architecture, settings, dataHash, ...beside, ...given };
}

function startPosition(job: TrainJob, { network, optimiser }: TrainingTeam): RunPosition {
  const found =
    job.resume && job.checkpointFile
      ? readCheckpoint(job.checkpointFile, identityOf(job), network, optimiser)
      : null;
  if (found) {
    writeLog(job, found.history);
    return found;
  }
  const rng = createRng(job.settings.seed).fork('parameters');
  const { initialisation } = job.settings;
  network.parameters.set(
    job.start ?? initialParameters(job.architecture, network.layout, rng, initialisation),
  );
  optimiser.state.average.set(network.parameters);
  writeLog(job, []);
  return { epoch: 0, step: 0, lossSum: 0, steps: 0, history: [] };
}

/** When signals, messages and timers were last let in: over all epochs, many of which may be shorter than a turn. */
interface Turns {
  readonly everyMs: number;
  last: number;
}

/** Runs steps until the epoch is over or the signal comes. */
async function runEpoch(
  job: TrainJob,
  team: TrainingTeam,
  position: RunPosition,
  clock: Clock,
  {
    onProgress,
    signal,
    turns,
  }: { onProgress: TrainOptions['onProgress']; signal: AbortSignal | undefined; turns: Turns },
): Promise<void> {
  const { settings } = job;
  const total = settings.epochs * team.stepsPerEpoch;
  while (position.step < team.stepsPerEpoch && !signal?.aborted) {
    const rate = learningRate(settings.schedule, position.steps, total, team.stepsPerEpoch);
    const loss = team.step(position.epoch, position.step, rate);
    if (!Number.isFinite(loss)) throw divergence(position, rate);
    position.lossSum += loss;
    position.step++;
    position.steps++;
    if (performance.now() - turns.last < turns.everyMs) continue;
    onProgress?.(clock.progress(position));
    await nextTurn();
    turns.last = performance.now();
  }
}

/** Lets signals, messages and timers in. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function divergence({ epoch, step }: RunPosition, rate: number): Error {
  return new Error(
    `training diverged: the loss of epoch ${epoch + 1}, step ${step + 1} is not finite at rate ${rate.toPrecision(2)}; ` +
      'lower --rate',
  );
}

/** Evaluates, logs and saves at the end of an epoch. */
function finishEpoch(
  job: TrainJob,
  estimates: Float64Array | null,
  team: TrainingTeam,
  position: RunPosition,
  clock: Clock,
): void {
  const { settings, validation } = job;
  const loss = position.lossSum / team.stepsPerEpoch;
  const rate = learningRate(
    settings.schedule,
    position.steps - 1,
    settings.epochs * team.stepsPerEpoch,
    team.stepsPerEpoch,
  );
  const evaluated = validation && estimates ? validation : undefined;
  if (evaluated && estimates) estimate(job, team, estimates);
  position.history.push({
    epoch: position.epoch + 1,
    loss,
    ...(evaluated && estimates ? { validation: validationErrors(estimates, evaluated) } : {}),
    rate,
    ...clock.endEpoch(),
    simd: simdOf(settings),
  });
  position.epoch++;
  position.step = 0;
  position.lossSum = 0;
  if (job.checkpointFile) save(job, team, position);
  writeLog(job, position.history);
}

function save(job: TrainJob, { network, optimiser }: TrainingTeam, position: RunPosition): void {
  writeCheckpoint(job.checkpointFile!, identityOf(job), position, network, optimiser);
}

function validationErrors(
  estimates: Float64Array,
  { whitePoints, toOwnCamera }: NonNullable<TrainJob['validation']>,
): { mean: number; median: number } {
  const errors = Array.from({ length: whitePoints.length / 2 }, (_, i) => {
    const at = (values: Float64Array) => ({ r: values[2 * i]!, b: values[2 * i + 1]! });
    return errorInOwnCamera(at(estimates), at(whitePoints), toOwnCamera?.[i]);
  }).sort((a, b) => a - b);
  return { mean: mean(errors), median: median(errors) };
}

/** The widest angle between two colours, for an answer that is none to the camera that took the picture. */
const NO_COLOUR_DEGREES = 90;

/** Recovery error in degrees as the camera sees it whose RGB the matrix, if there is one, leads back to. */
export function errorInOwnCamera(
  estimate: WhitePoint,
  truth: WhitePoint,
  toOwn: ColourMatrix | undefined,
): number {
  if (!toOwn) return recoveryErrorDegrees(estimate, truth);
  const [answer, light] = [estimate, truth].map((point) => findMappedWhitePoint(toOwn, point));
  return answer && light ? recoveryErrorDegrees(answer, light) : NO_COLOUR_DEGREES;
}

function writeLog({ logFile }: TrainJob, history: readonly EpochRecord[]): void {
  if (logFile) writeFileAtomically(logFile, history.map(jsonLine).join(''), { durable: false });
}

type Clock = ReturnType<typeof createClock>;

/** Throughput and time left, from the steps of this process alone. */
function createClock(settings: TrainSettings, stepsPerEpoch: number, start: RunPosition) {
  const began = performance.now();
  const firstStep = start.steps;
  let epochBegan = began;
  let stepsBefore = start.step;
  let lastValidation: number | undefined = start.history.at(-1)?.validation?.mean;
  return {
    progress(position: RunPosition): TrainProgress {
      const seconds = (performance.now() - began) / 1000;
      const perStep = seconds / Math.max(1, position.steps - firstStep);
      lastValidation = position.history.at(-1)?.validation?.mean ?? lastValidation;
      return {
        epoch: position.epoch + 1,
        epochs: settings.epochs,
        step: position.step,
        steps: stepsPerEpoch,
        loss: position.lossSum / Math.max(1, position.step),
        validationMeanDegrees: lastValidation,
        samplesPerSecond: settings.batch / perStep,
        secondsLeft: perStep * (settings.epochs * stepsPerEpoch - position.steps),
      };
    },
    endEpoch(): { samplesPerSecond: number; seconds: number } {
      const now = performance.now();
      const seconds = (now - epochBegan) / 1000;
      const count = stepsPerEpoch - stepsBefore;
      epochBegan = now;
      stepsBefore = 0;
      return {
        samplesPerSecond: Math.round((count * settings.batch) / seconds),
        seconds: Math.round(seconds * 1000) / 1000,
      };
    },
  };
}
