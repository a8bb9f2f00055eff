import type { Derive } from '#shared/derive.ts';
import type { ApplicabilityFile } from './policy.applicability.ts';
import type { LexiconFile } from './policy.lexicon.ts';
import type { PolicyDocument } from './policy.types.ts';

/** All that the policy feature reads from the knowledge folder. */
export interface PolicyKnowledge {
  documents: readonly PolicyDocument[];
  lexicon: LexiconFile;
  applicability: readonly ApplicabilityFile[];
  /** Derives from just this knowledge; anew without it. */
  derive?: Derive;
}
