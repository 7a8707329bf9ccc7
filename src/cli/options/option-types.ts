/** Option values from text, with errors that say what was expected. */
import { InvalidArgumentError } from 'commander';

/** Parser of a whole number within limits. */
export function integerOption(min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };
}

/** Parser of a finite number within limits, both included. */
export function numberOption(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

/** Height and width in pixels. */
export interface PictureSize {
  readonly heightPx: number;
  readonly widthPx: number;
}

/** Parser of `WIDTHxHEIGHT`, as cameras state sizes; `64` is 64x64. */
export function sizeOption(min: number, max: number) {
  return (text: string): PictureSize => {
    const match = /^(\d+)(?:x(\d+))?$/i.exec(text);
    const widthPx = Number(match?.[1]);
    const heightPx = Number(match?.[2] ?? match?.[1]);
    if (Math.min(widthPx, heightPx) >= min && Math.max(widthPx, heightPx) <= max) {
      return { heightPx, widthPx };
    }
    throw new InvalidArgumentError(`Expected WIDTHxHEIGHT in pixels, ${min} to ${max} each.`);
  };
}
