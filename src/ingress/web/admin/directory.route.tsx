import type { Context } from 'hono';
import type { ImportSummary, KindSummary } from '#directory/directory.changes.ts';
import { exportDirectory, importDirectory } from '#directory/directory.exchange.ts';
import { FILE_KINDS, type FileKind } from '#directory/directory.files.ts';
import { auditRow } from '#ingress/web/audit/audit.store.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { beijingDay } from '#shared/beijing.ts';
import { Conflict, InvalidInput, isConstraintError, NotFound } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { countDirectory } from './directory.counts.ts';
import { type Offer, openOffer, sealOffer } from './directory.offer.ts';
import { DirectoryPage, LARGEST_MEGABYTES } from './directory.page.tsx';
import { PreviewPage, ProblemsPage } from './directory.preview.tsx';

const words = adminTexts.directory;
const MIME: Record<FileKind, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** The directory: what is in it, its files, and an import that is shown before it is written. */
export function directoryRoutes(deps: ConsoleDeps): ConsoleRoute[] {
  const { db, directoryFiles, district, secret } = deps;
  const { departments } = district;

  async function show(c: Context, visitor: Visitor, told: Told = {}) {
    const counts = await countDirectory(db);
    const view = { ...told, visitor, counts, readsFiles: directoryFiles !== undefined };
    return page(c, <DirectoryPage {...view} />, told.fault ? 400 : 200);
  }

  async function preview(c: Context, visitor: Visitor) {
    const form = await c.req.parseBody({ all: true });
    try {
      const { name, content } = await uploaded(form.file);
      if (!directoryFiles) throw new InvalidInput('console.no-files', words.absent);
      const tables = await directoryFiles.read(name, content);
      return await offer(c, visitor, { file: name, replace: form.replace === '1', tables });
    } catch (error) {
      if (error instanceof InvalidInput) return show(c, visitor, { fault: error.message });
      throw error;
    }
  }

  /** Shows what an import would do, with what it takes to confirm it. */
  async function offer(c: Context, visitor: Visitor, given: Omit<Offer, 'basis'>, changed = false) {
    const { tables, replace, file } = given;
    const outcome = await importDirectory(db, tables, {
      ...{ departments, replace, now: visitor.now, dryRun: true },
    });
    if (!outcome.ok)
      return page(c, <ProblemsPage visitor={visitor} file={file} problems={outcome.problems} />, 400);
    const { summary, basis, details, endsAdministration } = outcome;
    const sealed = await sealOffer(secret, visitor.person.openId, { ...given, basis }, visitor.now);
    return page(
      c,
      <PreviewPage {...{ visitor, file, summary, details, endsAdministration, sealed, changed }} />,
      changed ? 409 : 200,
    );
  }

  async function confirm(c: Context, visitor: Visitor) {
    const { offer: text, seal } = await c.req.parseBody({ all: true });
    const { person: actor, now } = visitor;
    const given = await openOffer(secret, actor.openId, { offer: text, seal }, now);
    if (!given) return show(c, visitor, { fault: words.stale });
    const { file, replace, basis, tables } = given;
    const beside = (summary: ImportSummary) => [
      auditRow(db, {
        ...{ actor, action: 'directory-import', at: now },
        data: { file, ...totals(summary), replace: replace ? 1 : 0 },
      }),
    ];
    try {
      const outcome = await importDirectory(db, tables, { departments, replace, now, onlyOn: basis, beside });
      if (!outcome.ok)
        return page(c, <ProblemsPage visitor={visitor} file={file} problems={outcome.problems} />, 400);
      const { added, changed, removed } = totals(outcome.summary);
      return c.redirect(`/console/directory?done=${added}.${changed}.${removed}`, 303);
    } catch (error) {
      if (error instanceof Conflict) return offer(c, visitor, { file, replace, tables }, true);
      if (isConstraintError(error)) return show(c, visitor, { fault: words.busy });
      throw error;
    }
  }

  async function download(c: Context, visitor: Visitor) {
    const kind = FILE_KINDS.find((known) => known === c.req.param('kind'));
    if (!kind || !directoryFiles) throw new NotFound('console.file', consoleTexts.errors.notFound);
    const content = await directoryFiles.write(kind, await exportDirectory(db));
    return saved(content, `名录-${beijingDay(visitor.now)}.${kind}`, kind);
  }

  async function template() {
    if (!directoryFiles) throw new NotFound('console.file', consoleTexts.errors.notFound);
    return saved(await directoryFiles.template(), '名录模板.xlsx', 'xlsx');
  }

  const access = 'administrator';
  return [
    {
      ...{ method: 'GET', path: '/directory', access },
      handle: (c, visitor) => {
        const [, ...done] = /^(\d+)\.(\d+)\.(\d+)$/.exec(c.req.query('done') ?? '') ?? [];
        const [added = 0, changed = 0, removed = 0] = done.map(Number);
        return show(c, visitor, done.length > 0 ? { done: words.done(added, changed, removed) } : {});
      },
    },
    { method: 'POST', path: '/directory/preview', access, handle: preview },
    { method: 'POST', path: '/directory/confirm', access, handle: confirm },
    { method: 'GET', path: '/directory/export/:kind', access, handle: download },
    { method: 'GET', path: '/directory/template', access, handle: template },
  ];
}

interface Told {
  done?: string;
  fault?: string;
}

/** @throws InvalidInput */
async function uploaded(given: unknown): Promise<{ name: string; content: Uint8Array }> {
  if (!(given instanceof File) || given.size === 0) throw new InvalidInput('console.no-file', words.noFile);
  if (given.size > LARGEST_MEGABYTES * 1_048_576) {
    throw new InvalidInput('console.file-size', words.tooLarge(LARGEST_MEGABYTES));
  }
  return { name: given.name, content: new Uint8Array(await given.arrayBuffer()) };
}

function totals(summary: ImportSummary) {
  const kinds = Object.values(summary).filter((kind): kind is KindSummary => kind !== null);
  const count = (of: 'added' | 'changed' | 'removed') =>
    kinds.reduce((sum, kind) => sum + kind[of].length, 0);
  return { added: count('added'), changed: count('changed'), removed: count('removed') };
}

function saved(content: Uint8Array<ArrayBuffer>, name: string, kind: FileKind): Response {
  return new Response(content, {
    headers: {
      'content-type': MIME[kind],
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'private, no-store',
    },
  });
}
