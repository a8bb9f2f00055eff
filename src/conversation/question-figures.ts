import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import type { PolicyService } from '#policy/policy.service.ts';
import { maskPhones } from '#shared/masking.ts';
import type { QuestionReader } from '#summaries/summaries.ports.ts';
import type { Gap, Topic } from '#summaries/summaries.types.ts';

/** So many topics and questions without basis a summary names. */
const NAMED = 20;

interface Range {
  from: Date;
  to: Date;
}

/** Reads what was asked out of the record of answers; titles of clauses come from the knowledge as it is now. */
export function createQuestionReader(db: Database, policy: Pick<PolicyService, 'clause'>): QuestionReader {
  const count = async (range: Range) => {
    const [row] = await db.all<{ count: number }>(
      sql`select count(*) as count from answers where outcome in ('answered', 'no-basis') and ${within(range)}`,
    );
    return row?.count ?? 0;
  };
  return {
    count,
    figures: async (range) => ({
      count: await count(range),
      topics: await topics(db, policy, range),
      gaps: await gaps(db, range),
    }),
    async askedBy(range) {
      const rows = await db.all<{ id: string }>(sql`select distinct enterprise_id as id from answers
        where enterprise_id is not null and ${within(range)}`);
      return rows.map(({ id }) => id);
    },
    async mark() {
      const [row] = await db.all<{ mark: number | null }>(sql`select max(rowid) as mark from answers`);
      return row?.mark ?? 0;
    },
    async addedSince(mark, to) {
      const rows = await db.all(
        sql`select 1 from answers where rowid > ${mark} and +at < ${to.getTime()} limit 1`,
      );
      return rows.length > 0;
    },
  };
}

function within({ from, to }: Range) {
  return sql`at >= ${from.getTime()} and at < ${to.getTime()}`;
}

/** Each answer counts for the clause that fits best. */
async function topics(db: Database, policy: Pick<PolicyService, 'clause'>, range: Range): Promise<Topic[]> {
  const rows = await db.all<{ documentId: string; clauseId: string; count: number }>(sql`
    select json_extract(clauses, '$[0].documentId') as documentId,
      json_extract(clauses, '$[0].clauseId') as clauseId, count(*) as count
    from answers where outcome = 'answered' and json_array_length(clauses) > 0 and ${within(range)}
    group by 1, 2 order by 3 desc, 1, 2 limit ${NAMED}`);
  return rows.map((row) => {
    const clause = policy.clause(row.documentId, row.clauseId);
    const title = clause ? `${clause.documentNumber} ${clause.place}` : `${row.documentId} ${row.clauseId}`;
    return { ...row, title };
  });
}

async function gaps(db: Database, range: Range): Promise<Gap[]> {
  const rows = await db.all<{ question: string; count: number; last: number }>(sql`
    select coalesce(gap, question) as question, count(*) as count, max(at) as last
    from answers where (outcome = 'no-basis' or gap is not null) and ${within(range)}
    group by 1 order by 2 desc, 3 desc limit ${NAMED}`);
  return rows.map(({ question, count, last }) => ({
    question: maskPhones(question),
    count,
    lastAt: new Date(last),
  }));
}
