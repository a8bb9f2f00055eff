import { beijingDay } from '#shared/beijing.ts';
import type { PolicyDocument } from './policy.types.ts';

export type ValidityState = '有效' | '期限届满' | '废止' | '已被替代' | '尚未施行';

/** Whether, and how, a document stands today, from its own data and that of the others. */
export function validityOf(
  document: PolicyDocument,
  all: readonly PolicyDocument[],
  now: Date,
): ValidityState {
  const today = beijingDay(now);
  const { front } = document;
  const starts = front.施行日期;
  if (starts ? starts > today : front.有效性 === '尚未施行') return '尚未施行';
  if (front.有效性 === '废止' || (front.废止日期 && front.废止日期 <= today)) return '废止';
  if (front.有效性 === '已被替代' || successorOf(document, all, today)) return '已被替代';
  const end = periodOf(document)?.end;
  return end && end < today ? '期限届满' : '有效';
}

/** The document in force that replaces this one. */
export function successorOf(
  document: PolicyDocument,
  all: readonly PolicyDocument[],
  today: string,
): PolicyDocument | undefined {
  return all.find(({ front, id }) => {
    if (id === document.id || (front.施行日期 ?? front.发布日期) > today) return false;
    const replaces = front.替代 === document.id || front.替代 === document.front.文号;
    return replaces || document.front.被替代 === id || document.front.被替代 === front.文号;
  });
}

/** Documents that answer by themselves: the others only where they are asked for by name. */
export function answersToday(state: ValidityState): boolean {
  return state === '有效' || state === '期限届满';
}

/** What a reader must be told of a document's standing. */
export function noticesFor(document: PolicyDocument, all: readonly PolicyDocument[], now: Date): string[] {
  const kind = /(计划|规划|方案)/.exec(document.front.标题)?.[1];
  const what = kind ? `该${kind}` : '该文件';
  const successor = successorOf(document, all, beijingDay(now));
  switch (validityOf(document, all, now)) {
    case '期限届满':
      return [`${what}期限为${periodOf(document)?.text}年,已届满,请以最新政策或主管部门答复为准`];
    case '废止': {
      const since = document.front.废止日期 ? `已于${document.front.废止日期}废止` : '已废止';
      return [`${what}${since},仅供了解,请以现行政策或主管部门答复为准`];
    }
    case '已被替代':
      return [`${what}已被${successor?.front.文号 ?? document.front.被替代 ?? '新文件'}替代,请以新文件为准`];
    case '尚未施行':
      return [`${what}${document.front.施行日期 ? `自${document.front.施行日期}起施行,` : ''}目前尚未施行`];
    default:
      return [];
  }
}

/** The period that a document plans for: its days, and its own wording. */
export function periodOf(document: PolicyDocument): { start: string; end: string; text: string } | undefined {
  const period = document.front.期限;
  const match = period && /^(\d{4})(-\d{2}-\d{2})?[—–-](\d{4})(-\d{2}-\d{2})?$/.exec(period);
  if (!match) return undefined;
  const [, first, firstDay, last, lastDay] = match;
  return {
    start: `${first}${firstDay ?? '-01-01'}`,
    end: `${last}${lastDay ?? '-12-31'}`,
    text: `${first}${firstDay ?? ''}—${last}${lastDay ?? ''}`,
  };
}
