/** Numbers as people read them in a terminal. JSON never goes through here. */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units as disks are sold: `1.95 GB`. Three digits at most. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

/** A size as people write it, `500MB`, `2 gb`, `1000`, in bytes; null for what is none. Units are decimal. */
export function parseBytes(text: string): number | null {
  const [, number, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/i.exec(text.trim()) ?? [];
  const power = BYTE_UNITS.findIndex((name) => name.toLowerCase() === unit.toLowerCase());
  const bytes = Math.round(Number(number) * 1000 ** power);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** `0:07`, `12:30`, `1:02:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((p, i) => (i === 0 ? String(p) : String(p).padStart(2, '0'))).join(':');
}

/** `1 picture`, `1,082 pictures`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
