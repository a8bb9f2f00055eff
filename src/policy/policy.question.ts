/** A fact that a question may ask for, and what a clause looks like that can give it. */
interface Fact {
  name: string;
  asked: RegExp;
  given: RegExp;
}

/** Facts that are never to be guessed: where the clause does not hold one, that part of a question has no basis. */
const FACTS: readonly Fact[] = [
  {
    name: '金额',
    asked:
      /(?:多少|几|几十|几百|多大)(?:个)?(?:钱|万|元|块|亿)|(?:奖|补|给|发|拿|领|返|退|贴|减|免|省|交|收|罚|批|贷)(?:励|助|贴|到|得|了|款)?(?:大概|最多|最高|能|可以|各|是)*多少|(?:各|分别|一共|最高|最多|大概|每次|一次|到底)(?:能|是|给|奖|补|拿|有)*多少(?!家|个|次|项|条|种|人|名)|金额|(?:奖励|补助|补贴|资助|奖金|资金|奖补|收费)(?:的)?(?:具体)?(?:标准|数额|额度|上限|力度)|(?:额度|上限|封顶)(?:是|有)?(?:多少|多大|多高)|多少钱|价格|单价|一亩|每亩|每平|每吨|每度|一度|顶格/,
    given: /\d[\d.]*\s*(?:万|亿|千)?元/,
  },
  {
    name: '比例',
    asked:
      /利率|利息(?:是)?(?:多少|多高|几)|几个点|几厘|百分之|百分比|比例|费率|(?:打|能打|给打)(?:几)?折|税率|贴息|几成(?!数)|年化|lpr|贴多少息|降几/,
    given: /\d[\d.]*\s*[%‰]|百分之|个百分点|费率为|利率为/,
  },
  {
    name: '时间',
    asked:
      /截止|截至(?:到)?(?:几|什么|哪)|(?:申报|报名|申请|受理|兑现|到账|拨付|发放|办理|审批|评审|启动|开始|打款|放款)[^,。?!]{0,6}(?:几号|几月|几天|多久|什么时候|哪天|何时|时间)|(?:几号|几月|什么时候|何时|哪天|多久|几天|几个工作日|多长时间)[^,。?!]{0,8}(?:申报|报名|申请|受理|兑现|到账|拨付|发放|下来|办理|办好|批|评审|启动|开始|打款|放款|开班|举办|开展|开|能拿|给钱|交)|(?:能|可以|可|最长|最多|最短)?(?:用|借|贷|延|拖|放|批|等|办|缓|续|展)[^,。?!]{0,4}(?:几天|几个月|多久|多长时间|多少天)|几天|几个月|多久|窗口期|有效期|几年(?:一)?复核|下一批|第几批|(?<!首)批次/,
    given: /\d+\s*(?:月|日|天|个工作日)|每年|定期|截止/,
  },
  {
    name: '条件',
    asked:
      /(?:申报|认定|评定|申请|入库|入选|评选|准入|享受|办理)(?:的)?(?:基本|具体)?(?:条件|门槛|标准|资格|要求|指标)|门槛|(?:营业收入|营收|销售额|产值|纳税|人数|注册资本|占比|研发投入|专利)[^,。?!]{0,6}(?:达到|要|需要|不低于|超过|满)[^,。?!]{0,4}(?:多少|几)|(?:达到|满足|符合)(?:什么|哪些|多少|几)|够不够格|(?:要|需要|得)有?几(?:个|项|件)专利|怎么打分|评分/,
    given: /(?<!符合)条件|不低于|不少于|以上的|满足|符合(?!条件的)/,
  },
  {
    name: '办法',
    asked:
      /(?:申报|申请|报名|办理|认定|备案|兑现|登记)(?:的)?(?:流程|程序|手续|步骤|材料|资料|入口|网址|系统|平台|渠道|表格?)|(?:哪些|什么|啥|几份|准备)(?:申报|申请)?(?:材料|资料|手续|证明)|(?:在|去|到)(?:哪|哪里|哪儿|哪个网站|什么网站|啥子地方)(?:申报|申请|报名|填|提交|下载|交材料|递)|(?:怎么|如何|咋)(?:申报|报名|填报|提交|下载)|(?:要|需|得|需要)?带(?:什么|哪些)|(?:在|去|到)哪(?:个|家)?(?:银行|窗口|网点|柜台)|走(?:什么|哪些|啥)(?:流程|程序|手续)|链接|下载|模板/,
    given: /(?:申报|申请|下列|以下|有关)材料|程序|流程|网上申报|提交|报送/,
  },
  {
    name: '联系方式',
    asked:
      /电话|手机号|联系方式|微信|邮箱|办公地址|(?:在|办公)(?:哪|哪里|哪儿|几楼)(?:办公|上班)|上班时间|联系人|座机|热线|二维码/,
    given: /\d{3,4}-\d{7,8}|1\d{10}|电话[::]/,
  },
  {
    name: '姓名',
    asked:
      /叫(?:什么|啥)(?:名字?)?$|叫(?:什么|啥)(?=[、,。?!])|姓(?:什么|啥)|(?:局长|主任|领导|负责人|专员|科长|区长)(?:是|叫)(?:谁|哪个|哪位|什么|啥)|谁是(?:局长|主任|专员|科长|区长)|哪位领导/,
    given: /(?:局长|主任|组长)[::]/,
  },
  {
    name: '现状',
    asked:
      /(?:目前|现在|如今|截至|到现在|至今|迄今|已经|已|实际|去年|今年|上半年|这两年)[^,。?!]{0,10}(?:有|评上|评|认定|完成|达到|上市|建成|培育|引进|拿到|选|入选|组建|办|获得|发)了?[^,。?!]{0,6}(?:几|多少)|(?:完成|进展|落实|建设|推进)(?:得)?(?:怎么样|如何|咋样|情况|率|进度|到哪|了没|没有|了多少)|(?<![白黑])名单(?:有|是|在|发|给|公布|公示|上|里)|(?:是|有|都)(?:哪几家|哪些企业|哪几个企业|哪些公司|哪几家公司)|排名|第几名|选上的是|建(?:好|成)了没|建在哪|在哪个位置/,
    given: /名单[::]|已有\d|累计\d/,
  },
  {
    name: '后果',
    asked: /(?:处罚|罚款|罚多少|追责|问责|后果|取消资格|追回|骗补|造假)/,
    given: /处罚|罚款|追究|取消.{0,6}资格|追回|问责/,
  },
];

const INTERROGATIVE =
  /什么|啥|哪|怎么|如何|怎样|吗|么|没有?[呢啊哦了]?$|不[呢啊哦]?$|有没|有无|能不能|可不可以|是不是|会不会|要不要|几|多少|谁|呢$|是否|何|介绍|讲讲|说说|解释|想(?:问|了解|知道)/;

/** The question without what it sets aside: 除了贷款还有…, 不是说补贴. */
export function withoutSetAside(normalised: string): string {
  const rest = normalised
    .replace(/除(?:了|开|去)[^,。?!;]{1,12}?(?:以外|之外|外)?[,、\s]*(?=还|别的|其他|另外|有没有|政府|能不能)/g, '')
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
}

/** Cuts a normalised question at its commas and stops, and says what facts each part asks for. */
export function questionParts(normalised: string): QuestionPart[] {
  return normalised
    .split(/[,。?!;\n]+|\s{1,}(?=[\p{Script=Han}])/u)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({
      text,
      facts: FACTS.filter((fact) => fact.asked.test(text)).map((fact) => fact.name),
      asks: INTERROGATIVE.test(text),
    }));
}

/** The facts among these that a clause does not give. */
export function missingFacts(facts: readonly string[], clauseText: string): string[] {
  return FACTS.filter((fact) => facts.includes(fact.name) && !fact.given.test(clauseText)).map(
    (fact) => fact.name,
  );
}

const DEPARTMENT =
  /(?:哪|什么|啥)(?:些|个|几个|几家|家)?(?:政府)?(?:部门|单位|局|委办|科室|机构|衙门)|归(?:谁|哪|什么)|(?:谁|哪家|哪个|哪些)(?:来)?(?:负责|管|牵头|主管|落实|抓|主抓|经办|分管)|由谁|(?:找|问|联系|对接|咨询)(?:谁|哪个|哪家|哪里)|责任(?:单位|部门)|牵头(?:单位|部门)|主管(?:部门|单位)|主办单位|配合单位|(?:部门|单位)(?:是|有)(?:谁|哪)|谁牵头|该找|归口|找[^,。?!]{1,8}还是[^,。?!]{1,8}(?:局|委|中心|部)|(?:责任|主管|对应|负责)(?:的)?(?:部门|单位|局)/;

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

const DOCUMENT = '(?:文件|公文|红头|这个?文|该文|本文|此文|(?:行动)?计划|规划|方案|(?<!申报|报名|认定|评选)通知|政策|规定|办法|意见)';
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
