/** Folders of measurements: gone when the work is, and those that kills have left are cleared away. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const MODULE = pathToFileURL(
  join(import.meta.dirname, '../../dist/device/temporary-folder.js'),
).href;
const RANDOM = '0123456789ab';

/** A process that has ended, whose number no other has yet. */
const ended = () => spawnSync(process.execPath, ['-e', '']).pid;

it('sweeps away what processes left that are dead for more than an hour, and nothing else', () => {
  const place = mkdtempSync(join(tmpdir(), 'deepawb-sweep-'));
  try {
    const make = (name: string, hours: number) => {
      mkdirSync(join(place, name));
      writeFileSync(join(place, name, 'file'), '');
      const then = new Date(Date.now() - hours * 3_600_000);
      utimesSync(join(place, name), then, then);
      return name;
    };
    const dead = ended();
    make(`deepawb-measure-${dead}-${RANDOM}`, 1.01);
    make(`deepawb-compile-${dead}-${RANDOM}`, 24);
    const kept = [
      make(`deepawb-measure-${dead}-ba9876543210`, 0.9),
      make(`deepawb-measure-${process.pid}-${RANDOM}`, 24),
      make(`deepawb-other-${dead}-${RANDOM}`, 24),
      make(`deepawb-measure-${dead}-${RANDOM}0`, 24),
      make(`my-deepawb-measure-${dead}-${RANDOM}`, 24),
    ];
    const script = `
      import { statSync, writeFileSync } from 'node:fs';
      const { withTemporaryFolder } = await import('${MODULE}');
      const folder = await withTemporaryFolder('measure', async (folder) => {
        if ((statSync(folder).mode & 0o777) !== 0o700) throw new Error('others may read it');
        writeFileSync(folder + '/file', '');
        return folder;
      });
      process.stdout.write(folder);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR: place },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\/deepawb-measure-\d+-[0-9a-f]{12}$/);
    expect(readdirSync(place).sort()).toEqual(kept.sort());
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
