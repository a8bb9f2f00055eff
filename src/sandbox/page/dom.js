// @ts-check

/**
 * Makes an element. Text children are set as text, so nothing that people write is ever read as markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props] attributes; `on…` are listeners, `class` a string or a list, false and null are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  append(element, children);
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined | false)} children
 */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  append(element, children);
  return element;
}

/** @param {Element} element @param {string} name @param {any} value */
function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'class') element.setAttribute('class', [value].flat().filter(Boolean).join(' '));
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** @param {Element} element @param {(Node | string | null | undefined | false)[]} children */
function append(element, children) {
  for (const child of children) if (child) element.append(child);
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element ${id}`);
  return element;
}

/**
 * A modal question with two answers.
 * @param {{ title: string, text: string }} question
 * @returns {Promise<boolean>} whether it was confirmed
 */
export function askToConfirm({ title, text }) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { class: 'confirm', 'aria-labelledby': 'confirm-title' },
      h('h2', { id: 'confirm-title' }, title),
      h('p', {}, text),
      h(
        'div',
        { class: 'confirm-buttons' },
        h('button', { type: 'button', class: 'button', onclick: () => dialog.close('no') }, '取消'),
        h(
          'button',
          { type: 'button', class: 'button button-filled', onclick: () => dialog.close('yes') },
          '确认',
        ),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
