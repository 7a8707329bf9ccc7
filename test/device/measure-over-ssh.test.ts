import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureModelOverSsh } from '../../dist/device/index.js';
import { HAS_COMPILER } from '../support/needs.js';
import { runCli } from '../support/run-cli.js';
import { failureOf, LONG, MODEL, MODEL_FILE, QUICK } from './quick-model.js';
import { describeWithSshd, type SshServer, startSshServer } from './ssh-server.js';

describeWithSshd('measuring over SSH', () => {
  let server: SshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.close());

  const leftBehind = () => readdirSync(server.remoteDir);

  it('gives the figures of the device and leaves nothing on it', async () => {
    const steps: string[] = [];
    const { network, frame, memory, runner, machine } = await measureModelOverSsh(
      MODEL,
      server.target,
      { ...QUICK, onStep: (step) => steps.push(step) },
    );
    expect(network.cpu.minimumMs).toBeGreaterThan(0);
    expect(frame).toMatchObject(QUICK.frame);
    expect(memory.peakBytes).toBeGreaterThan(memory.modelBytes);
    expect(runner).toBe('node');
    expect(machine.versions.node).toBe(process.versions.node);
    expect(steps).toEqual(['make a folder', 'find node', 'copy', 'wait', 'run']);
    expect(leftBehind()).toEqual([]);
    expect(existsSync(server.turn)).toBe(false);
  });

  it.skipIf(!HAS_COMPILER)(
    'measures the exported C, compiled on the device or here [needs cc]',
    async () => {
      for (const compiler of [undefined, 'cc']) {
        const { runner, memory, network } = await measureModelOverSsh(MODEL, server.target, {
          ...QUICK,
          runner: 'c',
          ...(compiler ? { compiler } : {}),
        });
        expect(runner).toBe('c');
        expect(network.cpu.minimumMs).toBeGreaterThan(0);
        expect(memory.peakBytes).toBeLessThan(8e6);
      }
      expect(leftBehind()).toEqual([]);
    },
  );

  it('measures the exported module with a Node alone', async () => {
    const { runner, memory } = await measureModelOverSsh(MODEL, server.target, {
      ...QUICK,
      runner: 'wasm',
    });
    expect(runner).toBe('wasm');
    expect(memory.modelBytes).toBeLessThan(1e6);
    expect(leftBehind()).toEqual([]);
  });

  it('works in folders with a space and a quote in their names', async () => {
    const remoteDir = join(server.dir, "a b'c");
    mkdirSync(remoteDir);
    await measureModelOverSsh(MODEL, { ...server.target, remoteDir }, QUICK);
    expect(readdirSync(remoteDir)).toEqual([]);
  });

  it('waits while another measures, and says who', async () => {
    hold(server.turn, process.pid);
    try {
      const steps: string[] = [];
      const error = await failureOf(server.target, {
        timeoutMs: 3000,
        onStep: (step) => steps.push(step),
      });
      expect(error).toMatch(
        new RegExp(`^MeasureError: wait: .*3 s: process ${process.pid} measures there`),
      );
      expect(steps.at(-1)).toBe('wait');
    } finally {
      rmSync(server.turn, { recursive: true });
    }
    await expect.poll(leftBehind).toEqual([]);
  });

  it('takes the turn of one that is gone', async () => {
    hold(server.turn, spawnSync('true').pid);
    expect(await failureOf(server.target)).toBe('no error');
    expect(existsSync(server.turn)).toBe(false);
  });

  it('prints the figures from the command line', async () => {
    const { code, stdout, stderr } = await runCli([...command(server), '--json']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      model: MODEL_FILE,
      target: server.target.destination,
      runner: 'node',
    });
  });

  it('stops on Ctrl-C, and the device with it', async () => {
    const size = `${LONG.frame.widthPx}x${LONG.frame.heightPx}`;
    const args = [...command(server), '--runs', `${LONG.runs}`, '--frame', size];
    let begun = false;
    const run = await runCli(args, {
      onStderr: (text, kill) => {
        if (begun || !text.includes(': run')) return;
        begun = true;
        kill('SIGINT');
      },
    });
    expect(run.code).toBe(130);
    expect(run.stdout).toBe('');
    await expect.poll(leftBehind, { timeout: 60_000 }).toEqual([]);
  });

  it('fails from the command line with the step, the reason and the cure', async () => {
    const empty = join(server.dir, 'none');
    writeFileSync(empty, '');
    const { code, stdout, stderr } = await runCli([...command(server), '--known-hosts', empty]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      `host key: ${server.target.destination} is not among the known hosts; check its key's fingerprint on the ` +
        `device, then add it: ssh-keyscan -p ${server.port} 127.0.0.1 >>${empty}`,
    );
  });
});

function command({ target, port }: SshServer): string[] {
  const { destination, identity, knownHosts, remoteDir } = target;
  return [
    ...['measure', 'model', MODEL_FILE, '--ssh', destination, '--port', String(port)],
    ...['--identity', identity!, '--known-hosts', knownHosts!, '--remote-dir', remoteDir!],
    ...['--runs', '2', '--frame', '32x24'],
  ];
}

/** Takes the turn on the device in a process's name. */
function hold(turn: string, pid: number): void {
  mkdirSync(turn);
  writeFileSync(join(turn, 'pid'), `${pid}\n`);
}
