/** `/v1/pools/{pool}` with what stands for `{pool}`, and the query. Undefined and null ask for nothing; lists repeat their name. */
export function addressOf(
  baseUrl: string,
  template: string,
  { path = {}, query = {} }: { readonly path?: Fields | undefined; readonly query?: Fields | undefined },
): string {
  const place = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name];
    if (value === undefined || value === null || value === '') throw new TypeError(`${template} needs path.${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      (Array.isArray(value) ? value : [value])
        .filter((one) => one !== undefined && one !== null)
        .map((one) => [name, String(one)]),
    ),
  ).toString();
  return `${baseUrl.replace(/\/+$/, '')}${place}${search === '' ? '' : `?${search}`}`;
}

type Fields = Readonly<Record<string, unknown>>;
