import { beijingText } from '#shared/beijing.ts';
import type { Summary, TicketLine } from '#summaries/summaries.types.ts';
import { changeText, nameOfDepartment } from '#summaries/summaries.wording.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { DataTable, Figure, type FigureLink, Section } from './summary.parts.tsx';

const words = consoleTexts.summary;
const report = reportTexts.report;

interface ListProps {
  summary: Summary;
  link: FigureLink;
  /** Whether the reader may open tickets. */
  opens: boolean;
}

function TicketLink({ number, opens }: { number: string; opens: boolean }) {
  return opens ? <a href={`/console/tickets/${number}`}>{number}</a> : <span>{number}</span>;
}

/** What is over its limit, came back, or comes again and again. */
export function TroubleLists({ summary, link, opens }: ListProps) {
  const all = summary.counts.overdue.now;
  const more = all > summary.overdue.length ? report.overdueMore(all, summary.overdue.length) : null;
  return (
    <Section id="trouble" title={words.trouble}>
      <LineTable caption={report.overdueCaption} lines={summary.overdue} now={summary.asOf} opens={opens} />
      {more && <p class="quiet">{more}</p>}
      <DataTable
        caption={report.troubleCaption}
        columns={[
          { title: report.department },
          { title: reportTexts.counts.overdue, figure: true },
          { title: report.returns, figure: true },
          { title: report.disputes, figure: true },
          { title: report.reopenings, figure: true },
        ]}
        rows={summary.trouble.map(({ department, ...counts }) => [
          department,
          ...(['overdue', 'returns', 'disputes', 'reopenings'] as const).map((kind) => (
            <Figure
              value={counts[kind]}
              of={`trouble/${department}/${kind}`}
              link={link}
              label={department}
            />
          )),
        ])}
      />
      <DataTable
        caption={report.repeatedCaption}
        columns={[
          { title: report.repeatedWho },
          { title: report.category },
          { title: report.enterprises, figure: true },
          { title: report.count, figure: true },
        ]}
        rows={summary.repeated.map(({ name, category, enterprises, total, ref }) => [
          name,
          category,
          enterprises,
          <Figure value={total} of={ref} link={link} label={name} />,
        ])}
      />
    </Section>
  );
}

/** Tickets as they stood at the end of a span. */
export function LineTable(props: {
  caption: string;
  lines: readonly TicketLine[];
  now: Date;
  opens: boolean;
}) {
  return (
    <DataTable
      cards
      caption={props.caption}
      columns={[
        { title: report.number },
        { title: report.enterprise },
        { title: report.category },
        { title: report.department },
        { title: words.endState },
        { title: report.due },
        { title: words.days },
      ]}
      rows={props.lines.map((line) => [
        <TicketLink number={line.number} opens={props.opens} />,
        line.enterprise,
        line.category,
        nameOfDepartment(line.department),
        line.state,
        line.dueAt ? beijingText(line.dueAt, props.now) : '—',
        line.dueAt && line.dueAt < props.now && line.overdueDays > 0 ? (
          <span class="late">{words.overdueDays(line.overdueDays)}</span>
        ) : (
          '—'
        ),
      ])}
    />
  );
}

/** What enterprises asked, and what the district should publish. */
export function QuestionLists({ summary }: { summary: Summary }) {
  const { questions, span, topics, gaps } = summary;
  return (
    <Section id="questions" title={words.questions}>
      <p>{report.asked(questions.now, reportTexts.before[span.kind], changeText(questions))}</p>
      <DataTable
        caption={report.topicsCaption}
        columns={[{ title: report.topic }, { title: report.times, figure: true }]}
        rows={topics.map(({ title, count }) => [title, count])}
      />
      <DataTable
        caption={report.gapsCaption}
        columns={[{ title: report.gap }, { title: report.times, figure: true }, { title: report.lastAt }]}
        rows={gaps.map(({ question, count, lastAt }) => [question, count, beijingText(lastAt, summary.asOf)])}
      />
    </Section>
  );
}

export function CommissionerList({ summary, link }: Pick<ListProps, 'summary' | 'link'>) {
  return (
    <Section id="commissioners" title={words.commissioners}>
      <DataTable
        caption={words.commissioners}
        columns={[
          { title: report.commissioner },
          { title: report.covered, figure: true },
          { title: report.logged, figure: true },
          { title: report.quiet },
        ]}
        rows={summary.commissioners.map(({ openId, name, enterprises, logged, quiet }) => [
          name,
          enterprises,
          <Figure value={logged} of={`commissioner/${openId}/logged`} link={link} label={name} />,
          quiet.join('、') || '—',
        ])}
      />
    </Section>
  );
}
