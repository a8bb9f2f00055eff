import { beijingDay, beijingParts } from '#shared/beijing.ts';
import type { ActionCode } from '#tickets/tickets.lifecycle.ts';

/** Something that somebody does at an instant, in milliseconds. */
export interface Step {
  at: number;
  enterprise: number;
  ticketId: string;
  action: ActionCode | 'report';
  who: 'enterprise' | 'department' | 'dispatcher' | 'leader';
  words: string;
  form: Record<string, unknown>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PROBLEMS = [
  ...['变压器容量不够,要增容', '招不到熟练工', '厂区外道路积水,货车进不来', '银行续贷有困难'],
  ...['限电频繁,生产线停了,急', '环评手续办不下来', '奖补资金一直没有到账', '想扩建厂房,没有用地指标'],
  ...['员工子女入学没有学位', '发票抵扣有疑问', '想参加展会找客户', '高新技术企业怎么申报不清楚'],
];

/** A generator of its own, so that every run is the same. */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

export interface StoryOptions {
  from: Date;
  to: Date;
  tickets: number;
  isWorkday(day: string): boolean;
}

/** What people do in the year: reports spread over it, and for each what follows, in time and too late. */
export function createStory({ from, to, tickets, isWorkday }: StoryOptions) {
  const roll = dice(20_260_101);
  const steps: Step[] = [];
  const add = (step: Step) => {
    // Odd minutes, so that nobody acts at the very minute of a look.
    const at = Math.floor(step.at / 60_000) * 60_000;
    let place = steps.length;
    while (place > 0 && (steps[place - 1]?.at ?? 0) < at) place--;
    steps.splice(place, 0, { ...step, at: at % (2 * 60_000) === 0 ? at + 60_000 : at });
  };
  const span = to.getTime() - from.getTime() - 20 * DAY_MS;
  for (let i = 0; i < tickets; i++) {
    const at = inOffice(from.getTime() + Math.floor((span / tickets) * i) + roll(HOUR_MS), isWorkday);
    const words = PROBLEMS[roll(PROBLEMS.length)] ?? '';
    add({
      at,
      enterprise: roll(1_000_000),
      ticketId: '',
      action: 'report',
      who: 'enterprise',
      words,
      form: {},
    });
  }

  function logged({ at, enterprise }: Step, ticketId: string): void {
    let time = at;
    const then = (hours: number, action: Step['action'], who: Step['who'], form: Step['form'] = {}) => {
      time = inOffice(time + hours * HOUR_MS + (1 + roll(50)) * 60_000, isWorkday);
      add({ at: time, enterprise, ticketId, action, who, words: '', form });
    };
    const note = { note: '情况说明' };
    if (roll(12) === 0) {
      then(roll(5), 'return', 'department', note);
      then(1 + roll(40), 'dispatch', 'dispatcher', { department: '区经济信息委' });
    }
    if (roll(10) === 0) then(roll(30), 'urge', 'enterprise');
    then(roll(8) === 0 ? 40 + roll(80) : roll(20), 'accept', 'department');
    if (roll(3) === 0) then(roll(60), 'progress', 'department', note);
    if (roll(6) === 0) {
      then(roll(48), 'ask_enterprise', 'department', note);
      then(roll(120), 'answer_department', 'enterprise', note);
    }
    if (roll(25) === 0) then(roll(48), 'supervise', 'leader');
    then(roll(7) === 0 ? 200 + roll(300) : 10 + roll(120), 'resolve', 'department', note);
    if (roll(12) === 0) {
      then(roll(60), 'dispute', 'enterprise', note);
      then(10 + roll(100), 'resolve', 'department', note);
    }
    const ratings = ['satisfied', 'satisfied', 'satisfied', 'fair', 'dissatisfied'];
    if (roll(4) > 0) then(roll(90), 'confirm', 'enterprise', { ...note, satisfaction: ratings[roll(5)] });
  }

  return {
    logged,
    /** The next step before an instant; undefined where there is none. */
    next: (before: number): Step | undefined => {
      const step = steps.at(-1);
      return step && step.at < before ? steps.pop() : undefined;
    },
  };
}

/** The same instant where people work then, else later the same or on the next working day. */
function inOffice(at: number, isWorkday: (day: string) => boolean): number {
  let time = at;
  for (;;) {
    const { hour } = beijingParts(new Date(time));
    if (isWorkday(beijingDay(new Date(time))) && hour >= 9 && hour < 18) return time;
    time += HOUR_MS;
  }
}
