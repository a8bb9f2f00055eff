import { fold } from '#conversation/understanding/understanding.text.ts';

/** What a message means that is nothing without what was said before it. */
export type Reference =
  /** 找哪个部门? 第二条找谁? */
  | { kind: 'departments'; ordinal?: number }
  /** 原文; 第一条原文 */
  | { kind: 'original'; ordinal?: number }
  /** 第二条; 第二条具体怎么办? */
  | { kind: 'item'; ordinal: number }
  /** 还有吗 */
  | { kind: 'more' }
  /** 怎么申请? `ask` is what is asked, in the sender's words. */
  | { kind: 'detail'; ask: string }
  /** 那贷款呢? */
  | { kind: 'topic'; topic: string };

/** What refers to something is short. */
const LONGEST = 24;

const ORDINAL = /第\s*(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:条|个|项|点|款)/;
const UNIT = '(?:哪|什么|啥)(?:个|些|家|几个|几家)?(?:部门|单位|局|委|机构|科室)';
const DOES = '(?:来)?(?:负责|管|办理?|牵头|主管|落实|解决|处理|申请|申报|咨询|问|联系)?的?';

const DEPARTMENTS = [
  new RegExp(
    `^(?:去|到|跟|向)?(?:找|问|联系|咨询|对接|归|由|属于)(?:谁|哪里?|哪儿|哪家|哪个|哪些|哪位|${UNIT})${DOES}$`,
  ),
  new RegExp(`^(?:是|有)?(?:谁|${UNIT})${DOES}$`),
  /^(?:责任|牵头|主管|负责|主办|经办)(?:单位|部门)(?:是|有)?(?:谁|哪个|哪些|哪家|什么)?$/,
];
const TEXT = '(?:原文|原话|条文|全文|原件)';
const ORIGINAL = [
  new RegExp(`^(?:政策|文件|条款|的)*${TEXT}(?:内容)?(?:是|在)?(?:什么|啥|哪里?|怎么(?:写|说)的?)?$`),
  new RegExp(`^(?:看|查|贴|发|调)(?:一?下|看)?${TEXT}$`),
  /^(?:文件|政策)?[上里]?(?:是)?怎么(?:写|说|规定)的?$/,
  /^(?:出处|依据|来源)(?:是|在)?(?:什么|啥|哪里?|哪个文件)?$/,
  /^(?:哪个|什么)文件(?:说|规定|写)?的?$/,
];
const MORE =
  /^(?:还有|更多|再|继续|接着|其他|其它|别的|剩下)(?:的|其他|其它|别的|更多|政策|条款|内容|支持|扶持|补贴|优惠|吗|没有?|没得|有吗|哪些|什么|啥|来?几条|说说?|讲讲?)*$/;
const ABOUT_ITEM =
  /^(?:是|讲|说|指|的|那|内容|具体|详细|详情|展开|解释|说说|讲讲|一下|看看|什么|啥|意思|怎么|咋|如何|办|弄|做|操作|申请|申报|理解|享受|条件|要求|有|需要|要|哪些|能|可以|我们|吗)*$/;
const DETAIL = [
  /^(?:怎么|咋个?|如何|怎样)(?:去|来)?(?:办理?|弄|做|操作|申请|申报|享受|报名|拿|领)的?$/,
  /^(?:需要|要|有|准备|提交|带|交)*(?:什么|哪些|啥)(?:条件|材料|手续|要求|流程|门槛)(?:吗)?$/,
  /^(?:申请|申报)?(?:条件|材料|流程|手续|门槛)(?:是|有)?(?:什么|哪些|啥)?$/,
  /^(?:有|是|能?给|能?补|能?奖|能?拿|最多)*多少钱?$/,
  /^(?:什么时候|几时|何时)(?:开始|可以|能)?(?:申报|申请|报名|拿到?|截止)?$/,
  /^(?:联系)?(?:电话|方式|联系方式)(?:是)?(?:多少|什么)?$/,
];
const TOPIC = [
  /^(?:那么?)?(?:要是|如果是?|换成|至于|关于)?(.{2,12}?)(?:方面|这块|的话)*(?:呢|怎么样|咋样)$/,
  /^那么?(?:要是|如果是?|换成)?(.{2,12}?)(?:方面|这块|的话)*\?$/,
];
/** What asks or speaks by itself is no mere topic. */
const NO_TOPIC =
  /什么|啥|哪|怎|吗|多少|谁|几|没有|能不能|是否|可不可以|有没|工单|进度|结果|^(?:你|您|我|他|她|它|大家|人)们?$|^第/;

const LEADING =
  /^(?:那么?|请问|麻烦|(?:我们?)?想(?:问|看|知道|了解)|您好|你好|好的|嗯|哦|这(?:个|些|事|件事|一条)?|上[面述](?:的|说的)?|刚[才刚](?:的|说的)?|前面(?:的|说的)?|[你您](?:说|讲)的|它们?|给我|帮我|我(?:们)?|一下|具体|应该|应|要|该|到底|究竟|把|的)/;
const TRAILING = /(?:呢|呀|啊|哦|吧|嘛|看看|看一下|一下|发我|谢谢|好吗|可以吗)$/;

/**
 * Reads a message that leans on the last answer; undefined for one that stands by itself.
 * @param ordinal the number in `第二条`, where the message names one
 */
export function readReference(text: string, ordinal?: number): Reference | undefined {
  const words = inCommonSpeech(fold(text).replace(/[\s,。!;:、~…"“”.]/g, ''));
  const bare = words.replaceAll('?', '');
  if (bare === '' || bare.length > LONGEST) return undefined;
  const named = ordinal !== undefined && ORDINAL.test(bare);
  const rest = strip(named ? bare.replace(ORDINAL, '') : bare);
  const of = named ? { ordinal } : {};
  if (DEPARTMENTS.some((pattern) => pattern.test(rest))) return { kind: 'departments', ...of };
  if (ORIGINAL.some((pattern) => pattern.test(rest))) return { kind: 'original', ...of };
  if (named) return ABOUT_ITEM.test(rest) ? { kind: 'item', ordinal } : undefined;
  if (MORE.test(strip(bare, false))) return { kind: 'more' };
  if (isDetail(rest)) return { kind: 'detail', ask: rest };
  const topic = TOPIC.map((pattern) => pattern.exec(words.replace(/呢\?+$/, '呢'))?.[1]).find(Boolean);
  return topic && !NO_TOPIC.test(topic) ? { kind: 'topic', topic } : undefined;
}

/** What people here say for the words that the patterns know. */
const DIALECT: readonly [RegExp, string][] = [
  [/啥子|哪样|么子/g, '什么'],
  [/啷个|咋个|哪么/g, '怎么'],
  [/有没得|有莫得/g, '有没有'],
  [/好多(?=钱|万|元|$)/g, '多少'],
  [/啥时候|好久(?=能|可以|申|报|截|开)/g, '什么时候'],
];

function inCommonSpeech(words: string): string {
  return DIALECT.reduce((rest, [said, common]) => rest.replace(said, common), words);
}

/** Whether a part of a question asks only for a detail of what another part is about. */
export function isDetail(part: string): boolean {
  return DETAIL.some((pattern) => pattern.test(part));
}

/** Without the words that only lead up to what is meant, or trail off behind it. */
function strip(words: string, leading = true): string {
  let rest = words;
  for (let before = ''; before !== rest; ) {
    before = rest;
    if (leading) rest = rest.replace(LEADING, '');
    rest = rest.replace(TRAILING, '');
  }
  return rest;
}
