/** One thing the bot can do, with sentences that a person can copy. */
export interface HelpItem {
  title: string;
  examples: readonly string[];
}

const askPolicy: HelpItem = {
  title: '咨询惠企政策',
  examples: [
    '我们公司明年想上市,区里有什么支持?',
    '我们能享受哪些政策?',
    '接着问:第二条找哪个部门?那贷款呢?',
  ],
};
const report: HelpItem = {
  title: '反映问题、登记诉求',
  examples: ['厂区外道路积水,货车进不来', '登记:某某公司 招不到熟练工'],
};
const status: HelpItem = {
  title: '查询办理进度',
  examples: ['T20261124-0001 到哪一步了', '我的工单'],
};

/** What each role can do, in the order in which it is shown. */
export const helpTexts = {
  title: '使用说明',
  intro: '在群聊中请先@我,私聊可直接发送。您可以这样说:',
  footer: '答复均引自政策原文并注明出处;没有依据的不作答,可登记问题由责任单位办理。',
  /** For everybody. */
  common: [askPolicy, report, status] as readonly HelpItem[],
  /** What comes on top for a role. */
  roles: {
    contact: [{ title: '催办', examples: ['催一下 T20261124-0001'] }],
    commissioner: [
      { title: '为企业登记诉求', examples: ['登记:某某公司 夏季限电,生产线停了,急'] },
      { title: '催办', examples: ['催一下 T20261124-0001'] },
    ],
    handler: [{ title: '办理工单', examples: ['待办', '我的工单', '在工单卡片上签收、退回、办结'] }],
    head: [{ title: '查看本单位工单', examples: ['待办', '我的工单'] }],
    dispatcher: [
      { title: '派单与审核', examples: ['待办', '我的工单', '在工单卡片上派单、审核退回与延期'] },
      { title: '查看情况', examples: ['本周情况', '周报'] },
    ],
    leader: [{ title: '查看情况', examples: ['本周情况', '周报'] }],
    administrator: [{ title: '查看情况', examples: ['本周情况', '周报'] }],
  } as Readonly<Record<string, readonly HelpItem[]>>,
} as const;
