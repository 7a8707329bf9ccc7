/**
 * Where the real pictures lie that never enter this project: `../shared/data` beside the checkout, or
 * the folder that DEEPAWB_SHARED names. Tests that need them are reported as skipped without them.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeWhere } from './needs.js';

const SHARED = resolve(process.env.DEEPAWB_SHARED ?? join(import.meta.dirname, '../../../shared'));

/** Absolute path of a file or folder below shared/data. */
export function sharedData(...parts: string[]): string {
  return join(SHARED, 'data', ...parts);
}

/** `describe` for tests on real data: skipped where the named folder of shared/data is absent. */
export function describeWithShared(folder: string, title: string, body: () => void): void {
  describeWhere(existsSync(sharedData(folder)), `shared/data/${folder}`, title, body);
}
