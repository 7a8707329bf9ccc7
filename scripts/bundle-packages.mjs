/**
 * Takes the packages that the compiled code imports into dist/packages/, each bundled down to what is used of it, and points
 * the imports there, so that installing deepawb installs next to nothing (docs/adr/0007). Their licences are collected in
 * dist/packages/LICENSES.md. Files that are pointed there already are left alone; a build that changed nothing does nothing.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const target = join(dist, 'packages');

/** Imported by pure layers: bundled for browsers and Node alike. The others may use Node. */
const PURE = new Set(['fflate', 'fast-png', '@bufbuild/protobuf', 'yaml', 'flatbuffers']);
/** Left to npm: native code and fonts, and what users bring themselves. */
const LEFT_TO_NPM = new Set([
  '@resvg/resvg-js',
  '@expo-google-fonts/fira-mono',
  'bullmq',
  'ioredis',
]);

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const fileOf = (specifier) => `${specifier.replace(/^@/, '').replaceAll('/', '-')}.js`;

/** Compiled files, without what is bundled already. */
function compiledFiles() {
  return readdirSync(dist, { recursive: true })
    .filter((name) => name.endsWith('.js') && !/^(packages|web)[\\/]/.test(name))
    .map((name) => join(dist, name));
}

/** The import and export declarations of a compiled file that name a package to bundle: where, and which names. */
function packageImports(text) {
  if (!/from '[^.'/n]|from 'n(?!ode:)/.test(text)) return [];
  const source = ts.createSourceFile('x.js', text, ts.ScriptTarget.ES2023);
  return source.statements.flatMap((statement) => {
    const at = statement.moduleSpecifier;
    if (!at || at.text.startsWith('.') || at.text.startsWith('node:')) return [];
    if (LEFT_TO_NPM.has(packageOf(at.text))) return [];
    return [
      { specifier: at.text, start: at.getStart(source), end: at.end, names: namesOf(statement) },
    ];
  });
}

function namesOf(statement) {
  const clause = statement.importClause;
  const bindings = clause?.namedBindings ?? statement.exportClause;
  if (bindings && !bindings.elements) {
    throw new Error('bundle-packages: import names, not `* as`, so that the rest is left out');
  }
  const named = (bindings?.elements ?? []).map(
    ({ name, propertyName }) => (propertyName ?? name).text,
  );
  return clause?.name ? ['default', ...named] : named;
}

/** Union of the names used of each specifier. */
function namesBySpecifier(found) {
  const names = new Map();
  for (const { specifier, names: used } of found.flatMap(({ imports }) => imports)) {
    const all = names.get(specifier) ?? new Set();
    for (const name of used) all.add(name);
    names.set(specifier, all);
  }
  return names;
}

const ENTRY = '\0deepawb-entry:';

/** Modules that export just the used names of a package. */
function entries(names) {
  return {
    name: 'deepawb-entries',
    resolveId: (id) => (id.startsWith(ENTRY) ? id : undefined),
    load(id) {
      if (!id.startsWith(ENTRY)) return undefined;
      const specifier = id.slice(ENTRY.length);
      return `export { ${[...names.get(specifier)].sort().join(', ')} } from '${specifier}';`;
    },
  };
}

async function bundle(names, isPure) {
  const specifiers = [...names.keys()].filter((name) => PURE.has(packageOf(name)) === isPure);
  if (specifiers.length === 0) return [];
  const input = Object.fromEntries(
    specifiers.map((specifier) => [fileOf(specifier).slice(0, -3), ENTRY + specifier]),
  );
  const { output } = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [entries(names)],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ssr: !isPure,
      outDir: target,
      emptyOutDir: false,
      minify: true,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input,
        preserveEntrySignatures: 'strict',
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: `chunk-${isPure ? 'pure-' : ''}[hash].js`,
        },
      },
    },
    ssr: { noExternal: true },
  });
  return output.flatMap(({ moduleIds = [] }) => moduleIds);
}

/** Folder of the package that a bundled module belongs to. */
function packageFolder(id) {
  const path = id.split('?')[0].split('/');
  const at = path.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  return path.slice(0, at + (path[at + 1].startsWith('@') ? 3 : 2)).join('/');
}

/** Name, version and licence of every package that is in the bundles: a list for programs, and their texts. */
function writeLicences(moduleIds) {
  const folders = [...new Set(moduleIds.map(packageFolder))].filter(Boolean).sort();
  const list = folders.map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    return { name, version, license };
  });
  writeFileSync(join(target, 'bundled.json'), `${JSON.stringify(list, null, 2)}\n`);
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    const texts = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name))
      .map(({ name: file }) => readFileSync(join(folder, file), 'utf8').trim());
    return `## ${name} ${version} (${license})\n\n\`\`\`\n${texts.join('\n\n') || license}\n\`\`\`\n`;
  });
  const text = `# Packages whose code is in this folder\n\n${sections.join('\n')}`;
  writeFileSync(join(target, 'LICENSES.md'), text);
}

/** What the bundles depend on: the names used, the versions installed, and this script. */
function digestOf(names) {
  const require = createRequire(import.meta.url);
  const used = [...names].map(([specifier, set]) => [specifier, [...set].sort()]).sort();
  return createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(JSON.stringify(used))
    .update(
      readFileSync(join(dirname(require.resolve('vite/package.json')), '../.package-lock.json')),
    )
    .digest('hex');
}

const stamp = join(target, 'used.json');
if (!existsSync(stamp) && existsSync(target)) rmSync(target, { recursive: true });
const found = compiledFiles()
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  .map(({ file, text }) => ({ file, text, imports: packageImports(text) }))
  .filter(({ imports }) => imports.length > 0);

const before = existsSync(stamp)
  ? JSON.parse(readFileSync(stamp, 'utf8'))
  : { digest: '', names: {} };
// Files that a build before this one pointed to the bundles no longer say what they use: their names are remembered.
const names = namesBySpecifier(found);
for (const [specifier, used] of Object.entries(before.names)) {
  names.set(specifier, new Set([...(names.get(specifier) ?? []), ...used]));
}
const digest = digestOf(names);
if (digest !== before.digest) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const moduleIds = [...(await bundle(names, true)), ...(await bundle(names, false))];
  writeLicences(moduleIds);
  const remembered = Object.fromEntries([...names].map(([key, set]) => [key, [...set].sort()]));
  writeFileSync(stamp, JSON.stringify({ digest, names: remembered }));
}

for (const { file, text, imports } of found) {
  let rewritten = text;
  for (const { specifier, start, end } of imports.toReversed()) {
    const path = relative(dirname(file), join(target, fileOf(specifier)))
      .split(sep)
      .join('/');
    rewritten = `${rewritten.slice(0, start)}'${path}'${rewritten.slice(end)}`;
  }
  writeFileSync(file, rewritten);
}
