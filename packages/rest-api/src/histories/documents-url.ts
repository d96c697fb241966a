/** What tells where documents lie; as in the settings. */
interface DocumentsPlace {
  readonly REST_API_FILES_URL?: string | undefined;
  readonly OBJECT_STORE_ENDPOINT?: string | undefined;
  readonly OBJECT_STORE_REGION: string;
  readonly OBJECT_STORE_BUCKET: string;
  readonly DOCUMENTS_BUCKET?: string | undefined;
}

/** The documents' bucket as clients reach it, in path style (clients.md 2): as it is told, or where we ourselves reach it. */
export function documentsUrl(given: DocumentsPlace): string {
  if (given.REST_API_FILES_URL !== undefined) return given.REST_API_FILES_URL;
  const store = given.OBJECT_STORE_ENDPOINT ?? `https://s3.${given.OBJECT_STORE_REGION}.amazonaws.com`;
  return `${store.replace(/\/+$/, '')}/${given.DOCUMENTS_BUCKET ?? given.OBJECT_STORE_BUCKET}`;
}
