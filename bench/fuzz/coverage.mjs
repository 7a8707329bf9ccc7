// Which branches of a reader's files its inputs went through, out of V8's coverage of the processes that read them. A branch is
// one way of an `if`, a `?:`, a `??`, `&&` or `||`, a case of a `switch`, a default of a parameter.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convert } from 'ast-v8-to-istanbul';
import { parseAst } from 'vite';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const sources = new Map();

/** Compiled files of a reader: those that its `covers` names, and all in the folders that it names. */
function filesOf(covers) {
  return covers.flatMap((path) => {
    const full = join(DIST, path);
    if (statSync(full).isFile()) return [full];
    return (
      readdirSync(full, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.js') && !name.endsWith('index.js'))
        .map((name) => join(full, name))
        // Types alone leave nothing that runs.
        .filter((file) => readFileSync(file, 'utf8').trim() !== 'export {};')
    );
  });
}

/** Branches of one file as V8 saw them in one process: how often each was taken, and where it is. */
async function branchesOf(file, functions) {
  if (!sources.has(file)) {
    const code = readFileSync(file, 'utf8');
    sources.set(file, { code, ast: parseAst(code) });
  }
  const { code, ast } = sources.get(file);
  const coverage = { scriptId: '0', url: `file://${file}`, functions };
  const [entry] = Object.values(await convert({ ast, code, wrapperLength: 0, coverage }));
  return Object.entries(entry.b).flatMap(([id, counts]) => {
    const { type, locations, loc } = entry.branchMap[id];
    return counts.map((count, i) => ({
      count,
      type,
      line: locations[i]?.start?.line ?? loc.start.line,
    }));
  });
}

const textAt = (file, line) => sources.get(file)?.code.split('\n')[line - 1]?.trim() ?? '';

/** The branches of a file: those of all its processes added up; null where none loaded it. */
async function addUp(files, dir) {
  // None where no process came so far as to write its own.
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    const { result } = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    for (const { url, functions } of result) {
      const file = url.startsWith('file:') ? fileURLToPath(url) : '';
      if (!files.has(file)) continue;
      const branches = await branchesOf(file, functions);
      const before = files.get(file);
      for (const [i, branch] of branches.entries()) branch.count += before?.[i]?.count ?? 0;
      files.set(file, branches);
    }
  }
  return files;
}

/**
 * Taken and all branches of a reader's files over all of its processes; a file that no process loaded counts as one branch that
 * was not taken.
 *
 * @param dir where the processes wrote their coverage (NODE_V8_COVERAGE)
 */
export async function branchCoverage(dir, covers) {
  const files = await addUp(new Map(filesOf(covers).map((file) => [file, null])), dir);
  const list = [...files].flatMap(([file, branches]) => {
    const name = file.slice(DIST.length);
    if (branches === null)
      return [{ key: name, file: name, line: 1, type: 'file', count: 0, text: 'never loaded' }];
    return branches.map(({ count, type, line }, i) => ({
      key: `${name} ${i}`,
      file: name,
      line,
      type,
      count,
      text: textAt(file, line),
    }));
  });
  const taken = list.filter(({ count }) => count > 0);
  const missed = list.filter(({ count }) => count === 0);
  const least = groupByFile(missed);
  return {
    taken: taken.map(({ key }) => key),
    all: list.map(({ key }) => key),
    missed,
    least: [...least]
      .map(([file, { length }]) => ({ file, missed: length }))
      .sort((a, b) => b.missed - a.missed),
  };
}

function groupByFile(branches) {
  const groups = new Map();
  for (const branch of branches)
    groups.set(branch.file, [...(groups.get(branch.file) ?? []), branch]);
  return groups;
}
