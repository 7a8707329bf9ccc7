/** What a checkpoint says of its network comes from a disk: whatever stands there is told in a sentence. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { decodeContainer, encodeContainer } from '../../dist/model/index.js';
import { train } from '../../dist/train/index.js';
import { makeJob } from './made-job.js';

it.each([
  ['no network', undefined],
  ['no list of nodes', { nodes: { length: 2 } }],
  ['nodes that are none', { nodes: [null, 7] }],
  ['names that are no text', { nodes: [{ id: { toString: 1 }, op: [] }] }],
])('a checkpoint with %s is of another network', async (_, architecture) => {
  const folder = mkdtempSync(join(tmpdir(), 'deepawb-checkpoint-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const checkpointFile = join(folder, 'run.checkpoint');
  const job = { ...makeJob({ epochs: 2 }), checkpointFile };
  await train(job);
  const { header, numbers } = decodeContainer('c', readFileSync(checkpointFile));
  writeFileSync(
    checkpointFile,
    encodeContainer('c', { header: { ...(header as object), architecture }, numbers }),
  );
  await expect(train({ ...job, resume: true })).rejects.toMatchObject({
    name: 'CheckpointMismatchError',
  });
});
