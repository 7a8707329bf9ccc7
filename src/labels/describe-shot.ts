/** A picture of a folder of shots, in a line. */
import { visibleText } from '../text/index.js';
import type { ShotRecord } from './shot-record.js';

/** What is known of it: camera, size, exposure, the camera's own answer, shading, chart, warnings. */
export function describeShot(shot: ShotRecord): string {
  const { image, camera, widthPx, heightPx, exposureSeconds, iso, asShot, chart, shading } = shot;
  const exposure = exposureSeconds === null ? [] : [exposureText(exposureSeconds)];
  const facts = [
    camera ?? 'unknown camera',
    `${widthPx}x${heightPx}`,
    ...exposure,
    ...(iso === null ? [] : [`ISO ${iso}`]),
    asShot === null ? 'no own answer' : `as shot ${asShot.r.toFixed(4)} ${asShot.b.toFixed(4)}`,
    `shading ${shading}`,
    ...(chart === null ? [] : [`chart ${chart.confidence.toFixed(2)}`]),
    ...shot.warnings,
  ];
  return visibleText(`${image}  ${facts.join(', ')}`);
}

function exposureText(seconds: number): string {
  return seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${Number(seconds.toFixed(2))} s`;
}
