/** What of this machine the program can use: found or not, and what needs it. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { availableParallelism } from 'node:os';

export interface HostCheck {
  readonly name: string;
  readonly isFound: boolean;
  /** Version or place; what to do where it is missing. */
  readonly detail: string;
  /** What needs it. */
  readonly use: string;
}

export interface ExamineHostOptions {
  /** C compiler; default: cc. */
  readonly compiler?: string;
  /** Where a Redis may listen; default: this machine's usual port. */
  readonly redisPort?: number;
}

const ANSWER_MS = 5000;
const REDIS_MS = 1000;

/** Looks for each of them; nothing is changed, and nothing asked beyond this machine. */
export async function examineHost({
  compiler = 'cc',
  redisPort = 6379,
}: ExamineHostOptions = {}): Promise<HostCheck[]> {
  return [
    { name: 'Node', isFound: true, detail: process.versions.node, use: 'everything' },
    {
      name: 'cores',
      isFound: true,
      detail: String(availableParallelism()),
      use: 'training, decoding',
    },
    program(
      'C compiler',
      compiler,
      ['--version'],
      'install one, say the package gcc',
      'measure --runner c',
    ),
    program('ssh', 'ssh', ['-V'], 'install the package openssh-client', 'measure --ssh'),
    packageOf('bullmq', 'npm install bullmq ioredis', 'studies on several machines'),
    await redis(redisPort),
    packageOf('jpeg-js', 'npm install jpeg-js', 'DNGs with lossy JPEG'),
    packageOf('jxl-oxide-wasm', 'npm install jxl-oxide-wasm', 'DNGs with JPEG XL'),
  ];
}

function program(
  name: string,
  file: string,
  args: readonly string[],
  cure: string,
  use: string,
): HostCheck {
  const { error, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: ANSWER_MS });
  if (error) return { name, isFound: false, detail: cure, use };
  const [line = file] = `${stdout}${stderr}`.trim().split('\n');
  return { name, isFound: true, detail: line, use };
}

function packageOf(name: string, cure: string, use: string): HostCheck {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return { name: `package ${name}`, isFound: true, detail: 'installed', use };
  } catch {
    return { name: `package ${name}`, isFound: false, detail: cure, use };
  }
}

function redis(port: number): Promise<HostCheck> {
  const found = (isFound: boolean): HostCheck => ({
    name: 'Redis',
    isFound,
    detail: isFound
      ? `localhost:${port}`
      : `none on localhost:${port}; another one is named with --redis`,
    use: 'studies on several machines',
  });
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: REDIS_MS });
    const end = (isFound: boolean) => {
      socket.destroy();
      resolve(found(isFound));
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
