import { type Epoch, epoch } from '@pooltool/domain';
import { integerPartitions } from '@pooltool/pipeline';

/** Every asset here is cut by epoch; which role that epoch plays is the asset's own word (ARCHITECTURE.md). */
export const epochs = integerPartitions({ name: 'epoch', last: 2 ** 31 - 1 });

export const epochOf = (partition: string): Epoch => epoch(epochs.number(partition));
