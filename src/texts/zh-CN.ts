import { applicabilityTexts } from './applicability.zh-CN.ts';
import { cardTexts } from './cards.zh-CN.ts';
import { conversationTexts } from './conversation.zh-CN.ts';
import { helpTexts } from './help.zh-CN.ts';
import { waitingTexts } from './waiting.zh-CN.ts';

/**
 * Fixed wording that people read, in one place: short, polite, official. Wording with values is a function.
 * Values come in as they are; the cards escape them.
 */
export const texts = {
  /** Replies that need no data. */
  chat: {
    greeting: '您好,我是企业服务机器人,可以解答惠企政策、登记和跟进企业诉求。发送“帮助”可查看用法。',
    thanks: '不客气,如有需要请随时找我。',
    goodbye: '好的,如有需要请随时找我。',
    outOfScope: '抱歉,这不在我的服务范围内,我只解答惠企政策、登记和跟进企业诉求。',
    notUnderstood: '抱歉,没有理解您的意思,请换个说法,或发送“帮助”查看用法。',
    emptyMention: '您好,请写明要咨询的政策或要反映的问题。',
    onlyText: '抱歉,目前只能处理文字消息,请用文字说明。',
    tooLong: (limit: number) => `抱歉,消息过长,请控制在 ${limit} 字以内。`,
    person: (commissioners: readonly string[]) =>
      commissioners.length > 0
        ? `贵企业的服务专员是${commissioners.join('、')},可直接联系。具体问题也可发送“登记:”加内容,由责任单位办理。`
        : '具体问题请发送“登记:”加内容,由责任单位的工作人员办理并答复。',
    howToUndo: '尚未提交的,请点击草稿上的“取消”;已登记的,请发送工单号,在工单卡片上选择“撤销”并说明原因。',
    botAdded: '大家好,我是企业服务机器人。在本群@我,即可咨询惠企政策、登记企业诉求、查询办理进度。',
  },
  policy: {
    noBasis: '现有政策文件中没有找到依据,不能作答。',
    gap: (part: string) => `关于“${part}”,现有政策文件中没有依据,不能作答;如需答复,可登记问题。`,
    noBasisOffer: (department: string) => `如需答复,请点击“登记问题”,由${department}研究办理。`,
    askTier:
      '请问贵企业属于哪一类:创新型中小企业、市级“专精特新”中小企业、国家专精特新“小巨人”企业,还是暂未认定?',
    ...conversationTexts,
    audience: applicabilityTexts,
  },
  waiting: waitingTexts,
  tickets: {
    askEnterprise: '请问是哪家企业?请写明企业名称。',
    askProblem: '请说明具体问题,例如:登记:某某公司 厂区停电,生产线停了。',
    askNumber: '请写明工单号,例如:T20261124-0001 到哪一步了。',
    astray: (department: string, text: string) =>
      `${department}在名录中没有群聊和经办人,本通知无法送达,请派单员联系或改派:${text}`,
    dueIfLoggedNow: (time: string) => `${time} 前(现在提交)`,
    draftNotYours: '只有登记人、该企业联系人、服务专员或派单员可以提交或取消。',
    urged: (number: string) => `已催办 ${number},并告知经办人和单位负责人。`,
    noneFound: '没有查到您可以查看的工单。',
    notFound: (number: string) => `没有查到工单 ${number},请核对工单号。`,
    notVisible: (number: string) => `您不能查看工单 ${number}。`,
    severalEnterprises: (names: readonly string[]) => `有多家企业符合:${names.join('、')}。请写明全称。`,
  },
  summary: {
    notHere: '统计情况涉及全区工单,请在私聊、领导群或派单群中查看。',
    period: (from: string, to: string) => `${from}至${to}`,
    noLead: '待派单',
    notAllowed: '抱歉,统计情况仅供分管领导、派单员和管理员查看。',
  },
  /** What is answered where something went wrong. */
  errors: {
    internal: '处理时出现问题,已记录,请稍后再试。',
    unavailable: '服务暂时不可用,请稍后再试。',
    forbidden: '您没有权限进行此操作。',
    conflict: '该工单刚被他人更新,请按最新卡片操作。',
    closed: '该卡片已处理,不能重复操作。',
    outdated: '该卡片已失效,请重新发起。',
    invalid: '填写内容有误,请检查后重新提交。',
  },
  /** One line that appears for a moment after a button was pressed. */
  toasts: {
    helpful: '感谢您的反馈',
    unhelpful: '已记录,请选择原因,便于改进',
    reasonGiven: '已记录原因,感谢反馈',
    unsolved: '已生成登记草稿,请确认后提交',
    draftSubmitted: (numbers: readonly string[]) => `已登记:${numbers.join('、')}`,
    draftDiscarded: '已取消登记',
    done: (action: string) => `${action}成功`,
    stillWorking: '已收到,正在处理,卡片稍后更新',
    alreadyDone: '已处理,无需重复操作',
  },
  /** What an administrator reads when the connection to Feishu fails. */
  feishu: {
    refused: (code: string) =>
      `飞书拒绝了应用凭证(错误码 ${code}),请核对 FEISHU_APP_ID 与 FEISHU_APP_SECRET,并确认应用已发布、已启用机器人能力`,
    unreachable: (reason: string) =>
      `暂时连不上飞书开放平台(${reason}),请检查网络与 FEISHU_DOMAIN,程序会继续重试`,
    badAnswer: '飞书返回的机器人信息不完整,请确认 FEISHU_DOMAIN 指向飞书开放平台',
    badAppId: 'FEISHU_APP_ID 应为 cli_ 加 16 位十六进制字符,请到飞书开发者后台“凭证与基础信息”页复制',
    longConnectionFailed: (code: string) =>
      `飞书拒绝了长连接(错误码 ${code}),请核对应用凭证,并确认应用为企业自建应用、“事件与回调”的订阅方式已选“使用长连接接收”`,
  },
  help: helpTexts,
  cards: cardTexts,
} as const;
