import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_COMPILER } from '../support/needs.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

describe('deepawb measure model', () => {
  let root: string;
  let temporary: string;
  const run = (...args: string[]) =>
    runHere(['measure', 'model', ...args], { cwd: root, env: { TMPDIR: temporary } });
  const quickly = (...args: string[]) => run('tiny.awb', '--runs', '3', ...args);

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'deepawb-cli-measure-'));
    temporary = mkdtempSync(join(root, 'tmp-'));
    writeTinyModel(join(root, 'tiny.awb'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('prints times, memory and machine within 80 columns', async () => {
    const { code, stdout, stderr } = await quickly('--frame', '320x240');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('tiny.awb');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^ms +CPU min +CPU median +wall min +wall median/m);
    expect(stdout).toMatch(/^network alone( +[\d.]+){4} *$/m);
    expect(stdout).toMatch(/^320x240 frame to gains( +[\d.]+){4} *$/m);
    expect(stdout).toMatch(/^first call of the network +[\d.]+ *$/m);
    expect(stdout).toMatch(/^memory +peak [\d.]+ MB, the whole process; [\d.]+ [kM]?B more/m);
    expect(stdout).toMatch(/^governor +\S/m);
    expect(stdout).toMatch(/^temperature +\S/m);
    expect(stdout).toContain(`node ${process.versions.node}`);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('answers --json with all figures, of the default frame', async () => {
    const { code, stdout } = await quickly('--json');
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      model: 'tiny.awb',
      target: null,
      runner: 'node',
      network: { cpu: { runs: 3 }, wall: { runs: 3 } },
      frame: { widthPx: 648, heightPx: 432, cpu: { runs: 3 } },
      machine: { versions: { node: process.versions.node } },
    });
    expect(answer.frame.cpu.minimumMs).toBeGreaterThan(answer.network.cpu.minimumMs);
    expect(answer.memory.peakBytes).toBeGreaterThan(answer.memory.baselineBytes);
  });

  it('takes the model of the package where none is named', async () => {
    const { code, stdout } = await run('--runs', '1', '--frame', '32', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).model).toMatch(/models\/.*\.awb$/);
  });

  it.skipIf(!HAS_COMPILER)('measures the exported C with --runner c [needs cc]', async () => {
    const { code, stdout } = await quickly('--runner', 'c', '--cc', 'cc');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^runner +exported C, compiler \S/m);
  });

  it('measures the exported module with --runner wasm', async () => {
    const { code, stdout } = await quickly('--runner', 'wasm');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^runner +exported WASM in Node, /m);
    expect(stdout).toMatch(/^memory +peak [\d.]+ MB, the whole process; [\d.]+ kB the model's/m);
  });

  it('fails with the step and the cure', async () => {
    const slow = await run('tiny.awb', '--runs', '100000', '--timeout', '0.5');
    expect(slow).toMatchObject({ code: 1, stdout: '' });
    expect(slow.stderr).toMatch(/run: took longer than 0.5 s/);
    const compiler = await quickly('--runner', 'c', '--cc', 'no-such-cc');
    expect(compiler).toMatchObject({ code: 1, stdout: '' });
    expect(compiler.stderr).toMatch(/compile: no C compiler 'no-such-cc' here; .*--cc/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('exits 2 for options that do not go together, and 3 for files that are not what they should be', async () => {
    writeFileSync(join(root, 'text.awb'), 'hello');
    const cases: [string[], number, RegExp][] = [
      [['tiny.awb', '--runs', '0'], 2, /whole number from 1 to 100000/],
      [['tiny.awb', '--frame', '0x5'], 2, /WIDTHxHEIGHT/],
      [['tiny.awb', '--timeout', 'never'], 2, /Expected a number from 0.1/],
      [['tiny.awb', '--runner', 'python'], 2, /Allowed choices are node, wasm, c/],
      [['tiny.awb', '--cc', 'gcc'], 2, /--cc: expected --runner c/],
      [['tiny.awb', '--port', '22'], 2, /--port: expected --ssh user@host/],
      [['tiny.awb', '--remote-dir', '/tmp'], 2, /--remote-dir: expected --ssh user@host/],
      [['tiny.awb', '--ssh', '-oProxyCommand=true'], 2, /--ssh: expected user@host/],
      [['tiny.awb', '--ssh', 'pi@a', '--port', '0'], 2, /from 1 to 65535/],
      [['tiny.awb', '--ssh', 'pi@a', '--identity', 'no-key'], 3, /no-key: no such file.*--ident/],
      [['tiny.awb', '--ssh', 'pi@a', '--known-hosts', 'no-hosts'], 3, /no-hosts: no such file/],
      [['missing.awb'], 3, /missing\.awb: expected a model, no such file/],
      [['text.awb'], 3, /text\.awb: .*does not start with 'DEEPAWB'/],
    ];
    for (const [args, code, expected] of cases) {
      const result = await run(...args);
      expect(result, args.join(' ')).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(expected);
    }
  });

  it('refuses a password without repeating it', async () => {
    for (const destination of ['pi:hunter2@camera', 'pi:hunt@hunter2@camera']) {
      const { code, stderr } = await run('tiny.awb', '--ssh', destination);
      expect(code).toBe(2);
      expect(stderr).toMatch(/expected user@host without a password.*use a key or an agent/);
      expect(stderr).not.toContain('hunt');
    }
  });
});
