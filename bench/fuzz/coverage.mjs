// Which branches of a reader's files its inputs went through, out of V8's coverage of the processes that read them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convert } from 'ast-v8-to-istanbul';
import { parseAst } from 'vite';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Compiled files of a reader: those that its `covers` names, and all in the folders that it names. */
function filesOf(covers) {
  return covers.flatMap((path) => {
    const full = join(DIST, path);
    if (statSync(full).isFile()) return [full];
    return readdirSync(full, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(full, name));
  });
}

/** Branches of one file as V8 saw them in one process, by place. */
async function branchesOf(file, functions) {
  const code = readFileSync(file, 'utf8');
  const data = await convert({
    ast: parseAst(code),
    code,
    wrapperLength: 0,
    coverage: { scriptId: '0', url: `file://${file}`, functions },
  });
  const [entry] = Object.values(data);
  return { taken: Object.values(entry.b).flat(), map: entry.branchMap };
}

/**
 * Taken and all branches of a reader's files over all of its processes; a file that no process loaded counts as one branch that
 * was not taken.
 *
 * @param dir where the processes wrote their coverage (NODE_V8_COVERAGE)
 */
export async function branchCoverage(dir, covers) {
  const files = new Map(filesOf(covers).map((file) => [file, null]));
  for (const name of readdirSync(dir)) {
    const { result } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    for (const { url, functions } of result) {
      const file = url.startsWith('file:') ? fileURLToPath(url) : '';
      if (!files.has(file)) continue;
      const { taken } = await branchesOf(file, functions);
      const before = files.get(file);
      files.set(file, before ? before.map((count, i) => count + taken[i]) : taken);
    }
  }
  let [taken, all] = [0, 0];
  const least = [];
  for (const [file, counts] of files) {
    const here = counts ?? [0];
    const hit = here.filter((count) => count > 0).length;
    taken += hit;
    all += here.length;
    if (here.length > 0) least.push({ file: file.slice(DIST.length), hit, all: here.length });
  }
  least.sort((a, b) => a.hit - a.all - (b.hit - b.all));
  return { taken, all, least };
}
