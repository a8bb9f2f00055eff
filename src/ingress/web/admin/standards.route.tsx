import type { Child } from 'hono/jsx';
import type { District } from '#conversation/conversation.types.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { Layout, page, Told } from '#ingress/web/pages/layout.tsx';
import { beijingParts } from '#shared/beijing.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { limitText, resolveLimit, type ServiceStandards } from '#tickets/tickets.standards.ts';
import { type CalendarYear, calendarYear } from './calendar.year.ts';

const words = adminTexts.standards;

/** The rules in force: limits, categories with who is in charge, the calendar. */
export function standardsRoutes({ district }: ConsoleDeps): ConsoleRoute[] {
  return [
    {
      method: 'GET',
      path: '/standards',
      access: 'administrator',
      handle: (c, visitor) => page(c, <StandardsPage district={district} visitor={visitor} />),
    },
  ];
}

function StandardsPage({ district, visitor }: { district: District; visitor: Visitor }) {
  const { standards, calendar } = district.rules;
  const { year } = beijingParts(visitor.now);
  const years = [year - 1, year, year + 1].map((one) => calendarYear(calendar, one));
  const uncovered = years.filter(({ covered }) => !covered);
  return (
    <Layout title={words.title} visitor={visitor} at="standards">
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {uncovered.length > 0 && (
        <Told kind="note">{words.uncoveredNotice(uncovered.map((one) => one.year).join('、'))}</Told>
      )}
      <Part title={words.limits} file="service-standards.yaml">
        <Limits standards={standards} />
        <Others standards={standards} />
      </Part>
      <Part title={words.routing} file="categories.yaml">
        <Routing district={district} />
      </Part>
      <Part title={words.calendar} file="calendar.yaml">
        <Years years={years} />
      </Part>
    </Layout>
  );
}

function Part({ title, file, children }: { title: string; file: string; children?: Child }) {
  return (
    <section class="group">
      <h2>{title}</h2>
      {children}
      <p class="quiet edit">{words.edit(file)}</p>
    </section>
  );
}

function Limits({ standards }: { standards: ServiceStandards }) {
  const { steps } = words;
  const { dispatch, sign, resolve, support, confirm } = standards;
  const rows = [
    [steps.dispatch, dispatch, dispatch],
    [steps.sign, sign.normal, sign.urgent],
    [steps.resolve, resolve.normal, resolve.urgent],
    [steps.support, support, support],
    [steps.return, standards.return, standards.return],
    [steps.confirm, confirm, confirm],
  ] as const;
  return (
    <table class="cards limits-table">
      <caption class="unseen">{words.limits}</caption>
      <thead>
        <tr>
          <th scope="col">{words.limit}</th>
          <th scope="col">{words.normal}</th>
          <th scope="col">{words.urgent}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([step, normal, urgent]) => (
          <tr>
            <th scope="row">{step}</th>
            <td data-label={words.normal}>{limitText(normal)}</td>
            <td data-label={words.urgent}>{limitText(urgent)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Others({ standards: { final_assignment, reopen_days, remind } }: { standards: ServiceStandards }) {
  const reminders = [
    remind.half ? words.half : '',
    remind.day_before ? words.dayBefore : '',
    words.leader(limitText(remind.leader_after)),
  ].filter((part) => part !== '');
  return (
    <dl class="panel facts">
      <div>
        <dt>{words.final}</dt>
        <dd>{words.finalValue(final_assignment)}</dd>
      </div>
      <div>
        <dt>{words.reopen}</dt>
        <dd>{words.reopenValue(reopen_days)}</dd>
      </div>
      <div>
        <dt>{words.remind}</dt>
        <dd>{reminders.join('、')}</dd>
      </div>
    </dl>
  );
}

function Routing({ district: { categories, rules } }: { district: District }) {
  const { columns } = words;
  return (
    <table class="cards routing">
      <caption class="unseen">{words.routing}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.category}</th>
          <th scope="col">{columns.covers}</th>
          <th scope="col">{columns.lead}</th>
          <th scope="col">{columns.supporting}</th>
          <th scope="col">{columns.resolve}</th>
        </tr>
      </thead>
      <tbody>
        {categories.map(({ code, name, covers, lead, supporting }) => (
          <tr>
            <th scope="row">{name}</th>
            <td data-label={columns.covers}>{covers}</td>
            <td data-label={columns.lead}>{lead}</td>
            <td data-label={columns.supporting}>{supporting.join('、') || words.noSupporting}</td>
            <td data-label={columns.resolve} class="nowrap">
              {limitText(resolveLimit(rules.standards, code, 'normal'))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Years({ years }: { years: CalendarYear[] }) {
  return (
    <table class="cards">
      <caption class="unseen">{words.calendar}</caption>
      <thead>
        <tr>
          <th scope="col">{words.year}</th>
          <th scope="col">{words.official}</th>
          <th scope="col">{words.free}</th>
          <th scope="col">{words.work}</th>
        </tr>
      </thead>
      <tbody>
        {years.map(({ year, covered, free, work }) => (
          <tr>
            <th scope="row">{year}</th>
            <td data-label={words.official}>
              <span class={`state ${covered ? 'closed' : 'resolved'}`}>
                {covered ? words.covered : words.uncovered}
              </span>
            </td>
            <td data-label={words.free}>{free.join('、') || words.noDays}</td>
            <td data-label={words.work}>{work.join('、') || words.noDays}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
