import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDestination, measureModelOverSsh, type SshTarget } from '../../dist/device/index.js';
import { runCli } from '../support/run-cli.js';
import { describeWithSshd, makeKey, type SshServer, startSshServer } from './ssh-server.js';

const MODEL_FILE = join(import.meta.dirname, '../../models', defaultModel());
const MODEL = readFileSync(MODEL_FILE);
const QUICK = { runs: 2, warmUp: 1, frame: { widthPx: 32, heightPx: 24 } };

function defaultModel(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../models/manifest.json'), 'utf8'))
    .default;
}

describeWithSshd('measuring over SSH', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.close());

  const file = (name: string) => join(server.dir, name);
  const leftBehind = () => readdirSync(server.remoteDir);
  const failing = (target: Partial<SshTarget>, options = {}) =>
    measureModelOverSsh(
      MODEL,
      { ...server.target, ...target },
      { ...QUICK, timeoutMs: 20_000, ...options },
    ).then(
      () => 'no error',
      ({ name, message }: Error) => `${name}: ${message}`,
    );

  it('gives the figures of the device and leaves nothing on it', async () => {
    const steps: string[] = [];
    const { network, memory, runner, machine } = await measureModelOverSsh(MODEL, server.target, {
      ...QUICK,
      onStep: (step) => steps.push(step),
    });
    expect(network.cpu.minimumMs).toBeGreaterThan(0);
    expect(memory.peakBytes).toBeGreaterThan(memory.modelBytes);
    expect(runner).toBe('node');
    expect(machine.versions.node).toBe(process.versions.node);
    expect(steps.at(-1)).toBe('run');
    expect(leftBehind()).toEqual([]);
  });

  it('measures the exported C, compiled on the device or here', async () => {
    for (const compiler of [undefined, 'cc']) {
      const { runner, memory, network } = await measureModelOverSsh(MODEL, server.target, {
        ...QUICK,
        runner: 'c',
        ...(compiler ? { compiler } : {}),
      });
      expect(runner).toBe('c');
      expect(network.cpu.minimumMs).toBeGreaterThan(0);
      expect(memory.peakBytes).toBeLessThan(16e6);
    }
    expect(leftBehind()).toEqual([]);
  });

  it('refuses a host whose key is not known, and says how to add it', async () => {
    writeFileSync(file('empty'), '');
    const error = await failing({ knownHosts: file('empty') });
    expect(error).toMatch(/^MeasureError: host key: .* is not among the known hosts/);
    expect(error).toContain(`ssh-keyscan -p ${server.port} 127.0.0.1`);
  });

  it('refuses a host that shows another key than the known one', async () => {
    makeKey(file('other'));
    const [type, key] = readFileSync(file('other.pub'), 'utf8').split(' ');
    writeFileSync(file('wrong_hosts'), `[127.0.0.1]:${server.port} ${type} ${key}\n`);
    expect(await failing({ knownHosts: file('wrong_hosts') })).toMatch(
      /^MeasureError: host key: .* another key than the known one/,
    );
  });

  it('says that no key was taken', async () => {
    expect(await failing({ identity: file('stranger') })).toMatch(/^MeasureError: authenticate: /);
  });

  it('says that nobody answers', async () => {
    expect(await failing({ port: 1 })).toMatch(/^MeasureError: connect: .*refused/);
  });

  it('says at which step the connection dropped, and the device cleans up alone', async () => {
    const proxy = await startCuttingProxy(server.port);
    writeFileSync(
      file('proxy_hosts'),
      server.hostLine.replace(String(server.port), String(proxy.port)),
    );
    const error = await failing(
      { port: proxy.port, knownHosts: file('proxy_hosts') },
      { runs: 200, onStep: (step: string) => step === 'run' && proxy.cut() },
    );
    proxy.close();
    expect(error).toMatch(/^MeasureError: run: the connection to .* dropped/);
    await expect.poll(leftBehind, { timeout: 20_000 }).toEqual([]);
  });

  it('gives up in time', async () => {
    const error = await failing(
      {},
      { runs: 100_000, frame: { widthPx: 2048, heightPx: 2048 }, timeoutMs: 2500 },
    );
    expect(error).toMatch(/^MeasureError: run: .* took longer than 2.5 s/);
    await expect.poll(leftBehind, { timeout: 20_000 }).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const error = await failing(
      {},
      {
        runs: 100_000,
        frame: { widthPx: 2048, heightPx: 2048 },
        timeoutMs: 4000,
        signal: controller.signal,
        onStep: (step: string) => step === 'run' && controller.abort(new Error('told to stop')),
      },
    );
    expect(error).toBe('Error: told to stop');
    await expect.poll(leftBehind, { timeout: 20_000 }).toEqual([]);
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

  it('says that the device has no Node', async () => {
    const bin = file('bin');
    mkdirSync(bin);
    for (const tool of ['sh', 'mktemp', 'rm', 'cat', 'wc', 'id', 'mkdir', 'sleep']) {
      const found = execFileSync('/bin/sh', ['-c', `command -v ${tool}`], {
        encoding: 'utf8',
      }).trim();
      writeFileSync(join(bin, tool), `#!/bin/sh\nexec ${found} "$@"\n`);
      chmodSync(join(bin, tool), 0o755);
    }
    const lines = readFileSync(file('authorized_keys'), 'utf8');
    writeFileSync(
      file('authorized_keys'),
      `command="PATH=${bin}; export PATH; eval \\"$SSH_ORIGINAL_COMMAND\\"" ${lines}`,
    );
    const error = await failing({});
    writeFileSync(file('authorized_keys'), lines);
    expect(error).toMatch(/^MeasureError: find node: .*--runner c/);
  });

  it('says that the disk of the device is full', async ({ skip }) => {
    const small = file('small');
    mkdirSync(small);
    const mounted =
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small]).status === 0;
    if (!mounted) skip('mounting a small disk needs root');
    try {
      expect(await failing({ remoteDir: small })).toMatch(
        /^MeasureError: copy: no space left on .*--remote-dir/,
      );
      expect(readdirSync(small)).toEqual([]);
    } finally {
      spawnSync('umount', [small]);
    }
  });

  it('works from the command line, and names failed steps there', async () => {
    const { destination, identity, knownHosts, remoteDir } = server.target;
    const place = ['--ssh', destination, '--port', String(server.port), '--identity', identity!];
    const rest = ['--remote-dir', remoteDir!, '--runs', '2', '--frame', '32x24', '--json'];
    const good = await runCli([
      'measure',
      'model',
      MODEL_FILE,
      ...place,
      '--known-hosts',
      knownHosts!,
      ...rest,
    ]);
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ target: destination, runner: 'node' });
    writeFileSync(file('none'), '');
    const bad = await runCli([
      'measure',
      'model',
      MODEL_FILE,
      ...place,
      '--known-hosts',
      file('none'),
      ...rest,
    ]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toMatch(/error: host key: /);
  });
});

describe('an SSH destination', () => {
  it('is a host, with a user or without', () => {
    for (const destination of ['pi', 'pi@camera.local', 'pi@10.0.0.7', 'pi@[fe80::1%eth0]']) {
      expect(checkDestination(destination)).toBe(destination);
    }
  });

  it('holds no password and no options', () => {
    expect(() => checkDestination('pi:secret@camera')).toThrow(/without a password/);
    for (const destination of ['', '-oProxyCommand=true', 'pi@-x', 'a b', 'a@b@c']) {
      expect(() => checkDestination(destination), destination).toThrow(/expected user@host/);
    }
  });
});

/** Passes bytes on until it is told to cut. */
async function startCuttingProxy(to: number) {
  const sockets = new Set<Socket>();
  const proxy = createServer((incoming) => {
    const outgoing = connect(to, '127.0.0.1');
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (proxy.address() as { port: number }).port,
    cut,
    close() {
      cut();
      proxy.close();
    },
  };
}
