import type { Clock } from '#shared/clock.ts';
import { errorCode, InvalidInput, Unavailable } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import type { TextModel } from '#shared/text-model.ts';
import { materialsOf } from './summaries.facts.ts';
import { narrateByRules } from './summaries.narrative.ts';
import { saysOnlyFigures } from './summaries.prose-check.ts';
import type { Narrative, Summary } from './summaries.types.ts';
import { spanTitle } from './summaries.wording.ts';

/** What the prompt `summary-narrative` is filled with. */
export const NARRATIVE_INPUTS = ['span', 'figures'] as const;

/** Puts a summary into words; never rejects. */
export type Narrator = (summary: Summary) => Promise<Narrative>;

export interface NarratorNeeds {
  model: TextModel;
  logger: Logger;
  /** For the whole paragraph, in milliseconds. */
  timeoutMs: number;
  /** After a failure to reach the model it is left alone for a while. */
  clock: Clock;
}

const LONGEST = 400;
const REST_MS = 60_000;

/** Sentences in Chinese that are about figures: what names none cannot be checked. */
function isPlainReport(text: string): boolean {
  return (
    text.length <= LONGEST &&
    !/[*#<>[\]{}`|]|https?:/.test(text) &&
    /[\d零一二两三四五六七八九十].*。$/.test(text) &&
    (text.match(/\p{Script=Han}/gu) ?? []).length > text.length / 3
  );
}

/** Without a model. */
export const ruleNarrator: Narrator = async (summary) => narrateByRules(summary);

/**
 * The sentence by rules, what stands out by a model: every number in it must be the figure of what it is said of. What
 * is not, is late or is no plain text is dropped, and the rules' points stand.
 */
export function createModelNarrator({ model, logger, timeoutMs, clock }: NarratorNeeds): Narrator {
  let restUntil = Number.NEGATIVE_INFINITY;

  async function paragraph(summary: Summary): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Unavailable('model.late', 'time limit')), {
        once: true,
      });
    });
    const inputs = { span: spanTitle(summary.span), figures: materialsOf(summary) };
    // A library that does not heed the signal must not hold the summary up.
    const text = (await Promise.race([model.write(inputs, signal), late])).replace(/\s+/g, ' ').trim();
    if (!isPlainReport(text)) {
      throw new InvalidInput('model.malformed', 'no plain paragraph');
    }
    if (!saysOnlyFigures(text, summary)) throw new InvalidInput('model.unsupported-number', 'not a figure');
    return text;
  }

  return async (summary) => {
    const rules = narrateByRules(summary);
    if (clock.now().getTime() < restUntil) return { ...rules, version: `rules (${model.version} busy)` };
    try {
      const text = await paragraph(summary);
      logger.info('model.narrative', { version: model.version, outcome: 'written' });
      return { sentence: rules.sentence, points: [text], version: model.version };
    } catch (error) {
      const code = errorCode(error);
      if (error instanceof Unavailable) restUntil = clock.now().getTime() + REST_MS;
      logger.warn('model.narrative', { version: model.version, outcome: code });
      return { ...rules, version: `rules (${model.version} ${code})` };
    }
  };
}
