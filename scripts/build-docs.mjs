/** `npm run docs`: the site of the documentation, to be opened from the disk. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from './site/build-site.mjs';

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(import.meta.dirname, '../site') } },
});
const out = resolve(values.out);
const pages = await buildSite(out);
process.stdout.write(`${pages.length} pages: ${join(out, 'index.html')}\n`);
