import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

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

export function openPoster({
  url,
  authorization,
}: {
  readonly url: URL;
  readonly authorization?: string | undefined;
}): Poster {
  const secure = url.protocol === 'https:';
  const agent = new (secure ? SecureAgent : Agent)({ keepAlive: true, maxSockets: 1 });
  const send = secure ? secureRequest : request;
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) };
  return {
    post: (body, signal) =>
      new Promise((resolve, reject) => {
        const sent = send(
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
