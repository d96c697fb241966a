import { newestBlock } from '@pooltool/store/documents';
import { blockRecord } from '@pooltool/store/website';
import { oneValue } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

export const recentBlock = family({
  kind: 'recent_block',
  read: noSubject,
  load: newestBlock,
  draw: (_, newest, network) => oneValue('recent_block', newest && blockRecord(newest, network)),
});
