/** What does not fit together between a tuning file and the cases that it is asked about: each thing is said once. */
import type { AwbCase } from './awb-cases.js';
import { TUNING_TARGETS, type TuningFile } from './tuning-file.js';

const PLATFORM_NAMES = { bcm2835: 'Raspberry Pi 4 and older', pisp: 'Raspberry Pi 5' } as const;

/** A function that gives the warnings of a case which were not given before. */
export function caseWarnings(tuning: TuningFile, tuningFile: string): (one: AwbCase) => string[] {
  const said = new Set<string>();
  return (one) => {
    const found = [modeWarning(tuning, one), gridWarning(tuning, one), shadingWarning(tuning, one)];
    return found.flatMap((warning) => {
      if (warning === null || said.has(warning)) return [];
      said.add(warning);
      return [`${tuningFile}: ${warning} (first: case ${one.id})`];
    });
  };
}

function modeWarning({ parameters: { modes } }: TuningFile, { mode }: AwbCase): string | null {
  if (mode === undefined || modes.has(mode)) return null;
  const [first] = modes.keys();
  const instead = first === undefined ? 'it has no modes' : `${first} runs instead`;
  return `no mode "${mode}": ${instead}`;
}

/** The grid of the other platform is surely a mistake; any other may be a program's own. */
function gridWarning({ target }: TuningFile, { zones: { width, height } }: AwbCase): string | null {
  const other = target === 'pisp' ? 'bcm2835' : 'pisp';
  const { widthZones, heightZones } = TUNING_TARGETS[other];
  if (width !== widthZones || height !== heightZones) return null;
  return (
    `zones of ${width} x ${height} are those of ${other} (${PLATFORM_NAMES[other]}), and the file is for ${target} ` +
    `(${PLATFORM_NAMES[target]}); use the tuning file of the camera that counted them`
  );
}

function shadingWarning({ target }: TuningFile, { shading }: AwbCase): string | null {
  const { isBeforeShading } = TUNING_TARGETS[target];
  if (isBeforeShading === (shading !== undefined)) return null;
  return isBeforeShading
    ? `statistics of ${target} (${PLATFORM_NAMES[target]}) are taken before lens shading correction, and there are no ` +
        'tables: give them as "alsc" of a case or with --alsc, or estimates are off by as much as the lens colours its edges'
    : `statistics of ${target} (${PLATFORM_NAMES[target]}) are taken after lens shading correction, and the tables of the ` +
        'case correct them once more: leave them out, unless the statistics come from elsewhere';
}
