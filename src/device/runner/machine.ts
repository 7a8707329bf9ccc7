/** What machine this is, as far as it tells: Node's own modules and Linux's files alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, hostname, release, type } from 'node:os';
import type { MachineDescription } from '../measurement.js';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
const THERMAL = '/sys/class/thermal';

export function describeMachine(version: string): MachineDescription {
  return {
    hostname: hostname(),
    cpuModel: cpuModel(),
    cores: availableParallelism(),
    architecture: arch(),
    operatingSystem: `${type()} ${release()}`,
    governor: readText(GOVERNOR),
    temperatureCelsius: temperature(),
    versions: { deepawb: version, node: process.versions.node, v8: process.versions.v8 },
  };
}

/** Small boards often have no model among the CPU's, but one of their own. */
function cpuModel(): string {
  const model = cpus()[0]?.model.trim();
  if (model && model !== 'unknown') return model;
  return readText('/proc/device-tree/model')?.replaceAll('\0', '') ?? 'unknown';
}

/** The hottest zone. */
function temperature(): number | null {
  try {
    const zones = readdirSync(THERMAL).filter((name) => name.startsWith('thermal_zone'));
    const degrees = zones
      .map((zone) => Number(readText(`${THERMAL}/${zone}/temp`)) / 1000)
      .filter((value) => value > 0 && value < 200);
    return degrees.length > 0 ? Math.max(...degrees) : null;
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
