/**
 * Pictures in the layout awbnn as their sensor counted them. They lie in the canonical space of that sensor, divided by its white
 * point at 5000 K and through its CCM; a camera's Bayesian AWB works on raw values, so what is tuned for it must be brought back.
 */
import { type CtCurvePoint, TUNING_TARGETS, type TuningTarget } from '../../classical/index.js';
import type { ThumbnailEntry, ThumbnailSet } from '../../dataset/index.js';
import { InputError } from '../../errors/index.js';
import {
  type CanonicalSpace,
  canonicalStatistics,
  rawWhitePointAt,
  readCanonicalSpace,
} from '../../libcamera/index.js';

const CHANNELS = 4;
/** Of the curve that gives lights their CT: even steps of 1/CT, as far as the file's curve leaves lights a colour. */
const CURVE = { loKelvin: 1600, hiKelvin: 25_000, points: 160, least: 0.02 } as const;

/** A tuning file's sensor: its name, and the space that it makes; null where the file has not all that a space needs. */
export interface StockSensor {
  readonly file: string;
  readonly name: string;
  readonly space: CanonicalSpace | null;
}

/** A sensor by the file's name, and by what the file says. */
export function stockSensor(file: string, text: string): StockSensor {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.json$/, '');
  try {
    return { file, name, space: readCanonicalSpace(text) };
  } catch (error) {
    if ((error as Error).name !== 'TuningFileError') throw error;
    return { file, name, space: null };
  }
}

/**
 * Which of some sensors a tuning file belongs to: the one whose curve and CCM it has, by its name where several have or none
 * has. Null where neither says.
 */
export function sensorOfFile(
  { name, space }: StockSensor,
  known: ReadonlyMap<string, CanonicalSpace>,
): string | null {
  const told = JSON.stringify(comparable(space));
  const alike = [...known].filter(([, other]) => JSON.stringify(comparable(other)) === told);
  if (alike.length === 1) return alike[0]![0];
  return known.has(name) ? name : null;
}

/** Typed arrays as lists, so that two spaces can be compared as text. */
function comparable(space: CanonicalSpace | null) {
  if (space === null) return null;
  const { r, b, ccm, sensitivityR, sensitivityB } = space;
  return [r, b]
    .flatMap(({ x, y }) => [[...x], [...y]])
    .concat([[...ccm, sensitivityR, sensitivityB]]);
}

/** Pictures of one sensor in raw values, and the curve of its file, along which their labels lie. */
export interface SensorTraining {
  readonly set: ThumbnailSet;
  /** White points over CT, raw; null for pictures that are raw already and of which no curve is known. */
  readonly physical: readonly CtCurvePoint[] | null;
}

/**
 * What a camera can be tuned to out of a data set. Throws InputError for pictures of several sensors of which none is named, and
 * for a stock file of a sensor that is not among them.
 */
export function sensorTraining(
  set: ThumbnailSet,
  data: string,
  stock: StockSensor | null,
): SensorTraining {
  const spaces = new Map<string, CanonicalSpace>();
  for (const { space, properties } of set.entries) {
    if (space) spaces.set(properties.sensor ?? '', space);
  }
  if (spaces.size === 0) return { set, physical: null };
  const sensor = chosenSensor(spaces, data, stock);
  const chosen = set.entries.flatMap((entry, i) => (entry.properties.sensor === sensor ? [i] : []));
  return { set: rawSet(set, chosen), physical: rawCurve(spaces.get(sensor)!) };
}

function chosenSensor(
  spaces: ReadonlyMap<string, CanonicalSpace>,
  data: string,
  stock: StockSensor | null,
): string {
  const names = [...spaces.keys()].sort();
  if (stock === null) {
    if (names.length === 1) return names[0]!;
    throw new InputError(
      `${data}: expected pictures of one sensor, got ${names.join(', ')}, each with a curve of its own. Name the stock file of one (--tuning-file).`,
    );
  }
  const sensor = sensorOfFile(stock, spaces);
  if (sensor !== null) return sensor;
  throw new InputError(
    `${stock.file}: it is the file of none of the sensors of ${data} (${names.join(', ')}), neither by its curve nor by its name. Take the stock file of one, <sensor>.json.`,
  );
}

/** Some pictures as raw values, clipped to 0..1 as a sensor does, with raw white points. */
function rawSet({ heightPx, widthPx, pixels, entries }: ThumbnailSet, chosen: readonly number[]) {
  const floats = heightPx * widthPx * CHANNELS;
  const raw = new Float32Array(new SharedArrayBuffer(chosen.length * floats * 4));
  for (const [n, i] of chosen.entries()) {
    const own = pixels.subarray(i * floats, (i + 1) * floats);
    const { sums } = canonicalStatistics({ heightPx, widthPx, pixels: own }, entries[i]!.space!);
    for (let o = 0; o < floats; o += CHANNELS) {
      for (let c = 0; c < 3; c++) raw[n * floats + o + c] = sums[o + c]! / sums[o + 3]! / 65_535;
      raw[n * floats + o + 3] = own[o + 3]!;
    }
  }
  return { heightPx, widthPx, pixels: raw, entries: chosen.map((i) => rawEntry(entries[i]!)) };
}

function rawEntry({ space, locus: _, ...entry }: ThumbnailEntry): ThumbnailEntry {
  return { ...entry, whitePoint: rawWhitePointAt(space!, entry.colorTemperature!) };
}

/** From the warmest to the coldest light that the curve gives a colour. */
function rawCurve(space: CanonicalSpace): CtCurvePoint[] {
  const { loKelvin, hiKelvin, points, least } = CURVE;
  return Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    const cctKelvin = 1 / ((1 - share) / loKelvin + share / hiKelvin);
    return { cctKelvin, ...rawWhitePointAt(space, cctKelvin) };
  }).filter(({ r, b }) => r >= least && b >= least);
}

/** Throws InputError where the zones of a data set's pictures are not those that a target counts. */
export function checkZones(
  data: string,
  zones: { readonly heightPx: number; readonly widthPx: number } | null,
  target: TuningTarget,
  stock: StockSensor | null,
): void {
  if (zones === null) return;
  const { widthZones, heightZones } = TUNING_TARGETS[target];
  if (zones.widthPx === widthZones && zones.heightPx === heightZones) return;
  const got = `${zones.widthPx}x${zones.heightPx}`;
  const [what, cure] =
    stock === null
      ? [`--target ${target}`, 'Name the target whose zones they are (--target pisp for 32x32).']
      : [`${stock.file} (target ${target})`, 'Take the file of the platform of the pictures.'];
  throw new InputError(
    `${what}: expected pictures of ${widthZones}x${heightZones} zones, got ${got} in ${data}. ${cure}`,
  );
}
