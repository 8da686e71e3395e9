// Its own loop is never free, so that its handler never runs.
process.on('SIGTERM', () => {});
process.stdout.write('ready\n');
while (process.pid > 0);
