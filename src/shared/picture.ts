/** A drawing as pixels. `withText` is false where the machine has no font for it: then it was left out, not drawn as boxes. */
export interface Picture {
  png: Uint8Array;
  withText: boolean;
}

/** Turns an SVG into a PNG, `width` pixels wide. */
export type RasterisePng = (svg: string, width: number) => Promise<Picture>;
