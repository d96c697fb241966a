import type { HeldBytes } from './store.ts';
import { type XmlContent, xmlDocument } from './xml.ts';

/** What goes back. `body` is a text, or bytes that are released once sent. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | HeldBytes;
}

export function xmlAnswer(root: string, content: XmlContent): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: xmlDocument(root, content) };
}

export const emptyAnswer = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
});

export const quoted = (etag: string): string => `"${etag}"`;
export const httpDate = (ms: number): string => new Date(ms).toUTCString();
export const isoDate = (ms: number): string => new Date(ms).toISOString();
