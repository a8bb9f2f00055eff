import type { Child } from 'hono/jsx';
import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout, Token } from '#ingress/web/pages/layout.tsx';
import type { Explanation } from '#policy/policy.explain.ts';
import type { DocumentSummary } from '#policy/policy.service.ts';
import type { CitedClause, PolicyAnswer } from '#policy/policy.types.ts';
import { answersToday } from '#policy/policy.validity.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import { FoundTable } from './knowledge.found.tsx';

const words = adminTexts.knowledge;

export interface Tried {
  answer: PolicyAnswer;
  explanation: Explanation;
}

export function KnowledgePage(props: {
  visitor: Visitor;
  documents: DocumentSummary[];
  tried: Tried | null;
}) {
  const { visitor, documents, tried } = props;
  return (
    <Layout title={words.title} visitor={visitor} at="knowledge">
      <h1>{words.title}</h1>
      <section class="group">
        <h2>{words.tryTitle}</h2>
        <p class="quiet">{words.tryLead}</p>
        <form method="post" action="/console/knowledge" class="filters ask">
          <Token csrf={visitor.session.csrf} />
          <label>
            {words.question}
            <input
              type="text"
              name="question"
              value={tried?.answer.question ?? ''}
              placeholder={words.questionHint}
              maxlength={200}
              required
            />
          </label>
          <button type="submit" class="button primary">
            {words.ask}
          </button>
        </form>
        {tried && <Outcome {...tried} />}
      </section>
      <section class="group">
        <h2>
          {words.documents} <span class="count">{documents.length}</span>
        </h2>
        {documents.length === 0 ? <p class="panel empty">{words.none}</p> : <Documents list={documents} />}
        <p class="quiet edit">{words.hint}</p>
      </section>
    </Layout>
  );
}

function Documents({ list }: { list: DocumentSummary[] }) {
  const { columns } = words;
  return (
    <table class="cards">
      <caption class="unseen">{words.documents}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.title}</th>
          <th scope="col">{columns.number}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.clauses}</th>
        </tr>
      </thead>
      <tbody>
        {list.map(({ title, number, state, clauses }) => (
          <tr>
            <th scope="row">{title}</th>
            <td data-label={columns.number}>{number}</td>
            <td data-label={columns.state}>
              <span>
                <span class={`state ${state === '有效' ? 'closed' : 'resolved'}`}>{state}</span>
                <span class="left">{answersToday(state) ? words.answers.yes : words.answers.no}</span>
              </span>
            </td>
            <td data-label={columns.clauses} class="nowrap">
              {words.clauses(clauses)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Outcome({ answer, explanation }: Tried) {
  const answered = answer.outcome === 'answered';
  return (
    <>
      <div class="panel answer">
        <h3>
          {words.botSays}{' '}
          <span class={`state ${answered ? 'closed' : 'resolved'}`}>
            {answered ? words.answered : words.refused}
          </span>
        </h3>
        <Answer answer={answer} />
      </div>
      <div class="panel">
        <h3>{words.understood}</h3>
        <Understood explanation={explanation} />
      </div>
      <h3>{words.foundTitle}</h3>
      <p class="quiet">{words.foundLead}</p>
      <FoundTable clauses={explanation.clauses} used={answer.clauses} />
    </>
  );
}

/** The words of the cards, without their buttons. */
function Answer({ answer }: { answer: PolicyAnswer }) {
  const card = texts.cards.policy;
  const { outcome, clauses, related, departments, notices, lead, gap } = answer;
  const answered = outcome === 'answered';
  return (
    <>
      <p>{lead ?? (answered ? card.lead(clauses.length) : texts.policy.noBasis)}</p>
      {!answered && related.length > 0 && <p class="quiet">{card.nearest}</p>}
      <Quotes clauses={answered ? clauses : related} />
      {departments.length > 0 && (
        <p>
          {card.departments}:{departments.join('、')}
        </p>
      )}
      {gap && <p>{texts.policy.gap(gap)}</p>}
      {notices.map((notice) => (
        <p class="quiet">{notice}</p>
      ))}
    </>
  );
}

function Quotes({ clauses }: { clauses: readonly CitedClause[] }) {
  return (
    <ul class="plain-list">
      {clauses.map(({ place, documentNumber, quote }) => (
        <li>
          <blockquote>{quote}</blockquote>
          <p class="quiet">
            {documentNumber} · {place}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Understood({ explanation }: { explanation: Explanation }) {
  const { normalised, concepts, unknownWords, uncovered } = explanation;
  const hits = concepts.map(({ phrase, name }) => words.concept(phrase, name));
  return (
    <dl class="facts">
      <Fact name={words.normalised}>{normalised}</Fact>
      <Fact name={words.concepts}>{hits.join(',') || words.nothing}</Fact>
      <Fact name={words.unknown}>{unknownWords.join('、') || words.nothing}</Fact>
      <Fact name={words.uncovered}>{uncovered.join('、') || words.nothing}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
