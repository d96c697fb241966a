import { createRequire } from 'node:module';
import { pictureNotMade } from '../errors.ts';
import { MadeObject } from '../made-object.ts';

const require = createRequire(import.meta.url);

/** An SVG as PNG, rendered beside the main thread when it is written. */
export const pngObject = (svg: string): MadeObject =>
  new MadeObject({ contentType: 'image/png', source: svg, bytes: () => renderPng(svg) });

/** @throws POOLTOOL_PICTURE_NOT_MADE: the same picture will not be made the next time either. */
async function renderPng(svg: string): Promise<Uint8Array> {
  try {
    // Native code of several megabytes: loaded by who makes a picture.
    const { renderAsync } = await import('@resvg/resvg-js');
    const rendered = await renderAsync(svg, {
      font: {
        loadSystemFonts: false,
        fontFiles: [require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')],
        defaultFontFamily: 'DejaVu Sans',
      },
    });
    return rendered.asPng();
  } catch (cause) {
    throw pictureNotMade({ message: 'an SVG could not be rendered', cause });
  }
}
