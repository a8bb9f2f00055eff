// @ts-check

const ZONE = 'Asia/Shanghai';
const clockFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const dayFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'long', day: 'numeric' });
const fullFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, dateStyle: 'long' });
const weekdayFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, weekday: 'short' });
const isoDay = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** `10:05` @param {number} at */
export const timeText = (at) => clockFormat.format(at);
/** `11月24日` @param {number} at */
export const dayText = (at) => dayFormat.format(at);
/** `2026年11月24日 周二` @param {number} at */
export const fullDayText = (at) => `${fullFormat.format(at)} ${weekdayFormat.format(at)}`;
/** `2026-11-24` @param {number} at */
export const dayKey = (at) => isoDay.format(at);

/** The time of a message in the list: the clock today, else the day. @param {number} at @param {number} now */
export const listTime = (at, now) => (dayKey(at) === dayKey(now) ? timeText(at) : dayText(at));

/** The value of a `datetime-local` field in Beijing. @param {number} at */
export const localInput = (at) => `${dayKey(at)}T${timeText(at)}`;

/** The two characters of a person's avatar. @param {string} name */
export const initials = (name) => name.slice(-2);

/** The two characters of a chat's avatar: `区经济信息委…` is 经济. @param {string} name */
export const chatInitials = (name) => name.replace(/^(?:江津)?区(?=..)/, '').slice(0, 2);

const HUES = ['a', 'b', 'c', 'd', 'e', 'f'];
/** The class of an avatar's colour, always the same for the same id. @param {string} id */
export function avatarHue(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return `hue-${HUES[sum % HUES.length]}`;
}
