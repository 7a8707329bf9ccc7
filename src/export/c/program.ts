/** What a network becomes: constants, functions, and the calls of one pass over memory planned for it. */
import { findMixture, type LightMixture } from '../../infer/record/index.js';
import {
  foldArchitecture,
  inferShapes,
  type Model,
  type Shape,
  type Stage,
  THUMBNAIL,
} from '../../model/index.js';
import { withInt8Weights } from '../int8-model.js';
import { aliasesOf } from '../integer/aliases.js';
import type { Arithmetic, Ranges } from '../integer/byte-steps.js';
import { codeFloats, type IntegerPlan, planIntegers } from '../integer/integer-plan.js';
import type { WeightFormat } from '../weight-format.js';
import { lowerStage, scratchFloats } from './lower-stage.js';
import type { LoweredStage } from './lowered-stage.js';
import { type BufferUse, planMemory } from './memory-plan.js';
import type { PieceName } from './runtime.generated.js';

export interface Program {
  readonly stages: readonly LoweredStage[];
  readonly format: WeightFormat;
  readonly arithmetic: Arithmetic;
  readonly functions: ReadonlySet<PieceName>;
  /** Length of the array `memory`, in which all buffers lie. */
  readonly memoryFloats: number;
  /** Bytes of weights and other constants. */
  readonly constantBytes: number;
  /** First float of the thumbnail that a raw frame is averaged into. */
  readonly thumbnailOffset: number;
  /**
   * The lights that the network mixes: C expression of their shares after a pass, and their directions (r, 1, b) of length 1,
   * [light][3]; null where it mixes none.
   */
  readonly mixture: { readonly shares: string; readonly directions: Float64Array } | null;
  /** C expression of the two numbers that the network puts out. */
  readonly output: string;
  /** C expression of the degrees that it expects to be off by; null where it tells none. */
  readonly expectedError: string | null;
  /** Floats of weights that are unpacked at a time; 0 where they are floats already. */
  readonly panelsFloats: number;
}

/** How a network is computed. */
export interface Computation {
  readonly format: WeightFormat;
  readonly arithmetic: Arithmetic;
  /** Ranges of maps, for bytes. */
  readonly ranges: Ranges;
}

/** Throws ArchitectureError for a network that cannot be run. */
export function lowerModel(model: Model, { format, arithmetic, ranges }: Computation): Program {
  const { architecture, parameters } = model;
  const mixture = mixtureOf(model, format);
  const shapes = inferShapes(architecture);
  const folded = foldArchitecture(architecture, parameters, shapes);
  const aliases = aliasesOf(folded.stages);
  const resolve = (id: string): string => aliases.get(id) ?? id;
  const run = folded.stages.filter(({ id }) => !aliases.has(id));
  const output = resolve(folded.output);
  const { expectedError } = folded;
  const kept = [output, mixture?.nodeId, expectedError].flatMap((id) =>
    id === undefined ? [] : [resolve(id)],
  );
  const integers = planIntegers({ stages: run, shapes, resolve, kept }, arithmetic, ranges);
  const plan = planMemory(bufferUses(run, { shapes, resolve, kept, integers }));
  const at = (id: string) => `memory + ${plan.offsets.get(id)!}`;
  const { readings = [] } = architecture.input;
  const values = (id: string) => {
    const own = resolve(id);
    if (own === THUMBNAIL) return 'thumbnail';
    const reading = (readings as readonly string[]).indexOf(own);
    return reading >= 0 ? `readings + ${reading}` : at(own);
  };
  const stages = run.map((stage, index) =>
    lowerStage(stage, {
      name: `layer_${index + 1}`,
      format,
      shape: (id) => shapes.get(id)!,
      values,
      codes: (id) => at(resolve(id)),
      integers,
      scratch: plan.offsets.has(scratchId(stage)) ? at(scratchId(stage)) : '',
    }),
  );
  return {
    stages,
    format,
    arithmetic,
    functions: new Set(stages.flatMap(({ functions }) => functions)),
    memoryFloats: plan.floats,
    constantBytes: stages.reduce(
      (sum, stage) => sum + stage.constantBytes,
      4 * (mixture?.directions.length ?? 0),
    ),
    thumbnailOffset: plan.offsets.get(THUMBNAIL)!,
    mixture: mixture && { shares: values(mixture.nodeId), directions: mixture.directions },
    output: values(output),
    expectedError: expectedError === undefined ? null : values(expectedError),
    panelsFloats: stages.reduce((most, { panelsFloats }) => Math.max(most, panelsFloats), 0),
  };
}

/** The lights that the weights mix which are exported. */
function mixtureOf(model: Model, format: WeightFormat): LightMixture | null {
  const { architecture, parameters } = format === 'int8' ? withInt8Weights(model) : model;
  return findMixture(architecture, parameters);
}

interface Reads {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly resolve: (id: string) => string;
  /** What is read behind the last stage. */
  readonly kept: readonly string[];
  readonly integers: IntegerPlan;
}

/** From which to which stage each value is needed; the thumbnail before the first, what is kept behind the last. */
function bufferUses(
  stages: readonly Stage[],
  { shapes, resolve, kept, integers }: Reads,
): BufferUse[] {
  const use = (id: string, first: number): BufferUse => {
    const { heightPx, widthPx, channels } = shapes.get(id)!;
    const read = stages.findLastIndex(({ inputs }) => inputs.map(resolve).includes(id));
    const last = kept.includes(id) ? stages.length : Math.max(first, read);
    const map = integers.output(id);
    const floats = map ? codeFloats(shapes.get(id)!, map) : heightPx * widthPx * channels;
    return { id, floats, first, last };
  };
  return [
    use(THUMBNAIL, -1),
    ...stages.flatMap((stage, i) => {
      const floats = scratchFloats(stage, shapes, integers);
      const scratch = { id: scratchId(stage), floats, first: i, last: i };
      return floats > 0 ? [use(stage.id, i), scratch] : [use(stage.id, i)];
    }),
  ];
}

/** Apart from the ids of nodes, which are no keys with a null character. */
function scratchId(stage: Stage): string {
  return `${stage.id}\0scratch`;
}
