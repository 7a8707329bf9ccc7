/**
 * One pass of a network as data: the memory that it starts from, and the calls of kernels in their order. Buffers are
 * planned and weights packed as for any estimator, and a pass calls the same kernels with the same arguments whatever the
 * frame, so that calls noted once can be done again elsewhere, without the code that made them.
 */
import type { WhitePoint } from '../../color/index.js';
import type { Kernels } from '../../engine/index.js';
import {
  type Architecture,
  ArchitectureError,
  checkParameters,
  type Model,
  meanLightOf,
  type ReadingName,
  THUMBNAIL,
} from '../../model/index.js';
import { ForwardPass } from '../forward-pass.js';
import { findMixture } from '../light-mixture.js';
import type { Arithmetic } from '../stage-context.js';

/** A kernel by its name in `Kernels`, and its arguments. */
export interface KernelCall {
  readonly kernel: string;
  readonly args: readonly number[];
}

export interface RecordedPass {
  readonly calls: readonly KernelCall[];
  /** The kernels' memory before the first pass, from address 0 to the end of what the network uses. */
  readonly memory: Uint8Array;
  /** Address of the thumbnail, height x width x [R, G, B, coverage]; a pass does not change it. */
  readonly inputAt: number;
  /** Addresses of the readings that the network takes; 0 before they are set, which is not known. A pass does not change them. */
  readonly readingsAt: readonly { readonly name: ReadingName; readonly at: number }[];
  /** Address of (r, b) after a pass. */
  readonly outputAt: number;
  /** Directions of the lights that the network mixes, [light][3], and the address of their shares; null if it mixes none. */
  readonly mixture: { readonly directions: Float64Array; readonly sharesAt: number } | null;
  /** Address of the degrees that the answer is likely to be off by after a pass; null where the network tells none. */
  readonly expectedErrorAt: number | null;
  /** Mean light of the model's training, where the model holds one. */
  readonly meanLight: WhitePoint | null;
}

export interface RecordOptions {
  /** What convolutions compute with, as in EstimatorOptions. */
  readonly arithmetic?: Arithmetic;
}

/**
 * Records a pass of a model on kernels whose memory nobody else uses, and which is left as one more pass would.
 * Throws ArchitectureError for a network that cannot be run, or whose calls depend on the frame, and RangeError where
 * memory ends.
 */
export function recordPass(
  { architecture, parameters }: Model,
  kernels: Kernels,
  { arithmetic = 'float32' }: RecordOptions = {},
): RecordedPass {
  checkParameters(architecture, parameters);
  const recorder = new Recorder(kernels);
  const mixture = findMixture(architecture, parameters);
  const { expectedError } = architecture;
  const { readings = [] } = architecture.input;
  const named = [THUMBNAIL, ...readings, mixture?.nodeId, expectedError];
  const keep = named.filter((id) => id !== undefined);
  const pass = new ForwardPass(architecture, parameters, recorder.kernels, { keep, arithmetic });
  pass.refreshViews();
  const memory = new Uint8Array(kernels.memory.buffer, 0, pass.bytesUsed).slice();
  return {
    calls: callsOf(pass, recorder, architecture),
    memory,
    inputAt: pass.inputAt,
    readingsAt: readings.map((name) => ({ name, at: pass.value(name)!.byteOffset })),
    outputAt: pass.output.byteOffset,
    mixture: mixture && {
      directions: mixture.directions,
      sharesAt: pass.value(mixture.nodeId)!.byteOffset,
    },
    expectedErrorAt: expectedError === undefined ? null : pass.value(expectedError)!.byteOffset,
    meanLight: meanLightOf(architecture),
  };
}

/** The calls of two passes over frames unlike each other, which must be the same. */
function callsOf(pass: ForwardPass, recorder: Recorder, { nodes }: Architecture): KernelCall[] {
  const [calls, others] = [0.1, 0.7].map((value) => {
    pass.input.forEach((_, i, input) => {
      // Coverage 1, and colours that differ from cell to cell.
      input[i] = i % 4 === 3 ? 1 : (value * (2 + (i % 7))) / 8;
    });
    return recorder.record(() => pass.run());
  }) as [KernelCall[], KernelCall[]];
  if (calls.length !== others.length || !calls.every((call, i) => isSame(call, others[i]!))) {
    throw new ArchitectureError(
      `a network of ${nodes.length} nodes: expected the same calls for every frame`,
    );
  }
  return calls;
}

function isSame(a: KernelCall, b: KernelCall): boolean {
  return a.kernel === b.kernel && a.args.every((value, i) => Object.is(value, b.args[i]));
}

/** Kernels that do what they do, and note it while they are told to. */
class Recorder {
  readonly kernels: Kernels;
  private calls: KernelCall[] | null = null;

  constructor(kernels: Kernels) {
    this.kernels = new Proxy(kernels, {
      get: (target, name) => {
        const value = target[name as keyof Kernels];
        if (typeof value !== 'function') return value;
        return (...args: number[]) => {
          this.calls?.push({ kernel: String(name), args });
          return (value as (...args: number[]) => number)(...args);
        };
      },
    });
  }

  record(run: () => void): KernelCall[] {
    const calls: KernelCall[] = [];
    this.calls = calls;
    run();
    this.calls = null;
    return calls;
  }
}
