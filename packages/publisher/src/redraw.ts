import { DOCUMENT_KINDS, type DocumentKind } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { markAgain } from '@pooltool/store/documents';

/**
 * Has documents drawn again by the running publisher: of these kinds (default: all), of one subject or of all.
 * `evenIfUnchanged` writes also what is thought to be there already. @returns how many documents were marked
 */
export const redraw = (
  pool: Pool,
  {
    kinds = DOCUMENT_KINDS,
    subject,
    evenIfUnchanged = false,
  }: {
    readonly kinds?: readonly DocumentKind[];
    readonly subject?: string | undefined;
    readonly evenIfUnchanged?: boolean;
  } = {},
): Promise<number> => inTransaction(pool, (tx) => markAgain(tx, { kinds, subject, evenIfUnchanged }));
