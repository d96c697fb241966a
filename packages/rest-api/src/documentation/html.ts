/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Whatever is put into the template is text, unless it is `Html`; lists are joined. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  return { html: parts.map((part, at) => part + (at < values.length ? written(values[at] ?? '') : '')).join('') };
}

function written(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value).replaceAll(/[&<>"']/g, (character) => ESCAPED[character] ?? '');
  }
  return 'html' in value ? value.html : value.map((one) => one.html).join('');
}
