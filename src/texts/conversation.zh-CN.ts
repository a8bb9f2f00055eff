/** What is said in the course of a conversation about policies. */
export const conversationTexts = {
  /** A follow-up with nothing before it: what to ask instead. */
  nothingBefore: {
    departments: '请问您想了解哪项政策的责任单位?请把事项写完整,例如:企业上市找哪个部门?',
    original: '请问您想看哪项政策的原文?请写明事项或条款,例如:计划第22条原文。',
    more: '请问您想了解哪方面的政策?请写明事项,例如:贷款有什么支持政策?',
    detail: '请问您问的是哪项政策?请把事项写完整,例如:企业上市有什么支持?',
    topic: (topic: string) => `请问您想了解“${topic}”的哪方面?请写完整,例如:${topic}有什么支持政策?`,
  },
  /** Another look at the last answer. */
  item: (ordinal: number, source: string) =>
    `上次答复的第${ordinal}条(${source})原文如下。文件没有写明的办理细节,请咨询责任单位。`,
  itemBeyond: (shown: number) => `上次答复只列出 ${shown} 条,请核对序号,或写明文件条号,例如:计划第22条。`,
  original: '上次答复所依据的原文如下:',
  nearestOriginal: '上个问题没有找到依据,以下是可能相关条款的原文,不作为答复依据。',
  departments: (units: readonly string[]) =>
    units.length > 1 ? `责任单位为${units.join('、')},由${units[0]}牵头。` : `责任单位为${units.join('')}。`,
  departmentsBySource: '上次答复涉及多组责任单位,每组由排在首位的单位牵头,原文如下:',
  departmentsUnknown: (department: string) =>
    `政策文件没有写明这件事的责任单位。如需办理,可登记问题,由${department}研究。`,
  more: (question: string) => `关于“${question}”,还可参考以下条款:`,
  noMore: (question: string) =>
    `关于“${question}”,政策文件中相关的条款已全部列出。您可以换个角度再问,或在答复卡片上登记问题。`,
  /** What applies to an enterprise. */
  tiers: {
    创新型: '创新型中小企业',
    市级专精特新: '市级“专精特新”中小企业',
    国家小巨人: '国家专精特新“小巨人”企业',
    无: '暂未认定',
  },
  appliesTo: (enterprise: string | null, tier: string | null, clauses: number) =>
    `按${enterprise ?? '贵企业'}${tier ? `(${tier})` : ''}的情况,政策文件中有 ${clauses} 条可以对照,按需求列出如下:`,
  appliesQuestion: (enterprise: string | null, tier: string | null) =>
    `${enterprise ?? tier ?? '我们'}能享受哪些政策?`,
  /** What a list rests on and nobody here knows. */
  unknown: {
    tier: '贵企业的认定类别',
    listing: '贵企业是否上市',
    place: '贵企业所在的园区和镇街',
    industry: '贵企业的行业是否属于重点领域',
    conditions: '贵企业是否符合各条标注的条件',
    amounts: '具体金额(文件没有写明)',
  },
  appliesNothing: '现有政策文件中没有找到贵企业可以对照的条款。',
} as const;
