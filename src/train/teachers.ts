/**
 * Networks that answer about the samples another one is trained on, so that its targets lie between the labels and what they
 * say together. Every thread has its own.
 */
import { createHash } from 'node:crypto';
import { instantiateKernels, type Kernels } from '../engine/index.js';
import { loadKernelModule } from '../engine/node/index.js';
import { ForwardPass } from '../infer/pass/index.js';
import { type Architecture, answerOf, type ReadingName } from '../model/index.js';
import { createReadingSource, type ReadingSource } from './reading-source.js';
import { RecipeError } from './recipe-error.js';
import { createSampleSource, type SampleSource, type TrainingPictures } from './sample-source.js';
import type { TrainSettings } from './settings.js';

/** A network that is asked. */
export interface Teacher {
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
}

/**
 * Throws RecipeError for teachers that do not answer with a white point from the picture alone, for a network that answers
 * in kelvin, and for a share of nobody's answers.
 */
export function checkTeachers(
  teachers: readonly Teacher[] | undefined,
  { architecture, settings }: { architecture: Architecture; settings: TrainSettings },
): void {
  const { distillation, augmentation } = settings;
  if (teachers === undefined && distillation === undefined) return;
  if (answerOf(architecture) !== 'whitePoint') {
    throw new RecipeError(
      'distillation: expected a network that answers with a white point, got one that answers in kelvin; leave it out, or --head ct',
    );
  }
  if (teachers && distillation?.teachers !== 0) {
    throw new RecipeError(
      'distillation: expected a share and 0 teachers where models are given that teach',
    );
  }
  if ((teachers?.length ?? distillation!.teachers) === 0) {
    throw new RecipeError(
      'distillation.share: expected teachers; say how many to train (--distil), or name models (--teachers)',
    );
  }
  for (const [i, { architecture: other }] of (teachers ?? []).entries()) {
    const name = `teacher ${i + 1}`;
    if (answerOf(other) !== 'whitePoint' || other.input.lux) {
      throw new RecipeError(
        `${name}: expected a network that answers with a white point, and not one of --head ct`,
      );
    }
    const unknown = other.input.readings?.filter(
      (reading) => !architecture.input.readings?.includes(reading),
    );
    if (unknown?.length) {
      throw new RecipeError(
        `${name}: expected a network that reads what the one reads that it teaches, got one that reads ${unknown.join(', ')} too; give the same --readings`,
      );
    }
    const isLike = augmentation.noise > 0 ? isSameSize : isSameShape;
    if (!isLike(other, architecture)) {
      const [wanted, got] = [architecture, other].map(
        ({ input }) => `${input.widthPx}x${input.heightPx}`,
      );
      const shape = augmentation.noise > 0 ? '' : ', or another of its shape';
      throw new RecipeError(
        `${name}: expected an input of ${wanted}${shape}, so that it sees the same pictures, got ${got}`,
      );
    }
  }
}

const isSameSize = ({ input: a }: Architecture, { input: b }: Architecture) =>
  a.heightPx === b.heightPx && a.widthPx === b.widthPx;

/** Draws are the same at two sizes of one shape, but for noise from pixel to pixel, which augmentation.noise draws first. */
const isSameShape = ({ input: a }: Architecture, { input: b }: Architecture) =>
  a.heightPx * b.widthPx === b.heightPx * a.widthPx;

/** Of everything that a teacher's answers depend on. */
export function teacherHash({ architecture, parameters }: Teacher): string {
  const bytes = new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength);
  return createHash('sha256').update(JSON.stringify(architecture)).update(bytes).digest('hex');
}

interface Pupil {
  readonly architecture: Architecture;
  readonly settings: TrainSettings;
  readonly training: TrainingPictures;
}

/** Teachers laid out to be asked, in memory of their own. */
export class Teachers {
  private readonly rooms: readonly Room[];
  private readonly share: number;
  private readonly readings: ReadingSource;

  constructor(teachers: readonly Teacher[], pupil: Pupil) {
    this.share = pupil.settings.distillation!.share;
    const { architecture, settings, training } = pupil;
    this.readings = createReadingSource(architecture.input.readings, training.readings, settings);
    const sizes = new Map<string, Room>();
    for (const teacher of teachers) {
      const { heightPx, widthPx } = teacher.architecture.input;
      const key = `${widthPx}x${heightPx}`;
      const room = sizes.get(key) ?? new Room(teacher.architecture, pupil);
      sizes.set(key, room);
      room.add(teacher);
    }
    this.rooms = [...sizes.values()];
  }

  /** Moves the label (r, b) of a sample towards the geometric mean of the teachers' answers about it. `pixels`: what the pupil sees. */
  teach(sample: number, epoch: number, pixels: Float32Array, label: Float32Array): void {
    const { rooms, share } = this;
    const sum: [number, number] = [0, 0];
    let count = 0;
    for (const room of rooms) {
      this.readings.draw(sample, epoch, (name, value) => room.tell(name, value));
      count += room.ask(sample, epoch, pixels, sum);
    }
    for (let c = 0; c < 2; c++) {
      label[c] = Math.exp((1 - share) * Math.log(label[c]!) + (share * sum[c]!) / count);
    }
  }
}

/** Teachers whose input has one size: that of the pupil, or another at which the same sample is drawn for them. */
class Room {
  private readonly passes: ForwardPass[] = [];
  private readonly source: SampleSource | null;
  private readonly drawn: { readonly pixels: Float32Array; readonly label: Float32Array };

  constructor(teacher: Architecture, { architecture, settings, training }: Pupil) {
    const { input } = teacher;
    this.source = isSameSize(teacher, architecture)
      ? null
      : createSampleSource(training, input, settings.augmentation, settings.seed);
    const length = this.source ? input.heightPx * input.widthPx * 4 : 0;
    this.drawn = { pixels: new Float32Array(length), label: new Float32Array(2) };
  }

  add({ architecture, parameters }: Teacher): void {
    const pass = new ForwardPass(architecture, parameters, ownKernels());
    pass.refreshViews();
    this.passes.push(pass);
  }

  /** A reading of the sample, to those that take it. */
  tell(name: ReadingName, value: number): void {
    for (const pass of this.passes) {
      if (pass.readings.includes(name)) pass.value(name)![0] = value;
    }
  }

  /** Adds the logarithms of all answers to `sum`; returns their number. */
  ask(sample: number, epoch: number, pixels: Float32Array, sum: [number, number]): number {
    const { source, drawn, passes } = this;
    source?.draw(sample, epoch, drawn);
    for (const pass of passes) {
      pass.input.set(source ? drawn.pixels : pixels);
      pass.run();
      sum[0] += Math.log(pass.output[0]!);
      sum[1] += Math.log(pass.output[1]!);
    }
    return passes.length;
  }
}

function ownKernels(): Kernels {
  return instantiateKernels(loadKernelModule(), new WebAssembly.Memory({ initial: 1 }));
}
