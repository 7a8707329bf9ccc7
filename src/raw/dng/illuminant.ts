/** Temperatures of the lights that Exif numbers (LightSource), as DNG takes them for interpolation. */
const KELVIN: Readonly<Record<number, number>> = {
  1: 5500, // daylight
  2: 4150, // fluorescent
  3: 2850, // tungsten
  4: 5500, // flash
  9: 5500, // fine weather
  10: 6500, // cloudy
  11: 7500, // shade
  12: 6400, // daylight fluorescent
  13: 5050, // day white fluorescent
  14: 4150, // cool white fluorescent
  15: 3525, // white fluorescent
  16: 2925, // warm white fluorescent
  17: 2850, // standard light A
  18: 5500, // B
  19: 6500, // C
  20: 5500, // D55
  21: 6500, // D65
  22: 7500, // D75
  23: 5000, // D50
  24: 3200, // ISO studio tungsten
};

/** Undefined for lights that have no temperature, or none that is known. */
export function illuminantKelvin(illuminant: number): number | undefined {
  return KELVIN[illuminant];
}
