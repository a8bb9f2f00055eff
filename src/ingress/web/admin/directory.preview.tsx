import type { ImportSummary, KindSummary } from '#directory/directory.changes.ts';
import type { RowChange } from '#directory/directory.row-changes.ts';
import { SHEET_KINDS } from '#directory/directory.sheets.ts';
import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout, Token, Told } from '#ingress/web/pages/layout.tsx';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';

const words = adminTexts.directory;
const PROBLEMS_SHOWN = 200;
const NAMES_SHOWN = 300;
const DETAILS_SHOWN = 100;
const CHANGES = ['added', 'changed', 'removed'] as const;

/** What is wrong with a file, line by line. */
export function ProblemsPage(props: { visitor: Visitor; file: string; problems: readonly string[] }) {
  const { visitor, file, problems } = props;
  const more = problems.length - PROBLEMS_SHOWN;
  return (
    <Layout title={words.title} visitor={visitor} at="directory">
      <h1>{words.problemsTitle(problems.length)}</h1>
      <Told kind="bad">{words.problemsLead}</Told>
      <section class="panel">
        <h2>{words.previewOf(file)}</h2>
        <ol class="problems">
          {problems.slice(0, PROBLEMS_SHOWN).map((problem) => (
            <li>{problem}</li>
          ))}
        </ol>
        {more > 0 && <p class="quiet">{words.problemsMore(more)}</p>}
      </section>
      <p>
        <a class="button" href="/console/directory">
          {words.again}
        </a>
      </p>
    </Layout>
  );
}

/** What an import would change, and the button that writes it. */
export function PreviewPage(props: {
  visitor: Visitor;
  file: string;
  summary: ImportSummary;
  details: readonly RowChange[];
  /** Whether nobody would be administrator after it. */
  endsAdministration: boolean;
  sealed: { offer: string; seal: string };
  /** Whether the directory has changed since it was first shown. */
  changed: boolean;
}) {
  const { visitor, file, summary, details, endsAdministration, sealed, changed } = props;
  const kinds = SHEET_KINDS.map((kind) => ({ title: words.counts[kind], of: summary[kind] }));
  const idle = kinds.every(({ of }) => !of || CHANGES.every((what) => of[what].length === 0));
  return (
    <Layout title={words.previewTitle} visitor={visitor} at="directory">
      <h1>{words.previewTitle}</h1>
      <p class="lead">{words.previewOf(file)}</p>
      {changed && <Told kind="bad">{words.changedMeanwhile}</Told>}
      {endsAdministration && <Told kind="bad">{words.lastAdministrator}</Told>}
      <Counts kinds={kinds} />
      {kinds.flatMap(({ title, of }) =>
        of ? CHANGES.map((what) => <Names what={words.columns[what]} kind={title} names={of[what]} />) : [],
      )}
      <Details details={details} />
      {idle ? (
        <Told kind="note">{words.nothingChanges}</Told>
      ) : (
        <form method="post" action="/console/directory/confirm" enctype="multipart/form-data" class="confirm">
          <Token csrf={visitor.session.csrf} />
          <input type="hidden" name="offer" value={sealed.offer} />
          <input type="hidden" name="seal" value={sealed.seal} />
          <button type="submit" class="button primary">
            {words.confirm}
          </button>
          <a class="button" href="/console/directory">
            {words.cancel}
          </a>
          <span class="quiet">{words.until}</span>
        </form>
      )}
      {idle && (
        <p>
          <a class="button" href="/console/directory">
            {words.back}
          </a>
        </p>
      )}
    </Layout>
  );
}

function Counts({ kinds }: { kinds: { title: string; of: KindSummary | null }[] }) {
  const { columns } = words;
  return (
    <table class="cards">
      <caption class="unseen">{words.previewTitle}</caption>
      <thead>
        <tr>
          <th scope="col">{words.kind}</th>
          {Object.values(columns).map((title) => (
            <th scope="col" class="figure">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ title, of }) => (
          <tr>
            <th scope="row">{title}</th>
            {of ? (
              <Figures of={of} />
            ) : (
              <td colspan={5} class="act quiet">
                {words.notInFile}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Figures({ of }: { of: KindSummary }) {
  const { columns } = words;
  const figures = [
    [columns.added, of.added.length],
    [columns.changed, of.changed.length],
    [columns.unchanged, of.unchanged],
    [columns.kept, of.kept],
    [columns.removed, of.removed.length],
  ] as const;
  return (
    <>
      {figures.map(([title, n]) => (
        <td data-label={title} class="figure">
          {n}
        </td>
      ))}
    </>
  );
}

function Names({ what, kind, names }: { what: string; kind: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  const more = names.length - NAMES_SHOWN;
  return (
    <section class="panel names">
      <h2>{words.names(what, kind, names.length)}</h2>
      <p>
        {names.slice(0, NAMES_SHOWN).join('、')}
        {more > 0 && words.namesMore(more)}
      </p>
    </section>
  );
}

/** Field by field, what changes of the rows that there are already. */
function Details({ details }: { details: readonly RowChange[] }) {
  if (details.length === 0) return null;
  const { fields } = words;
  const more = details.length - DETAILS_SHOWN;
  return (
    <section class="panel">
      <h2>{fields.title}</h2>
      <table class="cards">
        <caption class="unseen">{fields.title}</caption>
        <thead>
          <tr>
            {[fields.row, fields.field, fields.before, fields.after].map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {details.slice(0, DETAILS_SHOWN).flatMap((row) =>
            row.fields.map((field) => (
              <tr>
                <th scope="row">
                  {words.counts[row.kind]} {row.name}
                </th>
                <td data-label={fields.field}>{field.title}</td>
                <td data-label={fields.before}>{field.before}</td>
                <td data-label={fields.after}>{field.after}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {more > 0 && <p class="quiet">{fields.more(more)}</p>}
    </section>
  );
}
