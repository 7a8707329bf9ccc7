// A child like the one that trains, which does what the seed of its job says.
process.on('disconnect', () => process.exit(1));
const send = (message) =>
  new Promise((resolve) => process.send(message, undefined, undefined, resolve));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

process.once('message', async (spec) => {
  const { behaviour, epochs = 3, epochMs = 20, tally } = spec.settings;
  if (tally) (await import('node:fs')).appendFileSync(tally, `${process.pid}\n`);
  if (behaviour === 'crash') process.exit(7);
  if (behaviour === 'throw') throw new Error('thrown on purpose');
  if (behaviour === 'refuse' || (behaviour === 'refuse-elsewhere' && spec.data.path !== '/data')) {
    await send({
      kind: 'outcome',
      outcome: {
        kind: 'failed',
        reason: `${spec.data.path}: expected ${spec.data.hash}`,
        refused: true,
      },
    });
    process.disconnect();
    return;
  }
  const curve = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await sleep(behaviour === 'hang' ? 1e9 : epochMs);
    curve.push(1 / epoch);
    await send({ kind: 'progress', progress: { epoch, epochs, error: 1 / epoch } });
  }
  await send({
    kind: 'outcome',
    outcome: {
      kind: 'completed',
      error: spec.settings.answer ?? 1 / epochs,
      curve,
      cpuSeconds: 0.5,
    },
  });
  process.disconnect();
});
