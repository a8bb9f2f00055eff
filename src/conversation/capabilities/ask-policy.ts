import type { Capability } from '#conversation/conversation.types.ts';
import { answerQuestion } from './answer-question.ts';
import { whatApplies } from './applicable-policies.ts';

/** A policy question → the clauses that answer it, word for word, or that there is no basis. */
export const askPolicy: Capability = async (deps, turn) =>
  (await whatApplies(deps, turn)) ?? answerQuestion(deps, turn, turn.text);
