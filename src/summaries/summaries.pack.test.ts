import { describe, expect, it } from 'vitest';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { at, open, rules } from '#tickets/tickets.test-builders.ts';
import { reportDocx } from './exports/exports.docx.ts';
import { packReport } from './summaries.pack.ts';
import { noQuestions } from './summaries.test-builders.ts';

describe('the material of a joint meeting', () => {
  it('holds what is overdue beyond the limit, with its history; nothing that is in time', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    const deps = { db, rules, questions: noQuestions };
    const early = JSON.stringify(await packReport(deps, '重庆市江津区', at('2026-11-24T15:00')));
    expect(early).toContain('目前有 0 件');
    expect(early).not.toContain(ticket.number);

    const report = await packReport(deps, '重庆市江津区', at('2026-12-31T10:00'));
    const text = JSON.stringify(report);
    expect(text).toContain('目前有 1 件');
    expect(text).toContain(ticket.number);
    expect(text).toMatch(/已超期 \d+ 个工作日/);
    expect(text).toContain('王芳登记');
    expect((await reportDocx(report)).byteLength).toBeGreaterThan(5_000);
  });
});
