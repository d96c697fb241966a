import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One sender with one connection that is kept alive, as Oura's webhook sink has. */
export interface Poster {
  /** @throws what the connection throws, and an AbortError when aborted */
  post(body: string, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

export function openPoster({ url, authorization }: { readonly url: URL; readonly authorization?: string }): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
  return {
    post: (body, signal) =>
      new Promise((resolve, reject) => {
        const sent = request(
          url,
          { method: 'POST', agent, signal, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
          (answer) => {
            const pieces: Buffer[] = [];
            answer.on('data', (piece: Buffer) => pieces.push(piece));
            answer.on('error', reject);
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') }),
            );
          },
        );
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
