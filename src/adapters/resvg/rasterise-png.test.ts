import { describe, expect, it } from 'vitest';
import { createRasteriser } from './rasterise-png.ts';

const square = '<rect x="10" y="10" width="20" height="20" fill="#0072b2"/>';
const svg = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50">${square}${text}</svg>`;
const withWord = svg('<text x="40" y="40" font-size="20">用地</text>');
/** Width and height out of a PNG's header. */
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

describe('SVG as PNG', () => {
  it('is as wide as wanted', async () => {
    const { png } = await createRasteriser()(withWord, 300);
    expect([...png.subarray(1, 4)]).toEqual([...'PNG'].map((c) => c.charCodeAt(0)));
    expect(sizeOf(png)).toEqual([300, 150]);
  });

  it('leaves text out where no font holds Chinese, rather than drawing boxes', async () => {
    const bare = createRasteriser({ fontFiles: [] });
    const drawn = await bare(withWord, 100);
    expect(drawn.withText).toBe(false);
    expect(Buffer.from(drawn.png).equals((await bare(svg(''), 100)).png)).toBe(true);
  });
});
