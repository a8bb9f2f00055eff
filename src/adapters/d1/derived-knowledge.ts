import type { KnowledgeSource } from '#adapters/knowledge/knowledge-source.ts';
import { readPolicyKnowledge } from '#adapters/knowledge/read-policy-knowledge.ts';
import { readRules } from '#adapters/knowledge/read-rules.ts';
import { createMatcher } from '#policy/policy.matcher.ts';
import { packValues, unpackValues } from '#shared/data-archive.ts';
import type { Derive } from '#shared/derive.ts';

/**
 * Derives all that an isolate would derive of published texts, such as trained weights, and packs it. This file with
 * all that it imports is the code that what is published depends on (`derivationCode`).
 */
export function packDerived(source: KnowledgeSource): Uint8Array<ArrayBuffer> {
  const derived = new Map<string, unknown>();
  const derive: Derive = (name, make) => {
    const made = make();
    derived.set(name, made);
    return made;
  };
  const noting = { ...source, derive };
  createMatcher(readPolicyKnowledge(noting));
  void readRules(noting).understanding;
  return packValues(derived);
}

/**
 * Gives what was packed, each value once, because the isolate keeps what it needs of it.
 * @param onAnew is told the name of what is not there or is damaged, and therefore made anew
 */
export function deriveFromPacked(
  packed: Uint8Array<ArrayBuffer> | undefined,
  onAnew: (name: string) => void,
): Derive {
  const values = unpacked(packed);
  return <T>(name: string, make: () => T): T => {
    const read = values.get(name);
    values.delete(name);
    try {
      if (read) return read() as T;
    } catch {
      // Made anew, as where there is none.
    }
    onAnew(name);
    return make();
  };
}

function unpacked(packed: Uint8Array<ArrayBuffer> | undefined): Map<string, () => unknown> {
  try {
    return packed ? unpackValues(packed) : new Map();
  } catch {
    return new Map();
  }
}
