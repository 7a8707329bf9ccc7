/** Redis servers that say no: whoever asks them ends within seconds, with reason and cure, and leaves nothing open. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainUrl, withoutSecrets } from '../../dist/nas/executors/bullmq/redis-url.js';
import {
  createBullmqExecutor,
  createStudy,
  startTrialWorker,
  type TrialJob,
} from '../../dist/nas/index.js';
import { freePort } from '../support/free-port.js';
import { runCli } from '../support/run-cli.js';
import { type FakeRedis, startFakeRedis } from './fake-redis.js';
import { describeStudy } from './fake-study.js';
import { describeWithRedis } from './redis-server.js';

const ANSWERS: readonly [answer: string, cure: RegExp][] = [
  ['NOPERM this user has no permissions to run the command', /a user that may run .*REDIS_URL/],
  ['NOAUTH Authentication required.', /a Redis that lets us in.*REDIS_URL/],
  ['WRONGPASS invalid username-password pair or user is disabled.', /lets us in.*REDIS_URL/],
  [
    "CROSSSLOT Keys in request don't hash to the same slot",
    /one slot of the cluster.*--queue '\{q\}'/,
  ],
  [
    'MOVED 3999 10.0.0.2:6381',
    /the node of the cluster.*10\.0\.0\.2:6381.*--queue '\{q\}'.*--redis/,
  ],
  ["OOM command not allowed when used memory > 'maxmemory'.", /memory to spare.*maxmemory/],
  ["READONLY You can't write against a read only replica.", /may be written to.*primary/],
  ['MISCONF Redis is configured to save RDB snapshots', /save to its disk.*its log/],
  ["ERR unknown command 'X', with args beginning with:", /a Redis that knows/],
  ['ERR this is the database of somebody else', /a Redis that runs .*see its log/],
];
const job = { studyId: 'refused', trialId: 1, attempt: 1, spec: {} } as unknown as TrialJob;
const SOON = { timeout: 30_000, interval: 50 };

let redis: FakeRedis;
beforeEach(async () => {
  redis = await startFakeRedis();
});
afterEach(() => redis.close());

/** All that a coordinator does: comes, measures, hands out a job. */
async function coordinate(url = redis.url): Promise<void> {
  const executor = await createBullmqExecutor({ redis: url, queue: 'q' });
  try {
    await executor.whileQuiet(async () => undefined);
    await executor.submit(job);
  } finally {
    await executor.close();
  }
}

async function work(url = redis.url): Promise<void> {
  const worker = await startTrialWorker({ redis: url, queue: 'q' });
  const fault = await worker.failed;
  await worker.close();
  throw fault;
}

const within = <T>(promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('it did not end')), SOON.timeout),
    ),
  ]);

async function expectRefused(act: () => Promise<void>, answer: string, cure: RegExp) {
  const fault = await within(act()).catch((error: Error) => error);
  expect(fault).toMatchObject({ name: 'StudyError', message: expect.stringMatching(cure) });
  const { message } = fault as Error;
  expect(message.startsWith(`redis://127.0.0.1:${redis.port}: expected `)).toBe(true);
  expect(message).toContain(`got: ${answer}`);
  await expect.poll(() => redis.connected, SOON).toBe(0);
}

describe('each answer that is an error', () => {
  it.each(ANSWERS)('%s ends coordinator and worker', async (answer, cure) => {
    for (const command of ['PING', 'EVAL', 'HSET']) {
      redis.refusals = { [command]: answer };
      await expectRefused(coordinate, answer, cure);
      await expectRefused(work, answer, cure);
    }
  });
});

describe('each command that may be refused', () => {
  const refused = 'NOPERM no permissions';
  it.each(['INFO', 'CLIENT LIST', 'EVAL', 'HSET', 'HDEL', 'EVALSHA', 'HGETALL', '*'])(
    '%s ends a coordinator',
    async (command) => {
      redis.refusals = { [command]: refused };
      await expectRefused(coordinate, refused, /expected a user that may run [A-Z]+.*got/);
    },
  );

  it.each(['INFO', 'EVAL', 'HSET', 'HMGET', 'HDEL', 'BZPOPMIN', 'EVALSHA', '*'])(
    '%s ends a worker',
    async (command) => {
      redis.refusals = { [command]: refused };
      await expectRefused(work, refused, /expected a user that may run [A-Z]+.*got/);
    },
  );

  it('is named by its subcommand, too', async () => {
    redis.refusals = { 'CLIENT LIST': refused };
    await expectRefused(coordinate, refused, /may run CLIENT LIST, got/);
  });
});

it('an answer that comes in the middle ends what waits for its outcome', async () => {
  const executor = await createBullmqExecutor({ redis: redis.url, queue: 'q' });
  const outcome = executor.submit(job);
  setTimeout(() => {
    redis.refusals = { '*': "OOM command not allowed when used memory > 'maxmemory'." };
  }, 300);
  await expect(within(outcome)).rejects.toThrow(/memory to spare/);
  await expect(executor.submit(job)).rejects.toThrow(/memory to spare/);
  await executor.close();
  await expect.poll(() => redis.connected, SOON).toBe(0);
});

it('a Redis that is loading its data is waited for, and told of once', async () => {
  const notices: string[] = [];
  redis.refusals = { '*': 'LOADING Redis is loading the dataset in memory' };
  setTimeout(() => {
    redis.refusals = {};
  }, 1500);
  const executor = await createBullmqExecutor({
    redis: redis.url,
    queue: 'q',
    onNotice: (notice) => notices.push(notice),
  });
  expect(notices).toEqual([
    `${redis.url} is not ready (LOADING Redis is loading the dataset in memory); waiting for it`,
  ]);
  await executor.close();
});

it('whoever waits for a Redis that is loading can be told to stop', async () => {
  redis.refusals = { '*': 'LOADING Redis is loading the dataset in memory' };
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  const { signal } = stop;
  await expect(
    within(createBullmqExecutor({ redis: redis.url, queue: 'q', signal })),
  ).rejects.toThrow(/abort/);
});

describe('a password', () => {
  const place = () => `127.0.0.1:${redis.port}`;
  const urls: [string, string[]][] = [
    ['redis://me:top%2Fsecret@HOST', ['top%2Fsecret', 'top/secret']],
    [
      'redis://HOST?password=top%2Fsecret&username=someone',
      ['top%2Fsecret', 'top/secret', 'someone'],
    ],
    ['redis://HOST/2?db=2&password=top+secret', ['top+secret', 'top secret']],
    ['redis://:topsecret@HOST?sentinelPassword=othersecret', ['topsecret', 'othersecret']],
    ['redis://HOST#topsecret', ['topsecret']],
  ];

  it.each(urls)('in %s reaches no message and no journal', async (template, secrets) => {
    const url = template.replace('HOST', place());
    const echo = `ERR unknown command 'AUTH', with args beginning with: ${secrets.map((s) => `'${s}'`).join(' ')}`;
    redis.refusals = { '*': echo };
    for (const act of [coordinate, work]) {
      const fault = await within(act(url)).catch((error: Error) => error);
      expect(fault).toMatchObject({ name: 'StudyError' });
      for (const secret of secrets) expect((fault as Error).message).not.toContain(secret);
    }
    for (const secret of secrets) expect(plainUrl(url)).not.toContain(secret);
    expect(new URL(plainUrl(url)).host).toBe(place());
  });

  it('leaves the place itself as it is', () => {
    expect(plainUrl('rediss://me:x@host:6380/3?family=6&password=y')).toBe(
      'rediss://host:6380/3?family=6',
    );
    expect(plainUrl('redis://host')).toBe('redis://host');
    expect(withoutSecrets('connect ECONNREFUSED 127.0.0.1:1', 'redis://a:b@127.0.0.1:1')).toBe(
      'connect ECONNREFUSED 127.0.0.1:1',
    );
  });
});

describe('deepawb', () => {
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'deepawb-refused-'));
    const made = await runCli([
      'data',
      'synth',
      join(root, 'data'),
      '--train',
      '9',
      '--test',
      '1',
      '--size',
      '24x16',
    ]);
    expect(made.code).toBe(0);
    writeFileSync(
      join(root, 'tiny.yaml'),
      `name: tiny\ndata: { path: ${join(root, 'data')} }\ntrials: 2\n`,
    );
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const run = (url: string, ...more: string[]) =>
    runCli([
      'search',
      'run',
      join(root, 'tiny.yaml'),
      '--out',
      join(root, 'study'),
      '--executor',
      'bullmq',
      '--redis',
      url,
      ...more,
    ]);

  it.each([
    ['INFO', 'NOPERM this user has no permissions'],
    ['EVALSHA', "CROSSSLOT Keys in request don't hash to the same slot"],
    ['EVAL', 'MISCONF Redis is configured to save RDB snapshots'],
  ])('worker ends with exit code 3 where %s is refused', async (command, answer) => {
    redis.refusals = { [command]: answer };
    const ended = await within(runCli(['worker', '--redis', redis.url, '--queue', 'q']));
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain(`got: ${answer}`);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['CLIENT LIST', 'NOPERM this user has no permissions'],
    ['EVALSHA', "CROSSSLOT Keys in request don't hash to the same slot"],
  ])(
    'search run ends with exit code 3 where %s is refused',
    async (command, answer) => {
      redis.refusals = { [command]: answer };
      const ended = await runCli([
        'search',
        'run',
        join(root, 'tiny.yaml'),
        '--out',
        join(root, `refused-${command.length}`),
        '--executor',
        'bullmq',
        '--redis',
        redis.url,
        '--queue',
        'q',
      ]);
      expect(ended.code).toBe(3);
      expect(ended.stderr).toContain(`got: ${answer}`);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
    },
    60_000,
  );

  it('worker ends on SIGINT while it waits for trials', async () => {
    const ended = await within(
      runCli(['worker', '--redis', redis.url], {
        onStderr: (text, kill) => text.includes('Waiting for trials') && kill('SIGINT'),
      }),
    );
    expect(ended.code).toBe(130);
  });

  it('hides a password in its arguments from others on the machine', async () => {
    if (process.platform !== 'linux') return;
    const cli = join(import.meta.dirname, '../../dist/cli/main.js');
    const url = redis.url.replace('//', '//:topsecret@');
    const child = spawn(process.execPath, [cli, 'worker', '--redis', url], { stdio: 'ignore' });
    const shown = () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
    await expect.poll(shown, SOON).toMatch(/^deepawb worker/);
    expect(shown()).not.toContain('topsecret');
    child.kill('SIGKILL');
  });

  it('keeps a password out of all that a study leaves', async () => {
    const secret = 'topsecret';
    let said = '';
    const ended = await run(`${redis.url}?username=full&password=${secret}`, '--dry-run', '--json');
    said += ended.stdout + ended.stderr;
    redis.refusals = { EVALSHA: `ERR no ${secret}` };
    const refused = await run(`${redis.url}?username=full&password=${secret}`);
    said += refused.stdout + refused.stderr;
    expect(refused.code).toBe(3);
    const description = {
      ...describeStudy(),
      executor: { kind: 'bullmq', redis: `${redis.url}?password=${secret}`, queue: 'q' } as const,
    };
    createStudy(join(root, 'journal'), { description, dataHash: 'abc', device: 'here' }).close();
    said += readFileSync(join(root, 'journal', 'journal.jsonl'), 'utf8');
    expect(said).toContain('"event":"created"');
    expect(said).not.toContain(secret);
  }, 60_000);
});

describeWithRedis('a real Redis', () => {
  const servers: { kill(): void }[] = [];
  afterAll(() => {
    for (const server of servers) server.kill();
  });

  async function launch(lines: readonly string[]): Promise<number> {
    const port = await freePort();
    const dir = mkdtempSync(join(tmpdir(), 'deepawb-acl-'));
    const file = join(dir, 'redis.conf');
    writeFileSync(
      file,
      [`port ${port}`, 'bind 127.0.0.1', 'save ""', `dir ${dir}`, ...lines].join('\n'),
    );
    const server = spawn('redis-server', [file], { stdio: 'ignore' });
    servers.push({
      kill() {
        server.kill('SIGKILL');
        rmSync(dir, { recursive: true, force: true });
      },
    });
    for (let tries = 0; tries < 200; tries++) {
      if (spawnSync('redis-cli', ['-p', String(port), 'ping']).stdout?.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return port;
  }

  it.each(['client|list', 'info', 'evalsha', 'hset', 'xadd'])(
    'whose user may not run %s ends a coordinator with that sentence',
    async (command) => {
      const port = await launch(['user default off', `user some on >x1 ~* &* +@all -${command}`]);
      const url = `redis://some:x1@127.0.0.1:${port}`;
      const fault = await within(coordinate(url)).catch((error: Error) => error);
      expect(fault).toMatchObject({
        name: 'StudyError',
        message: expect.stringMatching(/expected a user that may run .*ACL SETUSER/),
      });
    },
  );

  it('whose user may not run bzpopmin or info ends a worker', async () => {
    for (const command of ['info', 'bzpopmin', 'evalsha']) {
      const port = await launch(['user default off', `user some on >x1 ~* &* +@all -${command}`]);
      const fault = await within(work(`redis://some:x1@127.0.0.1:${port}`)).catch((e: Error) => e);
      expect(fault).toMatchObject({ message: expect.stringMatching(/a user that may run/) });
    }
  });

  it('that is a cluster ends with the cure, which works', async () => {
    const port = await launch(['cluster-enabled yes', 'cluster-config-file nodes.conf']);
    spawnSync('redis-cli', ['-p', String(port), 'cluster', 'addslotsrange', '0', '16383']);
    // A cluster answers CLUSTERDOWN until it has looked at its slots, however long that takes.
    const state = () => spawnSync('redis-cli', ['-p', String(port), 'cluster', 'info']).stdout;
    await expect.poll(() => String(state()), SOON).toContain('cluster_state:ok');
    const url = `redis://127.0.0.1:${port}`;
    for (const act of [coordinate, work]) {
      await expect(within(act(url))).rejects.toThrow(/CROSSSLOT.*--queue '\{q\}'/);
    }
    const executor = await createBullmqExecutor({ redis: url, queue: '{q}' });
    await executor.whileQuiet(async () => undefined);
    await executor.close();
  });

  it('that is full ends with that sentence', async () => {
    const port = await launch(['maxmemory 1', 'maxmemory-policy noeviction']);
    await expect(within(coordinate(`redis://127.0.0.1:${port}`))).rejects.toThrow(/OOM.*maxmemory/);
  });
});
