import { SHEET_KINDS, type SheetKind } from '#directory/directory.sheets.ts';
import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout, Token, Told } from '#ingress/web/pages/layout.tsx';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';

const words = adminTexts.directory;
/** What an upload may weigh. */
export const LARGEST_MEGABYTES = 2;

export function DirectoryPage(props: {
  visitor: Visitor;
  counts: Record<SheetKind, number>;
  /** Whether tables can be read and written here. */
  readsFiles: boolean;
  done?: string;
  fault?: string;
}) {
  const { visitor, counts, readsFiles, done, fault } = props;
  return (
    <Layout title={words.title} visitor={visitor} at="directory">
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {done && <Told kind="good">{done}</Told>}
      {fault && <Told kind="bad">{fault}</Told>}
      <section class="panel">
        <h2>{words.current}</h2>
        <ul class="tallies">
          {SHEET_KINDS.map((kind) => (
            <li>
              <span>{words.counts[kind]}</span> <strong>{counts[kind]}</strong>
            </li>
          ))}
        </ul>
        {readsFiles && (
          <>
            <p class="checks">
              <a class="button" href="/console/directory/export/xlsx">
                {words.exportXlsx}
              </a>
              <a class="button" href="/console/directory/export/csv">
                {words.exportCsv}
              </a>
              <a class="button" href="/console/directory/template">
                {words.template}
              </a>
            </p>
            <p class="quiet">{words.exportHint}</p>
          </>
        )}
      </section>
      <section class="panel">
        <h2>{words.importTitle}</h2>
        {readsFiles ? <Upload visitor={visitor} /> : <p>{words.absent}</p>}
      </section>
    </Layout>
  );
}

function Upload({ visitor }: { visitor: Visitor }) {
  return (
    <form method="post" action="/console/directory/preview" enctype="multipart/form-data">
      <Token csrf={visitor.session.csrf} />
      <div class="field">
        <label for="file">{words.file}</label>
        <input id="file" type="file" name="file" accept=".xlsx,.csv" required aria-describedby="file-hint" />
        <p class="quiet" id="file-hint">
          {words.fileHint(LARGEST_MEGABYTES)}
        </p>
      </div>
      <div class="field">
        <label class="check">
          <input type="checkbox" name="replace" value="1" />
          <span>{words.replace}</span>
        </label>
      </div>
      <button type="submit" class="button primary">
        {words.preview}
      </button>
    </form>
  );
}
