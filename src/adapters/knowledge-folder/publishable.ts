import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { createConsoleAssets, listConsoleAssets } from '#adapters/console-assets/console-assets.ts';
import { packDerived } from '#adapters/d1/derived-knowledge.ts';
import { type PublishableKnowledge, publishedSource } from '#adapters/d1/published-knowledge.ts';
import type { KnowledgeSource } from '#adapters/knowledge/knowledge-source.ts';
import { readRules } from '#adapters/knowledge/read-rules.ts';
import { readPrompt } from '#adapters/langchain/load-prompt.ts';
import { derivationCode } from '#adapters/workerd/derivation-code.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import { knowledgeFolder } from './knowledge-folder.ts';
import { loadKnowledge } from './load-knowledge.ts';

/**
 * The texts of a knowledge folder as they are published: policies word for word, rules as JSON, which is read a hundred
 * times as fast, the prompts, and the console's files; and what is derived from them, as an isolate would. All is checked
 * before.
 * @param more further texts by name
 * @throws ConfigurationError that names file, line and mend
 */
export async function publishableKnowledge(
  folder: string,
  more: ReadonlyMap<string, string> = new Map(),
): Promise<{ knowledge: PolicyKnowledge; published: PublishableKnowledge }> {
  const knowledge = loadKnowledge(folder);
  const source = knowledgeFolder(folder);
  readRules(source);
  const yaml = [...source.list('.', '.yaml'), ...source.list('applicability', '.yaml')];
  const files = new Map([
    ...source.list('policies', '.md').map((name) => [name, source.read(name)] as const),
    ...yaml.map((name) => [name.replace(/^\.\//, ''), asJson(source, name)] as const),
    ...promptFiles(),
    ...(await assetFiles()),
    ...more,
  ]);
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\0${content}\0`);
  const published = { version: hash.digest('hex').slice(0, 16), files };
  const derived = { code: await derivationCode(), make: () => packDerived(publishedSource(published)) };
  return { knowledge, published: { ...published, derived } };
}

function asJson(source: KnowledgeSource, name: string): string {
  const value: unknown = parse(source.read(name));
  // A file that says nothing stays as it is: its defaults stand.
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : source.read(name);
}

function promptFiles(): [string, string][] {
  return readdirSync(new URL('../../../prompts/', import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => [`prompts/${name}`, readPrompt(name.slice(0, -'.md'.length))]);
}

async function assetFiles(): Promise<[string, string][]> {
  const read = createConsoleAssets();
  const names = await listConsoleAssets();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [`assets/${name}`, await read(name)]),
  );
}
