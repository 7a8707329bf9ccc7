/**
 * What an installation of the packed package costs: packs it, installs it into an empty folder, counts packages and bytes, and
 * type-checks a strict program there that has neither DOM types nor skipLibCheck. Prints the figures; fails above the limits
 * of the project, and where a figure has grown by a tenth over package-size.json. `--record` writes that file anew.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIMITS = { installedMb: 25, packages: 20 };
const GROWTH = 1.1;

const root = join(import.meta.dirname, '..');
const recordFile = join(import.meta.dirname, 'package-size.json');
const folder = mkdtempSync(join(tmpdir(), 'deepawb-install-'));
const npm = (args, cwd) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Bytes on disk below a folder: blocks, as `du` counts them. */
function bytesBelow(path) {
  const { blocks } = lstatSync(path);
  if (!lstatSync(path).isDirectory()) return 512 * blocks;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 512 * blocks);
}

/** A program that imports every subpath that is code, checked as strictly as a consumer may. */
function checkTypes() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const paths = Object.keys(exports).filter((path) => exports[path].types);
  const lines = paths.map(
    (path, i) => `import * as m${i} from 'deepawb${path.slice(1)}';\nexport { m${i} };`,
  );
  writeFileSync(join(folder, 'program.ts'), `${lines.join('\n')}\n`);
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['program.ts'] }),
  );
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return paths.length;
}

try {
  const [packed] = Object.values(
    JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed.filename}`], folder);
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  // The lock file names the binaries of every platform; installed is this one's.
  const installed = Object.keys(packages).filter((path) => path && existsSync(join(folder, path)));
  const figures = {
    packedKb: Math.round(packed.size / 1000),
    files: packed.entryCount,
    installedMb: Number((bytesBelow(join(folder, 'node_modules')) / 1e6).toFixed(2)),
    packages: installed.length,
  };
  const subpaths = checkTypes();
  process.stdout.write(
    `npm i deepawb: ${figures.installedMb} MB in ${figures.packages} packages, limits ${LIMITS.installedMb} MB and ${LIMITS.packages}; ` +
      `${figures.packedKb} KB packed, ${figures.files} files; types of ${subpaths} subpaths need Node's alone\n`,
  );
  if (process.argv.includes('--record')) {
    const { inferKb } = JSON.parse(readFileSync(recordFile, 'utf8'));
    writeFileSync(recordFile, `${JSON.stringify({ ...figures, inferKb }, null, 2)}\n`);
  } else {
    const recorded = JSON.parse(readFileSync(recordFile, 'utf8'));
    for (const [name, value] of Object.entries(figures)) {
      const limit = Math.min(GROWTH * recorded[name], LIMITS[name] ?? Number.POSITIVE_INFINITY);
      if (value <= limit) continue;
      process.stderr.write(
        `package-size: ${name} is ${value}, recorded is ${recorded[name]}; if that is meant, run it with --record\n`,
      );
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
