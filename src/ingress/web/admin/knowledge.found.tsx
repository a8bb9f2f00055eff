import type { ExplainedClause } from '#policy/policy.explain.ts';
import type { CitedClause } from '#policy/policy.types.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';

const words = adminTexts.knowledge;
/** What adds less is not worth a word. */
const FAINT = 0.005;

/** The clauses that were found, with what their scores come from. */
export function FoundTable(props: {
  clauses: readonly ExplainedClause[];
  /** Those that the answer rests on. */
  used: readonly CitedClause[];
}) {
  const { clauses, used } = props;
  if (clauses.length === 0) return <p class="panel empty">{words.nothingFound}</p>;
  const isUsed = ({ clause: { documentId, clauseId } }: ExplainedClause) =>
    used.some((one) => one.documentId === documentId && one.clauseId === clauseId);
  const direct = used.length > 0 && !clauses.some(isUsed);
  const { found } = words;
  return (
    <>
      {direct && <p class="told note">{words.byName}</p>}
      <table class="cards found">
        <caption class="unseen">{words.foundTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{found.clause}</th>
            <th scope="col" class="figure">
              {found.score}
            </th>
            <th scope="col">{found.why}</th>
          </tr>
        </thead>
        <tbody>
          {clauses.map((one) => (
            <FoundRow one={one} used={isUsed(one)} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function FoundRow({ one, used }: { one: ExplainedClause; used: boolean }) {
  const { found, parts } = words;
  const { clause, score, evidence, words: shared, concepts } = one;
  const why = Object.entries(parts)
    .map(([kind, name]) => ({ name, value: evidence[kind as keyof typeof evidence] }))
    .filter(({ value }) => value >= FAINT)
    .sort((a, b) => b.value - a.value);
  return (
    <tr>
      <th scope="row">
        {clause.place} {used && <span class="state closed">{words.usedMark}</span>}
        <span class="left clip">{clause.quote}</span>
      </th>
      <td data-label={found.score} class="figure">
        {score.toFixed(2)}
      </td>
      <td data-label={found.why}>
        <span>
          {why.map(({ name, value }) => (
            <span class="part">
              {name} {value.toFixed(2)}
            </span>
          ))}
          {shared.length > 0 && <span class="left">{words.sharedWords(shared.join('、'))}</span>}
          {concepts.length > 0 && <span class="left">{words.sharedConcepts(concepts.join('、'))}</span>}
        </span>
      </td>
    </tr>
  );
}
