/** Tuned constants as docs/settings.md has them, each beside the run that chose it. */
import { readFileSync } from 'node:fs';

const PAGE = new URL('../../docs/settings.md', import.meta.url);

type Tree = { [name: string]: unknown };

/** The table under the heading of that name: `| a.b | value |`, values as JSON. Throws where there is none. */
export function documentedSettings(name: string): Tree {
  const sections = readFileSync(PAGE, 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`\`${name}\`\n`));
  if (!section) throw new Error(`docs/settings.md: expected a section ${name}, got none`);
  const settings: Tree = {};
  for (const [, path = '', value = ''] of section.matchAll(/^\| `([\w.]+)` \| (.+?) \|/gm)) {
    const names = path.split('.');
    const last = names.pop() as string;
    let at = settings;
    for (const key of names) {
      at[key] ??= {};
      at = at[key] as Tree;
    }
    at[last] = value === 'Infinity' ? Number.POSITIVE_INFINITY : JSON.parse(value);
  }
  return settings;
}
