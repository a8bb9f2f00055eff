// @ts-check
import { moveClock } from './api.js';
import { byId, h } from './dom.js';
import { fullDayText, localInput, timeText } from './format.js';
import { now, setNow } from './state.js';

/** The bar with the sandbox's time and what moves it. */
export function drawClock() {
  const day = h('span', { class: 'clock-day' });
  const time = h('span', { class: 'clock-time' });
  const tick = () => {
    day.textContent = fullDayText(now());
    time.textContent = timeText(now());
  };
  const move = async (/** @type {{ now: string } | { advance: string }} */ request) => {
    const answer = await moveClock(request);
    if (answer) setNow(answer.now);
    tick();
  };
  const step = (/** @type {string} */ label, /** @type {string} */ advance) =>
    h(
      'button',
      { type: 'button', class: 'button button-small', onclick: () => void move({ advance }) },
      label,
    );

  const target = h('input', { type: 'datetime-local', class: 'control', 'aria-label': '沙盒时间调到' });
  const go = h(
    'form',
    { class: 'clock-form', hidden: true },
    target,
    h('button', { type: 'submit', class: 'button button-small button-filled' }, '调到'),
  );
  go.addEventListener('submit', (event) => {
    event.preventDefault();
    if (target.value === '') return;
    go.hidden = true;
    toggle.setAttribute('aria-expanded', 'false');
    void move({ now: `${target.value}:00+08:00` });
  });
  const toggle = h(
    'button',
    { type: 'button', class: 'button button-small', 'aria-expanded': 'false' },
    '指定时间',
  );
  toggle.addEventListener('click', () => {
    go.hidden = !go.hidden;
    toggle.setAttribute('aria-expanded', String(!go.hidden));
    target.value = localInput(now());
    if (!go.hidden) target.focus();
  });

  byId('clock').replaceChildren(
    h('strong', { class: 'brand' }, '飞书沙盒'),
    h('span', { class: 'brand-note' }, '本机模拟,不连外网'),
    h('div', { class: 'clock-now', role: 'timer', 'aria-label': '沙盒时间' }, day, time),
    h(
      'div',
      { class: 'clock-steps', role: 'group', 'aria-label': '调整沙盒时间' },
      step('+1 小时', '1h'),
      step('下一工作日', '1workday'),
      toggle,
    ),
    go,
  );
  tick();
  setInterval(tick, 1000);
  return tick;
}
