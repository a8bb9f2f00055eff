/**
 * Derives what is dear to make, such as trained weights, from the files of a knowledge folder. A runtime may have it
 * from an earlier start: values are data alone (what `structuredClone` takes), and nobody changes them.
 * @param name of the derivation, unique within the folder
 */
export type Derive = <T>(name: string, make: () => T) => T;

/** Remembers nothing. */
export const deriveAnew: Derive = (_name, make) => make();
