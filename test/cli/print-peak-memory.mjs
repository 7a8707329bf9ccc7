/** Preloaded into a process (node --import): prints its peak resident memory when it ends. */
process.on('exit', () => {
  process.stderr.write(`peak memory ${process.resourceUsage().maxRSS} kB\n`);
});
