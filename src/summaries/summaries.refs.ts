import {
  AGE_BANDS,
  COUNT_KEYS,
  type FigureRef,
  GROUPINGS,
  RATE_KEYS,
  type Summary,
} from './summaries.types.ts';

/** Every figure of a summary that counts tickets, with what it counts: each can be opened by its ref. */
export function figuresWithRefs(summary: Summary): { ref: FigureRef; value: number }[] {
  const figures: { ref: FigureRef; value: number }[] = [];
  const add = (ref: FigureRef, value: number) => figures.push({ ref, value });
  for (const key of COUNT_KEYS) add(key, summary.counts[key].now);
  for (const key of RATE_KEYS) {
    add(key, summary.rates[key].now.denominator);
    add(`${key}.done`, summary.rates[key].now.numerator);
  }
  add('signed', summary.durations.sign.now.count);
  for (const grouping of GROUPINGS) {
    for (const { key, counts } of summary.groups[grouping]) {
      for (const count of COUNT_KEYS) add(`${grouping}/${key}/${count}`, counts[count]);
    }
  }
  for (const band of AGE_BANDS) add(`age/${band}`, summary.openAge[band]);
  for (const { day, logged, closed } of summary.days) {
    add(`day/${day}/logged`, logged);
    add(`day/${day}/closed`, closed);
  }
  for (const { department, ...line } of summary.trouble) {
    for (const [kind, count] of Object.entries(line)) add(`trouble/${department}/${kind}`, count);
  }
  for (const { ref, total } of summary.repeated) add(ref, total);
  for (const { openId, logged } of summary.commissioners) add(`commissioner/${openId}/logged`, logged);
  return figures;
}
