import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '#shared/errors.ts';
import { ANSWER_INPUTS } from './chat-model.ts';
import { loadPrompt } from './load-prompt.ts';

const GOOD = `---
purpose: 回答问题
version: answer-v3
inputs:
  question: 提问人的原话
---
你是解答员。
<!-- user -->
问题:{{question}}
`;

function load(text: string, inputs = ['question']) {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'answer.md'), text);
  return loadPrompt('answer', inputs, folder);
}

it('reads the prompt that the product uses', () => {
  const prompt = loadPrompt('answer', ANSWER_INPUTS);
  expect(prompt.version).toMatch(/^answer-v\d+$/);
  const values = Object.fromEntries(ANSWER_INPUTS.map((input) => [input, `<${input}>`]));
  for (const input of ANSWER_INPUTS) expect(prompt.user(values)).toContain(`<${input}>`);
});

it('puts values in as they are', () => {
  const prompt = load(GOOD);
  expect(prompt).toMatchObject({ purpose: '回答问题', version: 'answer-v3', system: '你是解答员。' });
  expect(prompt.user({ question: '$1 {{question}} $&' })).toBe('问题:$1 {{question}} $&');
});

it.each([
  ['', /answer\.md 第 1 行有误:开头要有/],
  [GOOD.replace('version: answer-v3', 'version: 3'), /第 3 行「version」有误:.*answer-v1/],
  [GOOD.replace('purpose: 回答问题\n', ''), /「purpose」有误:要写明用途/],
  [GOOD.replace('<!-- user -->\n', ''), /第 7 行有误:正文要用一行/],
  [GOOD.replace('{{question}}', '{{qestion}}'), /第 9 行有误:没有 {{qestion}} 这个输入,可用的有 question/],
  [GOOD.replace('{{question}}', ''), /第 8 行有误:材料中缺少 {{question}}/],
  [GOOD.replace('你是解答员', '{{question}}'), /第 7 行有误:{{question}} 只能写在/],
  [GOOD.replace('  question: 提问人的原话', '  other: 别的'), /第 4 行有误:inputs 中缺少 question/],
])('refuses a prompt that is not right, naming file, line and mend (%#)', (text, message) => {
  expect(() => load(text)).toThrow(ConfigurationError);
  expect(() => load(text)).toThrow(message);
});

it('names a file that is not there', () => {
  expect(() => loadPrompt('nothing', [])).toThrow(/nothing\.md 文件不存在/);
});
