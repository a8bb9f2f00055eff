import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CARDS, renderPayload } from '#feishu/cards/render-payload.ts';
import { samples } from './card-samples.ts';

const folder = fileURLToPath(new URL('./cards/', import.meta.url));
const fileOf = (name: string) => `${folder}${name}.json`;

describe('cards look as they were agreed (UPDATE_GOLDEN=1 writes them anew)', () => {
  it.each(Object.entries(samples))('%s', (name, payload) => {
    const rendered = renderPayload(payload);
    expect(rendered.type).toBe('interactive');
    if (process.env.UPDATE_GOLDEN === '1') {
      writeFileSync(fileOf(name), `${JSON.stringify(rendered.content, null, 2)}\n`);
    }
    expect(existsSync(fileOf(name)), `${name}.json is missing`).toBe(true);
    expect(rendered.content).toEqual(JSON.parse(readFileSync(fileOf(name), 'utf8')));
  });

  it('every golden file belongs to a sample', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
    expect(files.sort()).toEqual(Object.keys(samples).sort());
  });

  it('every card has a sample', () => {
    const shown = new Set(Object.values(samples).map((payload) => payload.kind));
    expect(CARDS.map((card) => card.kind).filter((kind) => !shown.has(kind))).toEqual([]);
  });
});
