// Loaded into PM2 before it starts: when whoever started it is gone, however it went, PM2 stops the daemons and itself.
process.stdin.resume();
process.stdin.on('close', () => process.kill(process.pid, 'SIGINT'));
// Nobody reads any more then, and a line that cannot be written must not end PM2 before the daemons.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
