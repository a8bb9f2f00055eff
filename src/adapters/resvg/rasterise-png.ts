import { renderAsync } from '@resvg/resvg-js';
import type { RasterisePng } from '#shared/picture.ts';

export interface RasteriseOptions {
  /** Where fonts are looked for; the system's where it is left out, none where it is empty. */
  fontFiles?: string[];
}

/** Draws SVG with resvg, which needs no browser, in the system's fonts. */
export function createRasteriser({ fontFiles }: RasteriseOptions = {}): RasterisePng {
  const font = fontFiles ? { loadSystemFonts: false, fontFiles } : { loadSystemFonts: true };
  const draw = async (svg: string, width: number) => {
    const image = await renderAsync(svg, {
      font,
      fitTo: { mode: 'width', value: width },
      background: '#ffffff',
    });
    return image.asPng();
  };

  let chinese: Promise<boolean> | undefined;
  /** Two characters that look the same are both missing. */
  const hasChinese = async () => {
    const [one, other] = await Promise.all(['国', '企'].map((character) => draw(sample(character), 64)));
    return one !== undefined && other !== undefined && !one.equals(other);
  };

  return async (svg, width) => {
    chinese ??= hasChinese();
    const withText = await chinese;
    return { png: await draw(withText ? svg : withoutText(svg), width), withText };
  };
}

const sample = (character: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><text x="8" y="48" font-size="40" font-family="sans-serif">${character}</text></svg>`;

const withoutText = (svg: string) => svg.replace(/<text[\s>][\s\S]*?<\/text>/g, '');
