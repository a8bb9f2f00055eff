import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import type { IndexedClause, IndexedDocument, PolicyIndex } from '#policy/policy.ports.ts';
import { tokenize } from '#policy/policy.tokens.ts';
import type { QuestionTimes } from './retrieval-questions.ts';

const CLAUSES = Number(process.env.BENCH_CLAUSES ?? 1_000_000);
/** So many clauses make a document, so many go into the index at once. */
const DOCUMENT = 500;
const PORTION = 50_000;
const QUESTIONS = 1000;

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Words of the real clauses, and what a clause of another district or trade has in their place. */
const VARIATIONS: readonly (readonly [word: RegExp, others: readonly string[]])[] = [
  [
    /“专精特新”/g,
    list(
      '高新技术 规模以上 外贸 商贸流通 现代农业 文化旅游 建筑 物流 软件信息 生物医药 新材料 装备制造 绿色食品 服务外包 科技型 出口型 智能制造 节能环保 民营 成长型',
    ),
  ],
  [
    /江津区?|重庆市?/g,
    list(
      '永川 合川 涪陵 万州 长寿 綦江 大足 璧山 铜梁 潼南 荣昌 开州 梁平 武隆 城口 丰都 垫江 忠县 云阳 奉节 巫山 巫溪 石柱 秀山 酉阳 彭水',
    ),
  ],
  [/数字化|智能化|绿色化/g, list('标准化 品牌化 集群化 规模化 市场化 国际化 低碳化 专业化 网络化 服务化')],
  [
    /商业银行|金融机构/g,
    list('担保公司 小贷公司 农商行 村镇银行 保险公司 证券公司 基金公司 租赁公司 信托公司'),
  ],
  [/发明专利|专利/g, list('商标 版权 技术秘密 实用新型 外观设计 地理标志 新品种 集成电路布图')],
  [/展会|博览会/g, list('订货会 推介会 洽谈会 年货节 采购节 供应商大会 产业峰会')],
  [/\d+/g, []],
];

function list(words: string): string[] {
  return words.split(' ');
}

/** Search over a million clauses that are made by varying the plan's: latency, building time, disk and memory. */
export async function benchRetrieval(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-bench-'));
  try {
    const started = performance.now();
    const index = await openLanceIndex(folder);
    await fill(index);
    await index.close();
    const built = (performance.now() - started) / 1000;
    const { opened, times, memory } = ask(folder);
    const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1);
    console.log(`检索 ${CLAUSES.toLocaleString('en')} 条(由真实条款变换而成),${times.length} 问`);
    console.log(
      `  建索引      ${built.toFixed(0)} s;磁盘 ${megabytes(folderSize(folder))};再次打开 ${opened.toFixed(0)} ms`,
    );
    console.log(`  用时        p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}  最长 ${at(1)} ms`);
    console.log(`  内存        只查询的进程常驻 ${megabytes(memory)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(index: PolicyIndex): Promise<void> {
  const { documents } = loadKnowledge(path('../../knowledge'));
  const texts = documents.flatMap((document) => document.clauses.map((clause) => clause.text));
  const random = seeded(20261124);
  for (let done = 0; done < CLAUSES; done += PORTION) {
    const put: IndexedDocument[] = [];
    for (let at = done; at < Math.min(CLAUSES, done + PORTION); at += DOCUMENT) {
      put.push(documentOf(at / DOCUMENT, Math.min(DOCUMENT, CLAUSES - at), texts, random));
    }
    await index.apply({ put, remove: [] });
    console.error(`  已写入 ${(done + PORTION).toLocaleString('en')} 条`);
  }
}

function documentOf(
  number: number,
  clauses: number,
  texts: readonly string[],
  random: () => number,
): IndexedDocument {
  const documentId = `d${number}`;
  const rows = Array.from({ length: clauses }, (_, at): IndexedClause => {
    const text = vary(texts[Math.floor(random() * texts.length)] ?? '', random);
    return {
      key: `${documentId}#${at}`,
      documentId,
      clauseId: String(at),
      revision: '1',
      text,
      tokens: tokenize(text),
    };
  });
  return { documentId, revision: '1', clauses: rows };
}

function vary(text: string, random: () => number): string {
  return VARIATIONS.reduce(
    (varied, [word, others]) =>
      varied.replace(word, (found) => {
        if (others.length === 0) return String(Math.floor(random() * 2000));
        return random() < 0.3 ? found : (others[Math.floor(random() * others.length)] ?? found);
      }),
    text,
  );
}

/** Asks in a process of its own, so that the memory measured is the search's. */
function ask(folder: string): QuestionTimes {
  const script = path('./retrieval-questions.ts');
  const file = path('../../tests/fixtures/policy-questions.jsonl');
  const done = spawnSync(process.execPath, ['--import', 'tsx', script, folder, file, String(QUESTIONS)], {
    cwd: path('../..'),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout);
}

/** Mulberry32: the same clauses in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}
