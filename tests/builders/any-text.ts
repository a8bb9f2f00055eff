import fc from 'fast-check';

/** Any text at all, halves of surrogate pairs too; the library's own takes seconds to set up. */
export const anyText = (constraints: { maxLength?: number } = {}) =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), constraints).map((codes) => String.fromCharCode(...codes));
