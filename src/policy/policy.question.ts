import { FACTS } from './policy.facts.ts';

const INTERROGATIVE =
  /什么|啥|哪|怎么|如何|怎样|吗|么|没有?[呢啊哦了]?$|不[呢啊哦]?$|有没|有无|能不能|可不可以|是不是|会不会|要不要|(?<!好)几(?![十百千])|多少|谁|呢$|是否|何|介绍|讲讲|说说|解释|想(?:问|了解|知道)/;

/** The question without what it sets aside: 除了贷款还有…, 不是说补贴. */
export function withoutSetAside(normalised: string): string {
  const rest = normalised
    .replace(
      /除(?:了|开|去)[^,。?!;]{1,12}?(?:以外|之外|外)?[,、\s]*(?=还|别的|其他|另外|有没有|政府|能不能)/g,
      '',
    )
    .replace(/除(?:了|开|去)[^,。?!;]{1,12}[,、]/g, '')
    .replace(/(?:不是|不要|别)(?:说|讲|问|指|谈)[^,。?!;]{1,10}/g, '');
  return rest.trim() === '' ? normalised : rest;
}

export interface QuestionPart {
  text: string;
  /** Names of the facts that this part asks for. */
  facts: readonly string[];
  /** Whether it asks anything at all, or only tells. */
  asks: boolean;
  /** Whether it is the whole question. */
  whole: boolean;
}

/** Cuts a normalised question at its commas and stops, and says what facts each part asks for. */
export function questionParts(normalised: string): QuestionPart[] {
  const texts = normalised
    .split(/[,。?!;\n]+|\s{1,}(?=[\p{Script=Han}])/u)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  return texts.map((text) => {
    const asks = INTERROGATIVE.test(text) || texts.length === 1;
    const named = FACTS.filter((fact) => fact.asked.test(text)).map((fact) => fact.name);
    // 几百万一台的设备买不起 only tells; 把名单发我 asks.
    return { text, facts: asks || REQUEST.test(text) ? named : [], asks, whole: texts.length === 1 };
  });
}

/** A wish that has no question word. */
const REQUEST = /发(?:我|一下|来|过来)|给我|报一下|列(?:出|一下)|想要|麻烦|电话|名单/;

const DEPARTMENT =
  /(?:哪|什么|啥)(?:些|个|几个|几家|家)?(?:政府)?(?:部门|单位|局|委(?!托)|科室|机构|衙门)|归(?:谁|哪|什么)|(?:谁|哪家|哪个|哪些)(?:来)?(?:负责|管|牵头|主管|落实|抓|主抓|经办|分管)|由谁|(?:找|问|联系|对接|咨询)(?:谁|哪个|哪家|哪里)|责任(?:单位|部门)|牵头(?:单位|部门)|主管(?:部门|单位)|主办单位|配合单位|(?:部门|单位)(?:是|有)(?:谁|哪)|谁牵头|该找|归口|找[^,。?!]{1,8}还是[^,。?!]{1,8}$|(?:牵头|负责|主管|责任)的?是?(?:谁|哪家|哪个)|(?:责任|主管|对应|负责)(?:的)?(?:部门|单位|局)/;

const UNIT =
  /部门|单位|(?:哪|什么)(?:个|些|几个)?(?:政府)?(?:局|委办|科室|机构|衙门)|还是[^,。?!]{1,8}(?:局|委|中心|部)|归口|主管/;

/** Whether the question asks for the unit and nothing else: it says so, or it has one part only. */
export function asksDepartmentOnly(normalised: string): boolean {
  return UNIT.test(normalised) || questionParts(normalised).length === 1;
}

/** Whether the question asks who is responsible. */
export function asksDepartment(normalised: string): boolean {
  return DEPARTMENT.test(normalised);
}

/** What a question is about, without its asking for the unit: 招工的事 of 招工的事找哪个部门. */
export function withoutDepartment(normalised: string): string {
  return normalised.replace(DEPARTMENT, '');
}

const DUTY =
  /职责|负责|任务|活儿?(?!动)|(?:哪|那)(?:一)?(?:块|几|部分|方面|摊)|(?:管|负责|干|做|有)(?:了)?哪些|有份|责任|参与|承担|挂(?:了)?名|干(?:什么|嘛|哪)|做(?:什么|哪)|分工|涉及|牵头|出现|提到|角色|分到|什么事|管(?:什么|哪|的是|几|不管|不|吗)|管$/;

/** Whether a question that names a unit asks what that unit has to do. */
export function asksDuty(normalised: string): boolean {
  return DUTY.test(normalised);
}

const SECTION = /(?:这|那|哪)?(?:一)?(?:块|部分|方面|章|节|板块|条线|大类|领域)|重点任务/;

/** Whether a question speaks of a whole section rather than of one measure. */
export function speaksOfSection(normalised: string): boolean {
  return SECTION.test(normalised);
}

const DOCUMENT =
  '(?:文件|公文|红头|这个?文|该文|本文|此文|(?:行动)?计划|规划|方案|(?<!申报|报名|认定|评选)通知|政策|规定|办法|意见)';
const ISSUED = '(?:发|印|出|下|制定|定|颁|公布|公开|挂|签|成文|生效|实施|开始|上网)';
const META: readonly RegExp[] = [
  /文号|发文字号|文件(?:编)?号|索引号|成文(?:日期|时间)|(?:哪|何|什么|几).{0,3}成文|成文.{0,3}(?:哪|几|何|什么)|发布(?:日期|时间|机构|单位)|印发(?:日期|时间|机关|单位)|发文(?:机关|单位|机构|部门|日期|时间)|主题分类|体裁|有效性|常务会|审议通过|落款/,
  new RegExp(`${DOCUMENT}.{0,10}(?:哪天|几号|几月|什么时候|何时|哪年|哪一年|多久以前).{0,4}${ISSUED}`),
  new RegExp(`(?:哪天|几号|几月|什么时候|何时|哪年|哪一年).{0,4}${ISSUED}的?.{0,4}${DOCUMENT}`),
  new RegExp(`${DOCUMENT}.{0,8}(?:谁|哪(?:个|一)?(?:单位|部门|机关|机构|级)|哪里|哪儿).{0,3}${ISSUED}`),
  new RegExp(`(?:谁|哪个?(?:单位|部门|机关|机构)|哪里).{0,3}${ISSUED}布?的.{0,6}${DOCUMENT}`),
  new RegExp(
    `${DOCUMENT}.{0,12}(?:有效|管用|作数|算数|作废|失效|废止|过期|过时|到期|生效|截止|终止|期限|全称|全名|标题|编号|公开发布)`,
  ),
  new RegExp(`${DOCUMENT}的?(?:叫(?:什么|个什么)|名字|名称|题目)`),
  new RegExp(
    `(?:有效|管用|作数|算数|作废|失效|废止|过期|生效|期限|全称|全名|标题|编号|名称).{0,6}${DOCUMENT}`,
  ),
  new RegExp(
    `${DOCUMENT}.{0,8}(?:管|执行|实施|用|持续|覆盖|适用|搞|干|到|结束).{0,4}(?:哪年|哪一年|几年|多少年|多久|什么时候|何时|几月|几号)`,
  ),
  new RegExp(`${DOCUMENT}.{0,6}还.{0,3}(?:用|执行|管|算|有)`),
  /(?:网上|官网|网站).{0,6}(?:几号|哪天|什么时候|几月|何时).{0,4}(?:挂|发|公布|登|上)|(?:几号|哪天|什么时候|几月|何时).{0,4}(?:挂|发|公布|登|上).{0,6}(?:网上|官网|网站)/,
  /(?:哪|几)年(?:到|至)(?:哪|几)年|(?:从|自)哪年|起止(?:年份|时间|日期)|期限是|管几年/,
];

/** Whether the question asks for a document's own data: number, dates, who issued it, whether it is in force. */
export function asksMeta(normalised: string): boolean {
  return META.some((pattern) => pattern.test(normalised));
}

const CLAUSE_NUMBER = /第\s*([0-9〇零一二两三四五六七八九十百]{1,5})\s*(?:条|项|点)(?!路)/;

/** The number in `第13条`, as written; undefined where the question names none. */
export function namedClause(normalised: string): string | undefined {
  return CLAUSE_NUMBER.exec(normalised)?.[1];
}
