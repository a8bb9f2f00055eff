import { pairsOf } from './lead-quantities.ts';

/**
 * Names in a sentence: units, places, products, persons. A model's sentence may hold only those that its clauses hold.
 * What is not known for sure is held to be a name: the price of a mistake is the rules' answer, not a wrong one.
 */

/** Endings that make a name, wherever they stand at the end of a word. */
const ENDINGS =
  /(?:委员会|办公室|办事处|事务所|研究院|研究所|派出所|交易所|工业园|开发区|高新区|法院|检察院|银行|支行|分行|分局|中心|公司|集团|协会|商会|学会|工会|联合会|促进会|联盟|基金会|基金|大学|学院|学校|医院|街道|园区|政府|海关|平台|系统|热线|窗口|大厅|专班|小组|工厂|国资|税务|局|委|办|厅|署|院|镇|乡|县|省|州|部|处|科|站|社|队|园|区|市|贷|券|卡|宝)$/;
/** Everyday words that end like a name. */
const EVERYDAY = new Set(
  (
    '全部 内部 外部 大部 局部 布局 格局 结局 好处 用处 之处 到处 上市 超市 城市 全市 我市 本市 门市 全区 我区 本区 辖区 ' +
    '地区 片区 厂区 市区 社会 团队 本科 专科 学科 举办 主办 协办 承办 开办 申办 兴办 督办 交办 代办 联办 督促 政府部门 校园 ' +
    '产业园 全县 全省 全镇 各镇 信贷 借贷 团体'
  ).split(' '),
);
/** Endings that are words of their own: they need no name before them. */
const BARE = new Set([
  '区',
  '市',
  '贷',
  '园区',
  '银行',
  '平台',
  '系统',
  '政府',
  '公司',
  '集团',
  '企业',
  '学校',
  '医院',
  '基金',
]);
/** What may stand before a name without being part of it. */
const BEFORE =
  /(?:由|向|到|找|请|问|和|与|及|或|的|在|是|为|归|经|报|交|去|对|让|将|把|等|给|同|跟|从|即|有|并|可|用|以|各|按|被|且|又|其|该|本|此|凭|受|联系|咨询|通过|申请|办理|提交|包括|包含|负责|牵头|单位|部门|主办|协办|配合|如|支持|鼓励|引导|组织|推动|推广|依托|会同|协同|联合|指导|协调|根据|依据|按照|参加|加入|入驻|对接|争取|享受|使用|利用|获得|了解|关注|属于|对于|关于|其中|以及|需要|应当|开展|建立|组建|搭建|运营|健全|完善|整合|购买|建设|创建|打造|纳入|重点|积极|促进|落实|推荐|提供|企业|用好|做好|要|需|能|应|则|也|都|还|均|就)$/;
/** Claims about persons, ways to reach somebody and benefits: said only where a clause says so. */
const CLAIMS =
  /主任|局长|科长|处长|部长|院长|行长|镇长|区长|市长|书记|经理|先生|女士|老师|同志|专员|电话|热线|邮箱|微信|网址|网站|链接|二维码|扫码|附件|免|减|补贴|补助|补偿|奖|贴息|返还|退税|报销|全额|半|倍|翻番|优惠|保证|承诺|截止|年底|月底|月初|季度|本月|下月|下周|明年|今年|去年|后年|明天|即日|工作日/g;
const QUOTED = /[“"「『《〈‘']([^“”"「」『』《》〈〉‘’']{1,80})[”"」』》〉’']/g;

/** Whoever is said to do something, or is to be turned to, whatever the name looks like. */
const AGENT = /(?<![自理缘面方定导意])(?:由(?!于)|向|找|联系|咨询|致电|拨打)(\p{Script=Han}{2})/gu;
/** Whoever stands before what an authority does. */
const DOER =
  /(?!单位|部门|企业|可以|需要|应当)(\p{Script=Han}{2})(?:牵头|负责|承办|主办|受理|审批|审核|核准|发放|拨付)/gu;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Takes quotation marks off: what is quoted and what is not are the same words. */
export function unquoted(text: string): string {
  return text.replace(/[“”"「」『』《》〈〉‘’']/g, '');
}

/** What stands between quotation marks or as a title. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(QUOTED)].map(([, inner = '']) => inner);
}

/** Latin words, codes, addresses. */
export function latinIn(text: string): string[] {
  return text.match(/[a-z\u00c0-\u024f\u0370-\u052f][\w./:@-]*/g) ?? [];
}

/** Two characters of everyone who is said to act or is to be turned to. */
export function agentsIn(text: string): string[] {
  return [...text.matchAll(AGENT), ...text.matchAll(DOER)].map(([, name = '']) => name);
}

export function claimsIn(text: string): string[] {
  return text.match(CLAIMS) ?? [];
}

/**
 * The first name of a sentence that its sources do not hold.
 * @param lead the sentence, canonical and without quotation marks
 * @param sources the same for what the sentence may rest on
 */
export function unknownName(lead: string, sources: string): string | undefined {
  for (const { segment, index } of segmenter.segment(lead)) {
    const end = index + segment.length;
    // An ending may be cut in two by the segmenter: it is looked for in the text up to here.
    const ending = segment === '行' ? segment : ENDINGS.exec(lead.slice(0, end))?.[0];
    if (!ending || EVERYDAY.has(segment)) continue;
    const start = longestKnownTail(lead, end, sources);
    const isWhole = start <= index && standsAlone(lead, start);
    const isBare = end - start <= ending.length && !BARE.has(ending);
    if (!isWhole || isBare) return lead.slice(Math.min(start, index), end);
  }
  return undefined;
}

/** Where the longest stretch begins that ends at `end`, has no break in it and stands in the sources. */
function longestKnownTail(lead: string, end: number, sources: string): number {
  let start = end;
  while (
    start > 0 &&
    isNameCharacter(lead[start - 1] ?? '') &&
    sources.includes(lead.slice(start - 1, end))
  ) {
    start--;
  }
  return start;
}

function standsAlone(lead: string, start: number): boolean {
  const before = lead.slice(Math.max(0, start - 4), start);
  return before === '' || !isNameCharacter(before.at(-1) ?? '') || BEFORE.test(before);
}

function isNameCharacter(character: string): boolean {
  return /[\p{Script=Han}\d\w]/u.test(character);
}

/** Words of answering, which no document has to vouch for. */
const ANSWERING =
  /可以|可向|可由|可|请|联系|咨询|负责|牵头|由|向|等|单位|部门|企业|根据|依据|按照|该计划|该文件|目标是|其中|包括|分别|为|是|的|有|能|会/g;

/** The share (0–1) of the sentence's pairs of characters that stand in the sources: low where it tells its own story. */
export function shareInSources(lead: string, sources: string): number {
  const pairs = pairsOf(lead.replace(ANSWERING, ' '));
  if (pairs.length === 0) return 0;
  return pairs.filter((pair) => sources.includes(pair)).length / pairs.length;
}
