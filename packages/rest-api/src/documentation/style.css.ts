/** Of the reading page: light and dark, no font from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --quiet: #5a6675; --line: #d9dfe7; --tint: #f3f6fa; --accent: #0b5fbd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --paper: #12171e; --quiet: #9aa7b7; --line: #2c3643; --tint: #1a212b; --accent: #6fb1ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; }
a { color: var(--accent); }
nav { display: grid; gap: .25rem; padding: 1rem; background: var(--tint); border-radius: .5rem; }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; }
code, pre { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--tint); padding: 1rem; border-radius: .5rem; overflow-x: auto; max-height: 30rem; overflow-wrap: normal; }
.address b { background: var(--accent); color: var(--paper); border-radius: .25rem; padding: .1rem .5rem; }
dt { margin-top: .5rem; } dd { margin: 0 0 0 1.5rem; color: var(--quiet); }
summary { cursor: pointer; padding: .25rem 0; }
`;
