import type { Retry } from '@pooltool/pipeline';

/**
 * For what may pass: an object store, a database or a CNODE server that is away for a night. Twenty tries, 5 s apart at
 * first and an hour at last, together some ten hours; what cannot pass is not tried again at all.
 */
export const patient: Partial<Retry> = { attempts: 20, backoffMs: 5_000 };
