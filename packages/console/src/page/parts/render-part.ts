import type { ConsoleView, PartName } from '../../view/console-view.ts';
import type { Html } from '../html.ts';
import { renderBlocks } from './blocks.ts';
import { renderChain } from './chain.ts';
import { renderEpochs } from './epochs.ts';
import { renderGrid } from './grid.ts';
import { renderDocuments, renderQueues, renderSensors } from './lists.ts';

/** The markup of one part: in the page when it is asked for, in an event when it changes. */
export function renderPart(name: PartName, view: ConsoleView, nowMs: number): Html {
  switch (name) {
    case 'chain':
      return renderChain(view.chain, nowMs);
    case 'blocks':
      return renderBlocks(view.blocks);
    case 'epochs':
      return renderEpochs(view.epochs);
    case 'grid':
      return renderGrid(view.grid, nowMs);
    case 'documents':
      return renderDocuments(view.documents, nowMs);
    case 'queues':
      return renderQueues(view.queues, nowMs);
    case 'sensors':
      return renderSensors(view.sensors, nowMs);
  }
}
