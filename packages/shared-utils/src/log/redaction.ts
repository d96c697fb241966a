/** What stands in the log in a secret's place. */
export const REDACTED = '[redacted]';

const SECRET_NAME_ENDINGS = [
  'apikey',
  'accesskey',
  'clientkeys',
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

/** Which of them it is, or what was made of it: `CNODE_API_SECRET_BEFORE`, `CONSOLE_PASSWORD_HASH`, an access key's id. */
const AFTER_A_SECRET = /(before|hash|id)$/;

/** Whether a field of this name holds a secret: `apiKey`, `x-api-key`, `BOT_TOKEN`, `secretAccessKey` … */
export function isSecretName(name: string): boolean {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const bare = letters.replace(AFTER_A_SECRET, '');
  return SECRET_NAME_ENDINGS.some((ending) => letters.endsWith(ending) || bare.endsWith(ending));
}

/** Takes out of a text what is a secret wherever it stands: passwords in URLs, authorization headers, bot tokens. */
export function withoutSecrets(text: string): string {
  return (
    text
      .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^/\s:@]*):[^/\s]*@/gi, '$1:***@')
      // A name without a password is a token more often than a name.
      .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s:@]+@/gi, '$1***@')
      .replaceAll(/([?&](?:[\w-]*(?:key|token|secret|password|auth|signature))=)[^&\s#]+/gi, '$1***')
      .replaceAll(/\b(Bearer|Basic)\s+[\w~+/.=-]{8,}/gi, '$1 ***')
      .replaceAll(/\bbot\d{5,}:[\w-]{20,}/g, 'bot***')
  );
}
