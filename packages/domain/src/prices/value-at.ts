const DECIMAL = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Of an ada; prices are told for one. */
const LOVELACE_DECIMALS = 6;

/**
 * What an amount of lovelace is worth at a price of an ada: exact, as decimal text without an exponent and without zeros at its
 * end. Nothing is rounded: 34277411 lovelace at "0.612" are "20.977775532".
 * @throws RangeError for a price that is no decimal number
 */
export function valueAt(amount: bigint, price: string): string {
  const [, whole, fraction = '', exponent = '0'] = DECIMAL.exec(price) ?? [];
  if (whole === undefined) throw new RangeError(`${JSON.stringify(price)} is no price`);
  const decimals = LOVELACE_DECIMALS + fraction.length - Number(exponent);
  const product = amount * BigInt(whole + fraction);
  return decimals <= 0 ? (product * 10n ** BigInt(-decimals)).toString() : decimalText(product, decimals);
}

/** `units` of 10^-decimals. */
function decimalText(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  const text = fraction === '' ? digits.slice(0, -decimals) : `${digits.slice(0, -decimals)}.${fraction}`;
  return units < 0n ? `-${text}` : text;
}
