/** `05:06:50.123 info  block.recorded slot=7 height=3` of one JSON line; an error's stack below it. For people at a terminal. */
export function prettyLine(line: string): string {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) return line;
  const { level, time, event, daemon, pid: _pid, error, ...fields } = { ...emptyEntry, ...parsed };
  const values = Object.entries(fields).map(([name, value]) => ` ${name}=${shown(value)}`);
  const head = `${time.slice(11, 23)} ${level.padEnd(5)} ${daemon} ${event}${values.join('')}`;
  return error === undefined ? `${head}\n` : `${head}\n${errorLines(error)}\n`;
}

const emptyEntry: { level: string; time: string; event: string; daemon: string; pid: number; error: unknown } = {
  level: '',
  time: '',
  event: '',
  daemon: '',
  pid: 0,
  error: undefined,
};

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function errorLines(error: unknown): string {
  if (typeof error !== 'object' || error === null) return `    ${shown(error)}`;
  const { stack, message, name, cause, ...facts } = { stack: '', message: '', name: '', cause: undefined, ...error };
  const first = stack === '' ? `${name}: ${message}` : stack;
  const lines = `${first}\n${JSON.stringify(facts)}`.replaceAll(/^/gm, '    ');
  return cause === undefined ? lines : `${lines}\n  caused by\n${errorLines(cause)}`;
}
