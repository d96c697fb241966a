import { parentPort, workerData } from 'node:worker_threads';
import { type PreparationOrder, prepare } from './prepare.ts';

// The order was made by prepare-in-thread.ts, in the same version of the program.
const order: PreparationOrder = workerData;
parentPort?.postMessage(prepare(order));
