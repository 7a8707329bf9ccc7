/** Builds the page of `deepawb label` (apps/label) into dist/labels/page, where its server finds it. */
import { join } from 'node:path';
import { build } from 'vite';

await build({ configFile: join(import.meta.dirname, '../apps/label/vite.config.ts') });
