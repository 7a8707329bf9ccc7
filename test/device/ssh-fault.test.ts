import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkDestination,
  type MeasureOverSshOptions,
  measureModelOverSsh,
  type SshTarget,
} from '../../dist/device/index.js';
import { sshArguments } from '../../dist/device/ssh/ssh-target.js';
import { HAS_COMPILER } from '../support/needs.js';
import { startCuttingProxy } from './cutting-proxy.js';
import { failureOf, LONG, MODEL, QUICK } from './quick-model.js';
import { describeWithSshd, makeKey, type SshServer, startSshServer } from './ssh-server.js';

describeWithSshd('a measurement over SSH that fails', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.close());

  const file = (name: string) => join(server.dir, name);
  const failing = (target: Partial<SshTarget>, options?: MeasureOverSshOptions) =>
    failureOf({ ...server.target, ...target }, options);
  /** Well before the time limit of a measurement: the device itself notices. */
  const expectDeviceClean = () =>
    expect.poll(() => readdirSync(server.remoteDir), { timeout: 60_000 }).toEqual([]);

  it('refuses a host whose key is not known, and says how to add it', async () => {
    writeFileSync(file('empty'), '');
    const error = await failing({ knownHosts: file('empty') });
    expect(error).toMatch(/^MeasureError: host key: .* is not among the known hosts/);
    expect(error).toContain(`ssh-keyscan -p ${server.port} 127.0.0.1 >>${file('empty')}`);
  });

  it('refuses a host that shows another key than the known one, and says how to forget that', async () => {
    makeKey(file('other'));
    const [type, key] = readFileSync(file('other.pub'), 'utf8').split(' ');
    writeFileSync(file('wrong_hosts'), `[127.0.0.1]:${server.port} ${type} ${key}\n`);
    const error = await failing({ knownHosts: file('wrong_hosts') });
    expect(error).toMatch(/^MeasureError: host key: .* another key than the known one/);
    expect(error).toContain(`ssh-keygen -R '[127.0.0.1]:${server.port}' -f ${file('wrong_hosts')}`);
  });

  it('says that no key was taken, or that there is none', async () => {
    expect(await failing({ identity: file('stranger') })).toMatch(
      /^MeasureError: authenticate: .* none of the keys .*--identity .*ssh-add/,
    );
    expect(await failing({ identity: file('nobody') })).toMatch(
      /^MeasureError: authenticate: expected a private key, no such file: .*nobody/,
    );
  });

  it('says that nobody answers', async () => {
    expect(await failing({ port: 1 })).toMatch(/^MeasureError: connect: .*refused/);
  });

  it('does not wait for a host that accepts and says nothing', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    expect(await failing({ port }, { timeoutMs: 800 })).toMatch(
      /^MeasureError: connect: .* took longer than 0.8 s/,
    );
    silent.close();
  });

  it('does not wait for a proxy that hangs', async () => {
    const client = execFileSync('/bin/sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim();
    mkdirSync(file('proxied'));
    writeScript(file('proxied/ssh'), `exec ${client} -o ProxyCommand='sleep 60' "$@"`);
    const path = process.env.PATH;
    process.env.PATH = `${file('proxied')}:${path}`;
    const start = performance.now();
    try {
      expect(await failing({}, { timeoutMs: 800 })).toMatch(/^MeasureError: connect: .*0.8 s/);
    } finally {
      process.env.PATH = path;
    }
    expect(performance.now() - start).toBeLessThan(50_000);
  });

  it('says at which step the connection dropped, and the device stops by itself', async () => {
    for (const lost of ['copy', 'run']) {
      const proxy = await startCuttingProxy(server.port);
      const hosts = server.hostLine.replace(String(server.port), String(proxy.port));
      writeFileSync(file('proxy_hosts'), hosts);
      const error = await failing(
        { port: proxy.port, knownHosts: file('proxy_hosts') },
        { ...LONG, onStep: (step) => step === lost && proxy.cut() },
      );
      proxy.close();
      // What was sent before the cut may still arrive.
      expect(error).toMatch(
        lost === 'run'
          ? /^MeasureError: run: the connection to .* dropped/
          : /^MeasureError: (copy|wait|run): the connection to .* dropped/,
      );
      await expectDeviceClean();
    }
  });

  it('gives up in time', async () => {
    expect(await failing({}, { ...LONG, timeoutMs: 2500 })).toMatch(
      /^MeasureError: run: .* took longer than 2.5 s/,
    );
    await expectDeviceClean();
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const error = await failing(
      {},
      {
        ...LONG,
        signal: controller.signal,
        onStep: (step) => step === 'run' && controller.abort(new Error('told to stop')),
      },
    );
    expect(error).toBe('Error: told to stop');
    await expectDeviceClean();
  });

  it('names a folder that is not there', async () => {
    expect(await failing({ remoteDir: file('nowhere') })).toMatch(
      /^MeasureError: make a folder: .*nowhere/,
    );
  });

  it('says what is wrong with a model', async () => {
    const damaged = Uint8Array.from(MODEL);
    damaged[damaged.length - 9]! ^= 1;
    const error = await measureModelOverSsh(damaged, server.target, QUICK).catch(String);
    expect(error).toMatch(/MeasureError: run: .*ModelFileError/);
  });

  it('says that the device has no Node, or an old one', async () => {
    const bin = file('bin');
    mkdirSync(bin);
    for (const tool of ['sh', 'mktemp', 'rm', 'sleep']) {
      const found = execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' });
      writeScript(join(bin, tool), `exec ${found.trim()} "$@"`);
    }
    const lines = readFileSync(file('authorized_keys'), 'utf8');
    const forced = `PATH=${bin}; export PATH; eval \\"$SSH_ORIGINAL_COMMAND\\"`;
    writeFileSync(file('authorized_keys'), `command="${forced}" ${lines}`);
    try {
      expect(await failing({})).toMatch(/^MeasureError: find node: .*no node .*--runner c/);
      writeScript(join(bin, 'node'), 'echo v18.20.4');
      expect(await failing({})).toMatch(/^MeasureError: find node: .*node v18.20.4 is too old/);
      expect(await failing({}, { runner: 'c' })).toMatch(/^MeasureError: copy: /);
    } finally {
      writeFileSync(file('authorized_keys'), lines);
    }
  });

  it('says that the disk of the device is full', async ({ skip }) => {
    await onSmallDisk(file('small'), 'size=16k', skip, async (small) => {
      expect(await failing({ remoteDir: small })).toMatch(
        /^MeasureError: copy: no space left on .*--remote-dir/,
      );
      expect(readdirSync(small)).toEqual([]);
    });
  });

  it.skipIf(!HAS_COMPILER)('says that programs may not run there [needs cc]', async ({ skip }) => {
    await onSmallDisk(file('noexec'), 'noexec', skip, async (noexec) => {
      expect(await failing({ remoteDir: noexec }, { runner: 'c' })).toMatch(
        /^MeasureError: run: .* programs may not run .*--remote-dir/,
      );
      expect(readdirSync(noexec)).toEqual([]);
    });
  });

  it('says that a program was made for another processor', async () => {
    // An ELF header that no processor here takes.
    const lines = ['while [ "$1" != -o ]; do shift; done', `printf '\\177ELF\\001\\377' >"$2"`];
    writeScript(file('foreign-cc'), lines.join('\n'));
    expect(await failing({}, { runner: 'c', compiler: file('foreign-cc') })).toMatch(
      /^MeasureError: run: .* cannot run what --cc made; name a compiler for its processor, \w+/,
    );
  });
});

describe('an SSH target', () => {
  it('is whatever OpenSSH takes for a user and a host', () => {
    const destinations = [
      'pi',
      'pi@camera.local',
      'pi@10.0.0.7',
      'pi@[fe80::1%eth0]',
      'pi@::1',
      '::1',
      'fe80::1%eth0',
      'svc+build@cam',
      'CORP\\alice@cam',
      'alice@corp@cam',
      'alice@corp.example@10.0.0.7',
      'HOST$@cam',
      'pi@my_board',
    ];
    for (const destination of destinations) {
      expect(checkDestination(destination)).toBe(destination);
      expect(sshArguments({ destination }).slice(-2)).toEqual(['--', destination]);
    }
  });

  it.each([
    ['ssh://pi@cam:2222', 'pi@cam', '2222'],
    ['ssh://pi@cam:2222/', 'pi@cam', '2222'],
    ['ssh://cam', 'cam', null],
    ['ssh://pi@[::1]:22', 'pi@::1', '22'],
    ['ssh://alice%40corp@cam', 'alice@corp@cam', null],
    ['ssh://alice@corp@cam', 'alice@corp@cam', null],
    ['ssh://CORP%5Calice@cam', 'CORP\\alice@cam', null],
  ])('may be an address: %s', (destination, name, port) => {
    const text = sshArguments({ destination });
    expect(text.at(-1)).toBe(name);
    expect(text.includes('-p') ? text[text.indexOf('-p') + 1] : null).toBe(port);
    const own = sshArguments({ destination, port: 7 });
    expect(own[own.indexOf('-p') + 1]).toBe('7');
  });

  it('holds no password, which no error repeats', () => {
    const destinations = [
      'pi:secret@camera',
      'pi:se@secret@camera',
      'a@b:secret@c',
      'ssh://pi:secret@camera:22',
      'ssh://pi%3Asecret@camera',
    ];
    for (const destination of destinations) {
      expect(() => checkDestination(destination)).toThrow(/^((?!secret).)*without a password/);
    }
  });

  it('holds no options, and nothing that a shell would run', async () => {
    const destinations = [
      '',
      '@',
      'pi@',
      '@cam',
      '-oProxyCommand=true',
      '-l@cam',
      'pi@-x',
      'ssh://-oProxyCommand=true',
      'ssh://pi@-x',
      'ssh://%2DoProxyCommand=true@cam',
      'ssh://pi@%2Dx',
      'a b',
      'a\n@cam',
      'pi@cam\u0000',
      'pi@`id`',
      'pi@$(id)',
      'pi;id@cam',
      'pi\\@cam',
      'pi@a\\b',
      'pi@[cam]',
      'ssh://pi@[cam]',
      'ssh://pi@::1',
      'ssh://pi@cam/path',
      'sftp://pi@cam',
      'ssh://pi%zz@cam',
    ];
    for (const destination of destinations) {
      expect(() => checkDestination(destination), destination).toThrow(/expected user@host/);
    }
    expect(() => checkDestination('pi@cam:22')).toThrow(/--port, or write ssh:\/\/pi@cam:22/);
    expect(() => checkDestination('ssh://pi@cam:99999')).toThrow(/^port: .*99999/);
    expect(await failureOf({ destination: 'pi', port: 0 })).toMatch(/^RangeError: port: .*got 0/);
    expect(await failureOf({ destination: 'pi', remoteDir: '-p' })).toMatch(
      /^RangeError: remote folder: .*'-p'/,
    );
  });

  it('is read by the client here as it is meant', () => {
    const asked = (destination: string) => {
      const { stdout } = spawnSync('ssh', ['-G', ...sshArguments({ destination })], {
        encoding: 'utf8',
      });
      const of = (key: string) => new RegExp(`^${key} (.*)$`, 'm').exec(stdout)?.[1];
      return [of('user'), of('hostname'), of('port')];
    };
    if (spawnSync('ssh', ['-V']).status !== 0) return;
    expect(asked('alice@corp@cam')).toEqual(['alice@corp', 'cam', '22']);
    expect(asked('pi@::1')).toEqual(['pi', '::1', '22']);
    expect(asked('CORP\\alice@cam')).toEqual(['CORP\\alice', 'cam', '22']);
    expect(asked('ssh://pi@[::1]:2222')).toEqual(['pi', '::1', '2222']);
    expect(asked('ssh://alice%40corp@cam:2222')).toEqual(['alice@corp', 'cam', '2222']);
  });
});

function writeScript(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** A file system of its own; skips where mounting is not allowed. */
async function onSmallDisk(
  folder: string,
  options: string,
  skip: (why: string) => void,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  mkdirSync(folder);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status !== 0) {
    skip('mounting a disk needs root');
  }
  try {
    await body(folder);
  } finally {
    spawnSync('umount', [folder]);
  }
}
