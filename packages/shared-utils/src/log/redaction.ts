/** What stands in the log in a secret's place. */
export const REDACTED = '[redacted]';

const SECRET_NAME_ENDINGS = [
  'apikey',
  'accesskey',
  'privatekey',
  'secretkey',
  'signingkey',
  'authorization',
  'cookie',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
] as const;

/** Whether a field of this name holds a secret: `apiKey`, `x-api-key`, `BOT_TOKEN`, `secretAccessKey` … */
export function isSecretName(name: string): boolean {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  return SECRET_NAME_ENDINGS.some((ending) => letters.endsWith(ending));
}

/** Takes out of a text what is a secret wherever it stands: passwords in URLs, authorization headers, bot tokens. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^/\s:@]*):[^/\s]*@/gi, '$1:***@')
    .replaceAll(/([?&](?:[\w-]*(?:key|token|secret|password|auth|signature))=)[^&\s#]+/gi, '$1***')
    .replaceAll(/\b(Bearer|Basic)\s+[\w~+/.=-]{8,}/gi, '$1 ***')
    .replaceAll(/\bbot\d{5,}:[\w-]{20,}/g, 'bot***');
}
