// @ts-check

const NAMES = new Set([
  'red',
  'orange',
  'yellow',
  'lime',
  'green',
  'turquoise',
  'wathet',
  'blue',
  'indigo',
  'violet',
  'purple',
  'carmine',
  'grey',
]);
const RGBA = /^rgba?\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*(?:,\s*(?:0|1|0?\.\d+)\s*)?\)$/;

/** The platform's colour name without its shade; null for a colour that it does not have. @param {unknown} color */
export function colorName(color) {
  const name = String(color ?? '').replace(/-\d{2,3}$/, '');
  if (name === 'neutral' || name === 'gray') return 'grey';
  return NAMES.has(name) ? name : null;
}

/** Colours a text. @param {HTMLElement} element @param {unknown} color */
export function colorText(element, color) {
  const name = colorName(color);
  if (name) element.classList.add(`text-${name}`);
  else if (RGBA.test(String(color))) element.style.color = String(color);
}

/** Colours a background. @param {HTMLElement} element @param {unknown} color */
export function colorBackground(element, color) {
  const name = colorName(color);
  if (name) element.classList.add(`bg-${name}`);
  else if (RGBA.test(String(color))) element.style.backgroundColor = String(color);
}
