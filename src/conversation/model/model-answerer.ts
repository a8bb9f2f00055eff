import type { PolicyAnswerer, VersionedAnswer } from '#conversation/conversation.types.ts';
import { isGrounded } from '#policy/policy.grounding.ts';
import type { AnswerOptions, PolicyService } from '#policy/policy.service.ts';
import type { CitedClause, PolicyAnswer, PolicyDocument } from '#policy/policy.types.ts';
import { answersToday, noticesFor } from '#policy/policy.validity.ts';
import { beijingDay } from '#shared/beijing.ts';
import type { Clock } from '#shared/clock.ts';
import { errorCode, InvalidInput, Unavailable } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { maskPhones } from '#shared/masking.ts';
import { type Metrics, noMetrics } from '#shared/metrics.ts';
import { checkDraft, type Fault, type KnownNames } from './check-draft.ts';
import type { AnswerModel, DraftRequest, DraftResult, OfferedClause, PolicyTools } from './model.types.ts';
import { createModelGate } from './model-gate.ts';

export interface ModelAnswererNeeds {
  policy: PolicyService;
  /** The answer without a model: what stands where the model fails, is late, or is not to be trusted. */
  rules: PolicyAnswerer;
  model: AnswerModel;
  names: KnownNames;
  clock: Clock;
  logger: Logger;
  metrics?: Metrics;
  /** For everything the model does for one question, in milliseconds. */
  timeoutMs: number;
}

/** Clauses put before the model with the question, so that one call mostly suffices. */
const OFFERED = 8;
const SHOWN = 4;

type Outcome =
  | 'answered'
  | 'no-basis'
  | 'busy'
  | 'late'
  | 'unavailable'
  | 'malformed'
  | `unsupported-${Fault}`;

/**
 * Answers with a model that reads the same policies through the same capabilities, and checks what it drafts. Whatever
 * is not supported by the clauses is not used: then the rules' answer stands, and the version says why.
 */
export function createModelAnswerer(needs: ModelAnswererNeeds): PolicyAnswerer {
  const { policy, rules, model, clock, logger, timeoutMs, metrics = noMetrics } = needs;
  const gate = createModelGate(clock);

  async function offer(question: string, options: AnswerOptions, answer: PolicyAnswer) {
    const ranked = await policy.rank(question, options);
    const offered = new Map<string, CitedClause>();
    for (const clause of [...answer.clauses, ...answer.related, ...ranked]) {
      if (offered.size < OFFERED && !offered.has(keyOf(clause))) offered.set(keyOf(clause), clause);
    }
    return offered;
  }

  async function answerWithModel(
    question: string,
    options: AnswerOptions,
    answer: PolicyAnswer,
    told: { onCall(): void; onSlow(): Promise<void> },
  ): Promise<{ outcome: Outcome; answer?: PolicyAnswer; used?: DraftResult }> {
    const offered = await offer(question, options, answer);
    if (offered.size === 0) return { outcome: 'no-basis', answer };
    await told.onSlow();
    const signal = AbortSignal.timeout(timeoutMs);
    const used = await withinTime(signal, {
      question: maskPhones(question),
      today: beijingDay(options.now),
      enterprise: withoutName(options.profile),
      clauses: [...offered.values()].map(show),
      tools: toolsOver(policy, options, offered),
      signal,
      onCall: told.onCall,
    });
    if (!used.draft.basis) return { outcome: 'no-basis', answer: withoutBasis(answer), used };
    const noticesOf = noticesAt(policy, options.now);
    const checked = checkDraft(used.draft, {
      question,
      offered,
      document: (id) => policy.document(id),
      noticesOf,
      names: needs.names,
      limit: options.limit ?? SHOWN,
    });
    if (!checked.ok) return { outcome: `unsupported-${checked.fault}`, used };
    const { clauses, lead, gap = answer.gap } = checked;
    const drafted: PolicyAnswer = {
      question,
      outcome: 'answered',
      clauses,
      related: [],
      departments: [...new Set(clauses.flatMap((clause) => clause.departments))],
      notices: noticesOf(clauses),
      ...(lead ? { lead } : {}),
      ...(gap ? { gap } : {}),
    };
    const grounded = isGrounded(drafted, (id) => policy.document(id));
    return grounded
      ? { outcome: 'answered', answer: drafted, used }
      : { outcome: 'unsupported-altered-quote', used };
  }

  function withinTime(signal: AbortSignal, request: DraftRequest): Promise<DraftResult> {
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Unavailable('model.late', 'time limit')), {
        once: true,
      });
    });
    // A library that does not heed the signal must not hold the question up.
    return Promise.race([model.draft(request), late]);
  }

  return {
    slow: true,
    async answer(question, options, onSlow = async () => {}): Promise<VersionedAnswer> {
      const answer = await rules.answer(question, options);
      const started = performance.now();
      let calls = 0;
      const told = { onCall: () => calls++, onSlow };
      const result = await gate(() => answerWithModel(question, options, answer, told)).catch(
        (error: unknown) => ({
          outcome: outcomeOf(error),
          code: errorCode(error),
          answer: undefined,
          used: undefined,
        }),
      );
      const { outcome, used } = result ?? { outcome: 'busy' as const };
      logger[result?.answer ? 'info' : 'warn']('model.answer', {
        version: model.version,
        outcome,
        ...(result && 'code' in result ? { code: result.code } : {}),
        calls,
        ms: Math.round(performance.now() - started),
        inputTokens: used?.inputTokens,
        outputTokens: used?.outputTokens,
      });
      metrics.count('model_answers', { outcome });
      metrics.observe('model_seconds', (performance.now() - started) / 1000);
      if (result?.answer) return { ...result.answer, version: model.version };
      return { ...answer, version: `${answer.version} (${model.version} ${outcome})` };
    },
  };
}

/** What a reader must be told of the documents that are cited. */
function noticesAt(policy: PolicyService, now: Date) {
  const documents = policy.documents(now).flatMap(({ id }) => policy.document(id) ?? []);
  return (clauses: readonly CitedClause[]): string[] => {
    const ids = new Set(clauses.map((clause) => clause.documentId));
    return documents.filter(({ id }) => ids.has(id)).flatMap((d) => noticesFor(d, documents, now));
  };
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof InvalidInput) return 'malformed';
  return error instanceof Unavailable && error.code === 'model.late' ? 'late' : 'unavailable';
}

function withoutName(profile: AnswerOptions['profile']): DraftRequest['enterprise'] {
  if (!profile) return undefined;
  const { name: _, ...rest } = profile;
  return rest;
}

/** The model finds no basis: nothing is cited, what the rules found is at most near. */
function withoutBasis(answer: PolicyAnswer): PolicyAnswer {
  const { gap: _, ...rest } = answer;
  const related = answer.outcome === 'answered' ? answer.clauses.slice(0, 3) : answer.related;
  return { ...rest, outcome: 'no-basis', clauses: [], related, departments: [] };
}

function keyOf(clause: CitedClause): string {
  return `${clause.documentId}#${clause.clauseId}`;
}

function show(clause: CitedClause): OfferedClause {
  return {
    id: keyOf(clause),
    document: `《${clause.documentTitle}》${clause.documentNumber}`,
    place: clause.place,
    text: clause.quote,
    departments: clause.departments,
  };
}

/** The capabilities that a model gets: to read. What it reads may be cited afterwards. */
function toolsOver(
  policy: PolicyService,
  options: AnswerOptions,
  offered: Map<string, CitedClause>,
): PolicyTools {
  const put = (clause: CitedClause): OfferedClause => {
    const known = offered.get(keyOf(clause)) ?? clause;
    offered.set(keyOf(known), known);
    return show(known);
  };
  const stands = (document: PolicyDocument | undefined) =>
    document !== undefined &&
    policy.documents(options.now).some(({ id, state }) => id === document.id && answersToday(state));
  return {
    search: async (query) => (await policy.rank(query, options)).slice(0, OFFERED).map(put),
    clause(id) {
      const [documentId = '', clauseId = ''] = id.split('#');
      const known = offered.get(id);
      if (known) return show(known);
      const clause = stands(policy.document(documentId)) ? policy.clause(documentId, clauseId) : undefined;
      return clause && put(clause);
    },
    documents: () => policy.documents(options.now),
  };
}
