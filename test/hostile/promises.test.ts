/** Every sentence of SECURITY.md that promises something has a test, and those that no other file holds are held here. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sshArguments } from '../../dist/device/ssh/ssh-target.js';
import { checkStudy, createStudy, resumeStudy } from '../../dist/nas/index.js';
import { describeStudy } from '../nas/fake-study.js';
import { runCli } from '../support/run-cli.js';
import { PROMISES } from './promises.js';

const ROOT = join(import.meta.dirname, '../..');

/** Sentences of the sections that promise, without what a list's entry begins with. */
function sentences(): string[] {
  const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
  const sections = text.split(/^## /m).filter((part) => !/^(?:# |Reporting)/.test(part));
  return sections.flatMap((section) =>
    section
      .split('\n')
      .slice(1)
      .filter((line) => line.trim() !== '')
      .flatMap((line) =>
        line
          .replace(/^- \*\*[^*]+\*\* /, '')
          .split(/(?<=\.) (?=[A-Z`])/)
          .filter((sentence) => sentence !== ''),
      ),
  );
}

describe('SECURITY.md', () => {
  it('has no sentence without a row, and no row without a sentence', () => {
    const starts = Object.keys(PROMISES);
    const all = sentences();
    expect(all.length).toBeGreaterThan(20);
    const without = all.filter((sentence) => !starts.some((start) => sentence.startsWith(start)));
    expect(without).toEqual([]);
    const stale = starts.filter((start) => !all.some((sentence) => sentence.startsWith(start)));
    expect(stale).toEqual([]);
  });

  it.each(
    Object.values(PROMISES)
      .flat()
      .flatMap((proof) => (proof === null ? [] : [[proof.file, proof.test] as const])),
  )('is held by %s: %s', (file, test) => {
    const text = readFileSync(join(ROOT, 'test', file), 'utf8');
    const names = [
      ...text.matchAll(/\b(?:it|test|describe)\b[^'"`]*(['"`])((?:\\.|(?!\1).)+)\1/gs),
    ];
    const titles = text.match(/(?<=['"`])[^'"`\n]{12,}(?=['"`],)/g) ?? [];
    const all = [...names.map(([, , name]) => name), ...titles];
    expect(all.some((name) => name?.includes(test))).toBe(true);
  });
});

describe('a study folder', () => {
  it('is read without a program being started', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-promise-'));
    try {
      const study = join(dir, 'study');
      createStudy(study, { description: describeStudy(), dataHash: 'h', device: 'here' }).close();
      // What a program might look for in a folder that it works in.
      const bait = 'throw new Error("ran");\n';
      for (const name of ['index.js', 'child.js', 'deepawb.config.js', 'package.json', '.npmrc'])
        writeFileSync(join(study, name), bait);
      mkdirSync(join(study, 'node_modules'));
      resumeStudy(study).close();
      const { code, stderr } = await runCli(['search', 'status', study], { cwd: study });
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain('ran');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it.each([
    'ssh://pi:canary7@host',
    'pi:canary7@host',
    'ssh://pi%3Acanary7@host',
    'http://pi:canary7@host',
    'ssh://:canary7@host:22',
  ])('takes no device with a password: %s', (destination) => {
    const device = { kind: 'ssh', destination };
    const study = () => checkStudy({ name: 's', data: { path: 'd' }, device }, 'study.yaml');
    expect(study).toThrow(/^study\.yaml: device\.destination: expected user@host/);
    expect(study).toThrow(expect.objectContaining({ message: expect.not.stringContaining('7') }));
  });
});

describe('a device', () => {
  it('is reached with keys only, and nothing goes on to it', () => {
    const settings = sshArguments({ destination: 'pi@host' });
    for (const setting of [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'PasswordAuthentication=no',
      'KbdInteractiveAuthentication=no',
      'ClearAllForwardings=yes',
      'ForwardAgent=no',
      'ForwardX11=no',
    ])
      expect(settings).toContain(setting);
    expect(settings.slice(-2)).toEqual(['--', 'pi@host']);
  });
});
