/**
 * Cameras by name, out of the table that ships. Names are taken as cameras write them: letter case, spaces, dashes and what
 * makers add to their name ("NIKON CORPORATION", "Canon Canon EOS 5D") make no difference.
 */
import type { ColourMatrix } from '../color/index.js';
import { nearestName } from '../text/index.js';
import { type Camera, CameraError, cameraOfMatrix } from './camera.js';
import { MATRICES_BY_MAKER } from './matrices.js';

export interface FoundCamera {
  readonly camera: Camera;
  /** `prefix` where the table holds a family only that the name belongs to ("Sony SLT-A77" for "Sony SLT-A77V"). */
  readonly by: 'name' | 'prefix';
}

/** Letters of a model that a family's name must have at least, so that "Sony" alone finds nothing. */
const LEAST_PREFIX = 2;
const SCALE = 1e-4;

interface Entry {
  readonly name: string;
  readonly maker: string;
  /** Model as `plain`. */
  readonly model: string;
  readonly numbers: string;
}

let known: readonly Entry[] | null = null;

function entries(): readonly Entry[] {
  known ??= Object.entries(MATRICES_BY_MAKER).flatMap(([maker, text]) =>
    text.split('; ').map((line) => {
      const at = line.lastIndexOf(': ');
      const name = `${maker} ${line.slice(0, at)}`;
      return {
        name,
        maker: plain(maker),
        model: plain(line.slice(0, at)),
        numbers: line.slice(at + 2),
      };
    }),
  );
  return known;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Names of all cameras in the table, `Canon EOS 550D`. */
export function cameraNames(): string[] {
  return entries().map(({ name }) => name);
}

/** A camera by its name; null where the table has none. A model without its maker will do where one maker has it. */
export function findCamera(name: string): FoundCamera | null {
  const wanted = plain(name);
  const maker = makerOf(wanted);
  const model = maker === null ? wanted : withoutMaker(wanted, maker);
  const candidates = entries().filter((entry) => maker === null || entry.maker === maker);
  const exact = candidates.filter((entry) => entry.model === model);
  if (exact.length === 1) return { camera: cameraOf(exact[0]!), by: 'name' };
  if (maker === null) return null;
  const family = candidates
    .filter((entry) => isFamilyOf(entry.model, model))
    .sort((a, b) => b.model.length - a.model.length)[0];
  return family ? { camera: cameraOf(family), by: 'prefix' } : null;
}

/** Names that the table holds for a whole family, whatever number follows. */
const FAMILIES: ReadonlySet<string> = new Set(['dslra', 'slta']);

/** What Sony puts behind the name of a camera that has a GPS receiver as well. */
const VARIANT = 'v';

/**
 * `slta77` of `slta77v`, but neither `eosr5` of `eosr50`, `eosr` of `eosrebelt2i`, `eos5d` of `eos5dsr` nor `z6` of `z6iii`:
 * what goes on otherwise is another camera, and a wrong matrix is worse than none.
 */
function isFamilyOf(family: string, model: string): boolean {
  if (family.length < LEAST_PREFIX || !model.startsWith(family)) return false;
  const rest = model.slice(family.length);
  return rest === VARIANT || (FAMILIES.has(family) && /^\d/.test(rest));
}

/** Whether two names are one camera's, however makers are written. */
export function isSameCamera(a: string, b: string): boolean {
  if (plain(a) === plain(b)) return plain(a) !== '';
  const [one, other] = [findCamera(a), findCamera(b)];
  return one?.by === 'name' && other?.by === 'name' && one.camera.name === other.camera.name;
}

/** As `findCamera`, or throws CameraError with the nearest name. */
export function cameraByName(name: string): FoundCamera {
  const found = findCamera(name);
  if (found) return found;
  const near = nearestName(name, cameraNames());
  throw new CameraError(
    `camera ${JSON.stringify(name)}: not among the ${entries().length} known ones; ` +
      `${near ? `did you mean ${near}? Otherwise give` : 'give'} its matrix from XYZ (DNG: ColorMatrix2)`,
  );
}

/** Companies that write their name longer than the table, or otherwise. */
const OTHER_MAKERS: Readonly<Record<string, string>> = {
  omdigitalsolutions: 'olympus',
  omsystem: 'olympus',
  leicacameraag: 'leica',
  eastmankodakcompany: 'kodak',
  seikoepsoncorp: 'epson',
};

function makerOf(wanted: string): string | null {
  for (const [other, maker] of Object.entries(OTHER_MAKERS)) {
    if (wanted.startsWith(other)) return maker;
  }
  const makers = new Set(entries().map(({ maker }) => maker));
  const fitting = [...makers].filter((maker) => wanted.startsWith(maker));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** What companies add to their names. */
const COMPANY_WORDS = /^(corporation|corp|imagingcorp|imaging|coltd|company|cameraag|ltd|optical)+/;

function withoutMaker(wanted: string, maker: string): string {
  const other = Object.keys(OTHER_MAKERS).find((word) => wanted.startsWith(word));
  const rest = wanted.slice((other ?? maker).length).replace(COMPANY_WORDS, '');
  return rest.startsWith(maker) ? rest.slice(maker.length) : rest;
}

function cameraOf({ name, numbers }: Entry): Camera {
  const matrix = numbers.split(' ').map((value) => SCALE * Number(value));
  return cameraOfMatrix(name, matrix as unknown as ColourMatrix);
}
