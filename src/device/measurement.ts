/** What an estimate costs, as it was measured on one machine. */
import type { RunnerName } from './runners.js';

export interface TimeStatistics {
  readonly runs: number;
  readonly minimumMs: number;
  readonly medianMs: number;
}

/** CPU time is the process's own (user + system), not wall time. */
export interface CallCost {
  readonly cpu: TimeStatistics;
  readonly wall: TimeStatistics;
}

export interface MachineDescription {
  readonly hostname: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly architecture: string;
  readonly operatingSystem: string;
  /** Of the CPU's frequency, e.g. 'performance'; null where it cannot be read. */
  readonly governor: string | null;
  readonly temperatureCelsius: number | null;
  /** By name: node, v8, deepawb, or the C compiler. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface ModelMeasurement {
  readonly runner: RunnerName;
  /** From the network's input to the white point. */
  readonly network: CallCost;
  /** From a decoded frame of the given size to gains. */
  readonly frame: CallCost & { readonly widthPx: number; readonly heightPx: number };
  /** Wall time of the first, cold call. */
  readonly firstCallMs: number;
  readonly memory: {
    /** Peak resident memory of the whole process. */
    readonly peakBytes: number;
    /** The same process before the model was loaded. */
    readonly baselineBytes: number;
    /**
     * What the model adds. `node`: peak minus baseline. `wasm`: the module's code and its memory before there is a frame. `c`:
     * what is resident after the estimates minus what was before.
     */
    readonly modelBytes: number;
  };
  readonly machine: MachineDescription;
}
