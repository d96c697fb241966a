process.stdout.write('hello from ' + process.version + ' ' + JSON.stringify(process.argv.slice(2)) + '\n');
