import { parentPort, workerData } from 'node:worker_threads';
import { type LiveOrder, prepareLive } from './prepare-live.ts';

// The order was made by send-live-stake.ts, in the same version of the program.
const order: LiveOrder = workerData;
parentPort?.postMessage(prepareLive(order));
