// Loaded into PM2 before it starts: when whoever started it is gone, however it went, PM2 stops the daemons and itself.
process.stdin.resume();
process.stdin.on('close', () => process.kill(process.pid, 'SIGINT'));
process.stdin.unref?.();
