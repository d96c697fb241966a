import { type RunningServer, serve } from '../serve.ts';

export interface LocalPricesOptions {
  /** what the history knows; asked for now, every currency has a price */
  readonly currencies: readonly string[];
  /** Default: a free port. */
  readonly port?: number;
  /** Default: this machine only. */
  readonly host?: string;
}

/**
 * What CoinGecko's API answers about the price of cardano, as far as PoolTool asks: `/simple/price` and
 * `/coins/cardano/history`. The same question has the same answer for ever: these are no prices of anything.
 */
export function startPriceSource({
  currencies,
  port = 0,
  host = '127.0.0.1',
}: LocalPricesOptions): Promise<RunningServer> {
  return serve(
    ({ url = '/' }, response) => {
      const answer = answerTo(new URL(url, 'http://localhost'), currencies);
      response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' });
      response.end(answer ?? '{"error":"coin not found"}');
    },
    { port, host },
  );
}

function answerTo({ pathname, searchParams }: URL, known: readonly string[]): string | null {
  switch (pathname) {
    case '/simple/price': {
      const asked = searchParams.get('vs_currencies')?.split(',') ?? [];
      return searchParams.get('ids') === 'cardano' ? `{"cardano":${prices(asked, 0)}}` : null;
    }
    case '/coins/cardano/history': {
      const [day, month, year] = (searchParams.get('date') ?? '').split('-').map(Number);
      if (day === undefined || month === undefined || year === undefined) return null;
      return `{"id":"cardano","market_data":{"current_price":${prices(known, day + 31 * month)}}}`;
    }
    default:
      return null;
  }
}

/** Written by hand, because real answers have more digits than a number keeps. */
const prices = (currencies: readonly string[], day: number): string =>
  `{${currencies.map((code) => `${JSON.stringify(code)}:${priceIn(code, day)}`).join(',')}}`;

function priceIn(code: string, day: number): string {
  const letters = Buffer.from(code).reduce((sum, letter) => sum * 31 + letter, day);
  return `${letters % 97}.${`${letters % 1_000_003}`.padStart(7, '0')}8765432109876`;
}
