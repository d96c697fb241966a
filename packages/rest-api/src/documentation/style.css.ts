/** Of the reading page: light and dark, no font from elsewhere, from the width of a telephone on. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --quiet: #4f5b6a; --line: #d9dfe7; --tint: #f3f6fa; --accent: #0b5fbd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --paper: #12171e; --quiet: #9aa7b7; --line: #2c3643; --tint: #1a212b; --accent: #6fb1ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--accent); }
h1 { line-height: 1.2; } h2 { margin-bottom: .25rem; } h3 { margin: 0 0 .25rem; }
nav { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem 2rem; padding: 1rem; background: var(--tint); border-radius: .5rem; }
nav h2 { margin: 0; font-size: 1rem; } nav ul { margin: 0; padding: 0; list-style: none; } nav li { padding: .15rem 0; }
section { border-top: 2px solid var(--line); margin-top: 2.5rem; }
article { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 1rem; scroll-margin-top: .5rem; }
code, pre { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--tint); padding: 1rem; border-radius: .5rem; overflow-x: auto; max-height: 30rem; overflow-wrap: normal; }
.address b { background: var(--accent); color: var(--paper); border-radius: .25rem; padding: .1rem .5rem; }
.address i { color: var(--quiet); }
dt { margin-top: .5rem; } dd { margin: 0 0 0 1.5rem; color: var(--quiet); }
summary { cursor: pointer; padding: .25rem 0; }
:target { scroll-margin-top: .5rem; } :target > h3 { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) { body { padding: .75rem; } dd { margin-left: .75rem; } ul { padding-left: 1.25rem; } }
`;
