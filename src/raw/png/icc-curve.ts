/**
 * Whether the values of an ICC profile are linear: what its tone curves say, whatever its name [ICC.1:2022, sections 7.2, 7.3,
 * 9.2 and 10.6 (curveType), 10.18 (parametricCurveType)].
 */
const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const MOST_TAGS = 200;
const CURVE_TAGS: ReadonlySet<string> = new Set(['rTRC', 'gTRC', 'bTRC']);
/** Numbers of parametric curves, by their type. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;
/** Places at which a curve is looked at, and how far it may be from the straight line there. */
const STEPS = 64;
const TOLERANCE = 0.02;

/** Null where the profile has no tone curves, or none that can be read. */
export function iccCurvesAreLinear(profile: Uint8Array): boolean | null {
  if (profile.length < HEADER_BYTES + 4) return null;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const count = view.getUint32(HEADER_BYTES);
  if (count > MOST_TAGS) return null;
  const curves: ((x: number) => number)[] = [];
  for (let tag = 0, at = HEADER_BYTES + 4; tag < count; tag++, at += TAG_BYTES) {
    if (at + TAG_BYTES > profile.length) return null;
    if (!CURVE_TAGS.has(textAt(profile, at))) continue;
    const curve = curveAt(view, view.getUint32(at + 4));
    if (curve === null) return null;
    curves.push(curve);
  }
  return curves.length === 0 ? null : curves.every(isLinear);
}

function isLinear(curve: (x: number) => number): boolean {
  for (let step = 0; step <= STEPS; step++) {
    const x = step / STEPS;
    // Also where a curve gives no number.
    if (!(Math.abs(curve(x) - x) <= TOLERANCE)) return false;
  }
  return true;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** The curve that begins at a byte, over 0 to 1; null where it is none or the profile ends within it. */
function curveAt(view: DataView, at: number): ((x: number) => number) | null {
  if (at + 12 > view.byteLength) return null;
  const type = view.getUint32(at);
  if (type === 0x63757276) return sampledCurve(view, at);
  return type === 0x70617261 ? parametricCurve(view, at) : null;
}

/** `curv`: nothing for the straight line, one number for a power, else samples. */
function sampledCurve(view: DataView, at: number): ((x: number) => number) | null {
  const count = view.getUint32(at + 8);
  if (at + 12 + 2 * count > view.byteLength) return null;
  if (count === 0) return (x) => x;
  if (count === 1) {
    const power = view.getUint16(at + 12) / 256;
    return (x) => x ** power;
  }
  const sample = (i: number) => view.getUint16(at + 12 + 2 * i) / 65_535;
  return (x) => {
    const place = x * (count - 1);
    const i = Math.min(Math.floor(place), count - 2);
    return sample(i) + (place - i) * (sample(i + 1) - sample(i));
  };
}

/** `para`: a power, with or without a straight piece below d. */
function parametricCurve(view: DataView, at: number): ((x: number) => number) | null {
  const type = view.getUint16(at + 8);
  const count = PARAMETERS[type as 0];
  if (count === undefined || at + 12 + 4 * count > view.byteLength) return null;
  const p = Array.from({ length: 7 }, (_, i) =>
    i < count ? view.getInt32(at + 12 + 4 * i) / 65_536 : 0,
  );
  const [g, a, b, c, d, e, f] = p as [number, number, number, number, number, number, number];
  switch (type) {
    case 0:
      return (x) => x ** g;
    case 1:
      return (x) => (a * x + b >= 0 ? (a * x + b) ** g : 0);
    case 2:
      return (x) => (a * x + b >= 0 ? (a * x + b) ** g : 0) + c;
    case 3:
      return (x) => (x >= d ? (a * x + b) ** g : c * x);
    default:
      return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
  }
}
