/**
 * CPU time from the bytes of a 16-bit RGB PNG to its values: checksums, inflating, line filters. Without --file the picture is
 * a stand-in of light and noise, 648x432, whose lines are not filtered: only a photograph's tell what filters cost.
 */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { createRng } from '../dist/random/index.js';
import { encodePng16 } from '../dist/raw/index.js';
import { decodeOwnBytes } from '../dist/raw/node/index.js';
import { crc32 } from '../dist/raw/node/inflate.js';
import { collectImageData } from '../dist/raw/png/png-chunks.js';
import { unfilterRgb16 } from '../dist/raw/png/png-unfilter.js';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: { file: { type: 'string' }, rounds: { type: 'string', default: '41' } },
});
const roundCount = positiveInteger(values, 'rounds');

function noisyPicture(widthPx, heightPx) {
  const rng = createRng(1);
  const rgb = new Uint16Array(3 * widthPx * heightPx);
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      for (const scale of [3000, 6000, 4000]) {
        const light = scale * (1 + Math.sin(x / 40) * Math.cos(y / 30));
        rgb[i++] = 2048 + Math.max(0, light + 30 * rng.normal());
      }
    }
  }
  return encodePng16({ widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16383 });
}

const file = values.file ? readFileSync(values.file) : noisyPicture(648, 432);
const { widthPx, heightPx } = decodeOwnBytes(Uint8Array.from(file));
const lineBytes = 6 * widthPx;
const expected = heightPx * (lineBytes + 1);
const data = collectImageData(file);
const lines = inflateSync(data, { maxOutputLength: expected, chunkSize: expected + 1 });

/** Median and quartiles of the CPU time of rounds, ms. */
function measure(run) {
  const times = [];
  for (let i = 0; i < roundCount; i++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(2);
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`;
}

const out = new Uint16Array(3 * widthPx * heightPx);
console.log(`${widthPx}x${heightPx}, ${file.length} bytes; CPU ms, median and quartiles`);
console.log(`whole        ${measure(() => decodeOwnBytes(Uint8Array.from(file)))}`);
console.log(`  checksums  ${measure(() => collectImageData(file, { crc32 }))}`);
console.log(
  `  inflate    ${measure(() => inflateSync(data, { maxOutputLength: expected, chunkSize: expected + 1 }))}`,
);
console.log(`  filters    ${measure(() => unfilterRgb16(lines, widthPx, heightPx, out))}`);
