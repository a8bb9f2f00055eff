import { type DefinitionKey, helpOf } from '#summaries/summaries.definitions.ts';
import { COUNT_KEYS, GROUPINGS, RATE_KEYS, type Summary } from '#summaries/summaries.types.ts';
import {
  changeText,
  hoursText,
  nameOfDepartment,
  rateChangeText,
  rateText,
} from '#summaries/summaries.wording.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { DataTable, Figure, type FigureLink, Section } from './summary.parts.tsx';

const words = consoleTexts.summary;
const report = reportTexts.report;

interface PartProps {
  summary: Summary;
  link: FigureLink;
}

/** The five counts, large, each with the span before. */
export function Tiles({ summary, link }: PartProps) {
  const before = reportTexts.before[summary.span.kind];
  return (
    <ul class="tiles">
      {COUNT_KEYS.map((key) => {
        const count = summary.counts[key];
        return (
          <li class={key === 'overdue' && count.now > 0 ? 'tile late' : 'tile'}>
            <span class="tile-name">{reportTexts.counts[key]}</span>
            <span class="tile-figure">
              <Figure value={count.now} of={key} link={link} label={reportTexts.counts[key]} />
            </span>
            <span class="tile-before">{words.versus(before, count.before, changeText(count))}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Rates with what they are made of, and how long it took. */
export function Pace({ summary, link }: PartProps) {
  const { rates, durations, span } = summary;
  const before = reportTexts.before[span.kind];
  return (
    <Section id="pace" title={words.pace}>
      <DataTable
        caption={report.ratesCaption}
        columns={[
          { title: report.figure },
          { title: report.now[span.kind], figure: true },
          { title: report.counted, figure: true },
          { title: before, figure: true },
          { title: report.change, figure: true },
        ]}
        rows={RATE_KEYS.map((key) => {
          const { now, before: then } = rates[key];
          const name = reportTexts.rates[key];
          return [
            name,
            <strong>{rateText(now)}</strong>,
            <>
              <Figure value={now.numerator} of={`${key}.done`} link={link} label={name} /> /{' '}
              <Figure value={now.denominator} of={key} link={link} label={name} />
            </>,
            rateText(then),
            rateChangeText(rates[key]),
          ];
        })}
      />
      <DataTable
        caption={report.durationsCaption}
        columns={[
          { title: report.duration },
          { title: report.count, figure: true },
          { title: report.median, figure: true },
          { title: report.p90, figure: true },
          { title: `${before}${report.median}`, figure: true },
        ]}
        rows={(['sign', 'resolve'] as const).map((key) => {
          const { now, before: then } = durations[key];
          const of = key === 'sign' ? 'signed' : 'resolved';
          return [
            reportTexts.durations[key],
            <Figure value={now.count} of={of} link={link} label={reportTexts.durations[key]} />,
            hoursText(now.median),
            hoursText(now.p90),
            hoursText(then.median),
          ];
        })}
      />
    </Section>
  );
}

/** By category, department, place and tier; the rows add up to the whole. */
export function Spread({ summary, link }: PartProps) {
  return (
    <Section id="spread" title={words.spread}>
      {GROUPINGS.map((grouping) => {
        const caption = report.by(reportTexts.groupings[grouping]);
        return (
          <DataTable
            caption={caption}
            columns={[
              { title: reportTexts.groupings[grouping] },
              ...COUNT_KEYS.map((key) => ({ title: reportTexts.counts[key], figure: true })),
            ]}
            rows={summary.groups[grouping].map(({ key, name, counts }) => [
              nameOfDepartment(name),
              ...COUNT_KEYS.map((count) => (
                <Figure
                  value={counts[count]}
                  of={`${grouping}/${key}/${count}`}
                  link={link}
                  label={`${name} ${reportTexts.counts[count]}`}
                />
              )),
            ])}
          />
        );
      })}
    </Section>
  );
}

const EXPLAINED: readonly DefinitionKey[] = [
  ...COUNT_KEYS,
  ...RATE_KEYS,
  ...(['sign', 'resolve', 'groups', 'age', 'days'] as const),
  ...(['returns', 'disputes', 'reopenings', 'repeated', 'topics', 'gaps', 'commissioners'] as const),
];

/** What each figure means, as it is counted. */
export function Help() {
  return (
    <details class="panel help">
      <summary>{words.help}</summary>
      <ul>
        {EXPLAINED.map((key) => (
          <li>{helpOf(key)}</li>
        ))}
      </ul>
    </details>
  );
}
