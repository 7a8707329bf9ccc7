/** What a study calls the device that its costs are measured on. */
import { hostname } from 'node:os';
import type { StudyDescription } from './description/study-description.js';

export function deviceName({ device }: StudyDescription): string {
  return device.kind === 'ssh' ? device.destination : `${hostname()} (this machine)`;
}
