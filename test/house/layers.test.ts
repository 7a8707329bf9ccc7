/** Who may import whom: the references of the projects, their imports, and ARCHITECTURE's table say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  actualImports,
  declaredImports,
  isPure,
  layers,
  ROOT,
  tableRows,
} from '../../scripts/layers.mjs';

const architecture = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
const rows = tableRows(architecture);
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

describe.each(layers())('layer %s', (layer: string) => {
  it('imports every layer that it may, and no other', () => {
    expect(declaredImports(layer)).toEqual(actualImports(layer));
  });

  it('stands in the table of ARCHITECTURE with its imports', () => {
    const row = rows.find((candidate: { layer: string }) => candidate.layer === layer);
    expect(row, "add a row; 'npm run layers' writes its last column").toBeDefined();
    expect(row).toMatchObject({ pure: isPure(layer), imports: declaredImports(layer).join(', ') });
  });

  it('is a subpath of the package, or the program', () => {
    if (layer === 'cli') return;
    const name = layer === 'root' ? '.' : `./${layer}`;
    expect(exports[name]?.default).toBe(`./dist/${layer}/index.js`);
  });
});

describe('the table of layers', () => {
  it('has no row for what is gone', () => {
    const known = new Set(layers());
    for (const { layer } of rows) expect(known, layer).toContain(layer);
  });
});
