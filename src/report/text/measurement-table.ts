/** What a model costs, as a page of text that 80 columns hold. */

import type { CallCost, ModelMeasurement, RunnerName } from '../../device/index.js';
import { formatBytes, visibleText, wrapText } from '../../text/index.js';
import { type TextStyle, tableOf } from './text-table.js';

/** What ran. */
const RUNNER_TITLES: Record<RunnerName, string> = {
  node: 'WASM in Node',
  wasm: 'exported WASM in Node',
  c: 'exported C',
};

const COLUMNS = 80;
const NAME_COLUMN = 13;

export function formatMeasurement(measurement: ModelMeasurement, style: TextStyle): string {
  const { network, frame, firstCallMs } = measurement;
  const headings = ['ms', 'CPU min', 'CPU median', 'wall min', 'wall median'];
  const rows = [
    ['network alone', ...costCells(network)],
    [`${frame.widthPx}x${frame.heightPx} frame to gains`, ...costCells(frame)],
    ['first call of the network', '', '', formatMs(firstCallMs), ''],
  ];
  const facts = Object.entries(factsOf(measurement)).map(([name, text]) => {
    const [first, ...rest] = wrapText(visibleText(text), COLUMNS, ' '.repeat(NAME_COLUMN)).split(
      '\n',
    );
    return [style.dim(name.padEnd(NAME_COLUMN)) + first!.trimStart(), ...rest].join('\n');
  });
  return [tableOf(headings, rows, style), ...facts].join('\n');
}

function factsOf({ network, memory, machine, runner }: ModelMeasurement): Record<string, string> {
  const { hostname, cpuModel, cores, architecture, operatingSystem } = machine;
  const { governor, temperatureCelsius } = machine;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return {
    times: `over ${network.cpu.runs} batches of calls; CPU: the process, user and system`,
    memory:
      `peak ${formatBytes(memory.peakBytes)}, the whole process; ` +
      `${formatBytes(memory.modelBytes)} ${runner === 'wasm' ? "the model's" : 'more than before the model'}`,
    machine: `${hostname}, ${architecture}, ${operatingSystem}`,
    CPU: `${cpuModel}, ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    governor: governor ?? 'not readable',
    temperature: temperatureCelsius === null ? 'not readable' : `${temperatureCelsius} °C`,
    runner: [RUNNER_TITLES[runner], ...versions].join(', '),
  };
}

function costCells({ cpu, wall }: CallCost): string[] {
  return [cpu.minimumMs, cpu.medianMs, wall.minimumMs, wall.medianMs].map(formatMs);
}

/** Four digits of what is below a millisecond. */
function formatMs(ms: number): string {
  return ms.toFixed(ms < 1 ? 4 : 2);
}
