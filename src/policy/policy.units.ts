import type { Finding } from './policy.basis.ts';
import { clauseKey, type KnownClause, type Matcher } from './policy.matcher.ts';
import { asksDepartmentOnly, speaksOfSection } from './policy.question.ts';
import type { Scored } from './policy.scoring.ts';
import { tokenize } from './policy.tokens.ts';

/** Where a second clause fits as well as this, its section's units are named, too. */
const ALSO_RESPONSIBLE = 0.9;

/** The clauses that name these units as responsible; where a section is about the unit's own matter, that one first. */
export function dutiesOf(units: readonly string[], ids: readonly string[], matcher: Matcher): KnownClause[] {
  if (units.length === 0) return [];
  const allowed = new Set(ids);
  const own = units.map((unit) =>
    unit.replace(/^(?:江津区|区)|(?:局|委|中心|部|发展服务中心)$/g, '').slice(0, 2),
  );
  const lines = [...matcher.clauses.values()].filter(
    ({ clause, document }) =>
      allowed.has(document.id) &&
      (clause.kind === 'responsible' || (clause.departments.length > 0 && !clause.responsibleId)) &&
      units.some((unit) => clause.departments.includes(unit)),
  );
  const isOwn = ({ clause }: KnownClause) =>
    own.some((word) => clause.headings.some((h) => h.includes(word)));
  return lines.sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || a.clause.start - b.clause.start);
}

/** Who is responsible for what the question is about: the line of its section, or the clause that names its units. */
export function responsible(
  text: string,
  judged: Finding,
  scored: readonly Scored[],
  ids: readonly string[],
  matcher: Matcher,
): Finding {
  const section = speaksOfSection(text) ? sectionNamed(text, ids, matcher) : undefined;
  if (section) return { ranked: [section, ...judged.ranked.slice(0, 9)], shown: 1 };
  const known = judged.ranked[0];
  if (judged.shown === 0 || !known || known.annotation?.找谁) return judged;
  const unit = responsibleLine(known, matcher);
  if (!unit) return { ...judged, shown: 1 };
  const lines = scored
    .filter(({ score }) => score >= (scored[0]?.score ?? 0) * ALSO_RESPONSIBLE)
    .flatMap(({ known: other }) => responsibleLine(other, matcher) ?? []);
  const units = [...new Set([unit, ...lines])];
  // Who beside other questions is answered beside them; a question for the unit alone begins with it.
  const [first, rest] = asksDepartmentOnly(text)
    ? [units, judged.ranked]
    : [[known], [...units, ...judged.ranked]];
  return { ...judged, ranked: [...new Set([...first, ...rest])], shown: units.length + 1 };
}

function responsibleLine(known: KnownClause, matcher: Matcher): KnownClause | undefined {
  const line = known.clause.responsibleId;
  return line === undefined ? undefined : matcher.clauses.get(clauseKey(known.document.id, line));
}

/** The line of units of the section whose title the question speaks of: by two words that no other section's has. */
function sectionNamed(text: string, ids: readonly string[], matcher: Matcher): KnownClause | undefined {
  const lines = [...matcher.clauses.values()].filter(
    ({ clause, document }) => clause.kind === 'responsible' && ids.includes(document.id),
  );
  const titles = lines.map(({ clause }) => new Set(titleWords(clause.headings.at(-1) ?? '')));
  const votes = titles.map(
    (title) =>
      [...title].filter((w) => text.includes(w) && titles.filter((t) => t.has(w)).length === 1).length,
  );
  const most = Math.max(0, ...votes);
  return most >= 2 && votes.filter((vote) => vote === most).length === 1
    ? lines[votes.indexOf(most)]
    : undefined;
}

function titleWords(title: string): string[] {
  return tokenize(title).filter((word) => word.length >= 2);
}
