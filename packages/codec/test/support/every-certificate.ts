import type { CborWriter } from '@pooltool/shared-utils/cbor';
import { bodyWith, madeBlock } from './made-block.ts';

const KEY = 'aa'.repeat(28);
const SCRIPT = 'ab'.repeat(28);
const POOL = 'bb'.repeat(28);
const HASH = 'cc'.repeat(32);
const DEPOSIT = 2_000_000;

const credential = (writer: CborWriter, kind: number): CborWriter =>
  writer
    .array(2)
    .int(kind)
    .hex(kind === 0 ? KEY : SCRIPT);

const key = (writer: CborWriter) => credential(writer, 0);
const script = (writer: CborWriter) => credential(writer, 1);
const anchor = (writer: CborWriter) => writer.array(2).text('https://example.org/a.json').hex(HASH);

/** One certificate of every tag the ledger ever had, each as chain-input.md 2.5 lists it; of tag 6 both forms. */
export const CERTIFICATES: readonly ((writer: CborWriter) => unknown)[] = [
  (w) => key(w.array(2).int(0)),
  (w) => script(w.array(2).int(1)),
  (w) => key(w.array(3).int(2)).hex(POOL),
  (w) => {
    w.array(10).int(3).hex(POOL).hex(HASH).int(100_000_000).int(340_000_000).tag(30).array(2).int(1).int(20);
    w.hex(`e0${KEY}`).tag(258).array(1).hex(KEY);
    w.array(3).array(4).int(0).int(3001).hex('7f000001').null();
    w.array(3).int(1).int(3001).text('relay.example.org').array(2).int(2).text('_srv.example.org');
    w.array(2).text('https://example.org/p.json').hex(HASH);
  },
  (w) => w.array(3).int(4).hex(POOL).int(300),
  (w) => w.array(4).int(5).hex(KEY).hex(POOL).hex(HASH),
  (w) => script(key(w.array(2).int(6).array(2).int(0).map(2)).int(-7)).int(10n ** 16n),
  (w) =>
    w
      .array(2)
      .int(6)
      .array(2)
      .int(1)
      .int(10n ** 15n),
  (w) => key(w.array(3).int(7)).int(DEPOSIT),
  (w) => script(w.array(3).int(8)).int(DEPOSIT),
  (w) => key(w.array(3).int(9)).array(1).int(2),
  (w) => key(w.array(4).int(10)).hex(POOL).array(2).int(1).hex(SCRIPT),
  (w) => script(w.array(4).int(11)).hex(POOL).int(DEPOSIT),
  (w) => key(w.array(4).int(12)).array(2).int(0).hex(KEY).int(DEPOSIT),
  (w) => key(w.array(5).int(13)).hex(POOL).array(1).int(3).int(DEPOSIT),
  (w) => script(key(w.array(3).int(14))),
  (w) => anchor(key(w.array(3).int(15))),
  (w) => key(w.array(4).int(16)).int(500_000_000).null(),
  (w) => key(w.array(3).int(17)).int(500_000_000),
  (w) => anchor(key(w.array(3).int(18))),
];

/**
 * A block in which everything PoolTool reads stands at least once: every certificate, outputs of both forms, withdrawals,
 * collateral, a donation, redeemers of both forms, and a transaction that failed.
 */
export function blockOfEveryCertificate(): Uint8Array {
  const certified = bodyWith((w) => {
    w.int(4).tag(258).array(CERTIFICATES.length);
    for (const write of CERTIFICATES) write(w);
    w.int(5).map(2).hex(`e0${KEY}`).int(5).hex(`f0${SCRIPT}`).int(6);
    w.int(22).int(1_000);
  });
  const paid = bodyWith(
    (w) => {
      w.int(13).tag(258).array(1).array(2).hex(HASH).int(1);
      w.int(16).map(2).int(0).hex(`60${KEY}`).int(1).int(4_700_000).int(17).int(300_000);
    },
    {
      inputs: (w) => w.tag(258).array(2).array(2).hex(HASH).int(0).array(2).hex(HASH).int(7),
      outputs: (w) => {
        w.array(3);
        w.array(3)
          .hex(`00${KEY}${KEY}`)
          .array(2)
          .int(2n ** 60n)
          .map(1)
          .hex(POOL)
          .map(1)
          .hex('01')
          .int(9)
          .hex(HASH);
        w.map(2).int(0).hex(`40${KEY}818001`).int(1).int(1_000_000);
        w.map(4).int(0).hex(`30${SCRIPT}${SCRIPT}`).int(1).int(5).int(2).array(2).int(1).tag(24).hex('05').int(3);
        w.tag(24).hex('8200');
      },
    },
  );
  const list = (w: CborWriter) =>
    w
      .map(1)
      .int(5)
      .array(1)
      .array(4)
      .int(0)
      .int(0)
      .int(0)
      .array(2)
      .int(100)
      .int(2n ** 33n);
  const map = (w: CborWriter) => w.map(1).int(5).map(1).array(2).int(0).int(0).array(2).int(0).array(2).int(7).int(8);
  return madeBlock({
    transactions: [{ body: certified }, { body: paid, witnesses: list }, { body: paid, witnesses: map }],
    failed: [2],
  });
}
