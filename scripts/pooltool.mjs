#!/usr/bin/env node
import { runOnProjectNode } from './project-node.mjs';

await runOnProjectNode('packages/cli/src/main.ts', process.argv.slice(2), { cwd: process.cwd() });
