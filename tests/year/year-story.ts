import { beijingDay, beijingParts } from '#shared/beijing.ts';
import type { ActionCode } from '#tickets/tickets.lifecycle.ts';

/** Something that somebody does at an instant, in milliseconds. */
export interface Step {
  at: number;
  enterprise: number;
  ticketId: string;
  action: ActionCode | 'report';
  who: 'enterprise' | 'department' | 'supporting' | 'dispatcher' | 'leader';
  words: string;
  form: Record<string, unknown>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What people do within so many minutes they do at once, and never at the very minute of a look. */
const SLOT_MS = 20 * MINUTE_MS;
const OFF_THE_HOUR_MS = 7 * MINUTE_MS;
const PROBLEMS = [
  ...['变压器容量不够,要增容', '招不到熟练工', '厂区外道路积水,货车进不来', '银行续贷有困难'],
  ...['限电频繁,生产线停了,急', '环评手续办不下来', '奖补资金一直没有到账', '想扩建厂房,没有用地指标'],
  ...['员工子女入学没有学位', '发票抵扣有疑问', '想参加展会找客户', '高新技术企业怎么申报不清楚'],
];
const note = { note: '情况说明' };

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
  const slots = new Map<number, Step[]>();
  const add = (step: Step) => {
    const steps = slots.get(step.at);
    if (steps) steps.push(step);
    else slots.set(step.at, [step]);
  };
  const open = (at: number) => inOffice(at, isWorkday);
  const span = to.getTime() - from.getTime() - 20 * DAY_MS;
  for (let i = 0; i < tickets; i++) {
    const at = open(from.getTime() + Math.floor((span / tickets) * i) + roll(HOUR_MS));
    const words = PROBLEMS[roll(PROBLEMS.length)] ?? '';
    const rest = { ticketId: '', action: 'report', who: 'enterprise', form: {} } as const;
    add({ ...rest, at, enterprise: roll(1_000_000), words });
  }

  /** @param mergeWith the number of another ticket that is open */
  function logged({ at, enterprise }: Step, ticketId: string, mergeWith: string | null): void {
    let time = at;
    const then = (hours: number, action: ActionCode, who: Step['who'], form: Step['form'] = note) => {
      time = open(Math.max(time + SLOT_MS, time + hours * HOUR_MS));
      add({ at: time, enterprise, ticketId, action, who, words: '', form });
    };
    begin(then);
    if (roll(60) === 0 && mergeWith) {
      then(roll(20), 'merge', 'dispatcher', { target: mergeWith });
      then(roll(90), 'split', 'dispatcher', { ...note, department: '区经济信息委' });
    }
    then(roll(8) === 0 ? 40 + roll(80) : roll(20), 'accept', 'department', {});
    work(then, time);
    then(roll(7) === 0 ? 200 + roll(300) : 10 + roll(120), 'resolve', 'department');
    if (roll(12) === 0) {
      then(roll(60), 'dispute', 'enterprise');
      then(10 + roll(100), 'resolve', 'department');
    }
    const ratings = ['satisfied', 'satisfied', 'satisfied', 'fair', 'dissatisfied'];
    if (roll(4) > 0) then(roll(90), 'confirm', 'enterprise', { ...note, satisfaction: ratings[roll(5)] });
    if (roll(40) === 0) then(24 + roll(200), 'reopen', 'enterprise');
  }

  type Then = (hours: number, action: ActionCode, who: Step['who'], form?: Step['form']) => void;

  /** Before it is signed for. */
  function begin(then: Then): void {
    if (roll(12) === 0) {
      then(roll(5), 'return', 'department');
      if (roll(3) === 0) then(1 + roll(40), 'uphold', 'dispatcher');
      else then(1 + roll(40), 'dispatch', 'dispatcher', { department: '区经济信息委' });
    }
    if (roll(15) === 0) {
      then(roll(30), 'ask_transfer', 'department', { ...note, department: '区财政局' });
      const other = { ...note, department: '区财政局', supporting: ['区经济信息委'], category: 'finance' };
      if (roll(2)) then(roll(30), 'transfer', 'dispatcher', other);
      else then(roll(30), 'refuse_transfer', 'dispatcher');
    }
    if (roll(10) === 0) then(roll(30), 'urge', 'enterprise', {});
    if (roll(30) === 0) then(roll(20), 'set_urgency', 'dispatcher', { ...note, urgency: 'urgent' });
  }

  /** After it is signed for. */
  function work(then: Then, signed: number): void {
    if (roll(3) === 0) then(roll(60), 'progress', 'department');
    if (roll(4) === 0) then(roll(60), 'support_answer', 'supporting');
    if (roll(6) === 0) {
      then(roll(48), 'ask_enterprise', 'department');
      if (roll(5)) then(roll(120), 'answer_department', 'enterprise');
      else then(roll(200), 'resume', 'department');
    }
    if (roll(15) === 0) {
      const until = beijingDay(new Date(open(signed + (25 + roll(20)) * DAY_MS)));
      then(roll(24), 'ask_extension', 'department', { ...note, until });
      then(roll(24), roll(3) ? 'grant_extension' : 'refuse_extension', 'dispatcher');
    }
    if (roll(25) === 0) then(roll(48), 'supplement', 'enterprise');
    if (roll(25) === 0) then(roll(48), 'supervise', 'leader');
    if (roll(40) === 0) then(roll(48), 'set_urgency', 'dispatcher', { ...note, urgency: 'normal' });
    if (roll(50) === 0) then(roll(48), 'cancel', 'enterprise');
  }

  return {
    logged,
    /** What is done at an instant. */
    at: (instant: number): Step[] => {
      const steps = slots.get(instant) ?? [];
      slots.delete(instant);
      return steps;
    },
    /** The instants of an hour at which something may be done. */
    slotsOf: (hour: number): number[] =>
      Array.from({ length: HOUR_MS / SLOT_MS }, (_, i) => hour + OFF_THE_HOUR_MS + i * SLOT_MS),
  };
}

/** The next instant at which people work and something may be done. */
function inOffice(at: number, isWorkday: (day: string) => boolean): number {
  let time = Math.ceil((at - OFF_THE_HOUR_MS) / SLOT_MS) * SLOT_MS + OFF_THE_HOUR_MS;
  for (;;) {
    const { hour } = beijingParts(new Date(time));
    if (isWorkday(beijingDay(new Date(time))) && hour >= 9 && hour < 18) return time;
    time += HOUR_MS;
  }
}
