/** The wording around tickets in the chats: reminders, lists, duplicates, attachments. */
export const ticketTexts = {
  /** How a reminder of a limit that is over begins: see tickets.reminders.ts. */
  overdueWord: '超期',
  reminderTitle: (count: number) => `工单提醒(${count} 条)`,
  askTodos: '发送“待办”可逐件查看和办理。',
  ledger: {
    title: '旧台账已导入',
    /** @param whose null where whoever reads it is meant; empty where nobody leads them */
    imported: (whose: string | null, count: number, late: number) => {
      const subject = whose === null ? '贵单位' : whose === '' ? '待派单的' : `${whose}(无法送达)`;
      return `从旧台账导入${subject}未办结工单 ${count} 件,其中已超办结时限 ${late} 件。`;
    },
    more: ' 等',
    fromNow: '提醒从导入之时起算,此前已到的不再逐件提醒。',
  },
  calendar: {
    title: '放假安排待补录',
    unknown: (years: readonly number[]) =>
      `${years.join('、')} 年没有官方放假安排数据,时限暂按仅周末休息计算,可能与实际不符。`,
    mend: '请管理员在国务院办公厅公布后,将放假和调休日期补录到 knowledge/calendar.yaml 并重启服务。',
  },
  attachment: {
    received: (count: number) => `已收到 ${count} 个附件,随本次登记的问题一并保存。`,
    refused: (name: string, reason: string) => `附件${name ? `“${name}”` : ''}未能保存:${reason}`,
    badType: '只接收图片、PDF、Office 文档、文本、音频和视频,请换一种格式。',
    tooLarge: '文件超过 30 MB,请压缩后重新发送。',
    notFetched: '无法从飞书下载,请重新发送。',
  },
  contentRefused: (number: string) =>
    `您在工单 ${number} 中填写的内容被飞书判定含敏感信息(如电话、邮箱),未能送达对方。请修改措辞后重新填写,或另行联系对方。`,
  replyRefused: '回复内容被飞书判定含敏感信息,未能发送。请去掉电话、邮箱等信息后重新发送。',
  card: {
    request: '待决定',
    attachments: '附件',
    attachmentCount: (count: number) => `${count} 个`,
    suggestion: (place: string) => `派至 ${place}`,
    more: '更多操作',
    /** What the free text has to hold for the actions behind 更多操作. */
    moreNeeds: (needs: readonly string[]) => `请先在“说明”中写明:${needs.join(';')}`,
    moreNeed: (action: string, label: string) => `${action}—${label}`,
  },
  draft: {
    choose: '请选择企业',
    chooseHint: '企业名称不明确,请选择;不在列表中的,请在下方填写全称',
    ambiguous: (name: string, names: readonly string[]) =>
      `“${name}”可能是:${names.join('、')},请选择或填写全称`,
    similar: (number: string, state: string, description: string) =>
      `与 ${number}(${state})内容相近:${description}。如为同一问题,请补充到该工单`,
    supplement: (number: string) => `补充到 ${number}`,
    supplementOf: (problem: number, number: string) => `问题 ${problem} 补充到 ${number}`,
    supplementedTitle: '已补充到工单',
    supplemented: (numbers: readonly string[]) => `已补充到 ${numbers.join('、')}`,
  },
  list: {
    todo: '待办',
    mine: '我的工单',
    department: (name: string) => `${name}的工单`,
    all: '全部',
    noTodo: '目前没有待办。',
    filter: (title: string, count: number) => `${title} ${count}`,
    open: '查看',
    earlier: '上一页',
    later: '下一页',
    range: (first: number, last: number, total: number) => `共 ${total} 件,显示第 ${first}—${last} 件`,
    notYours: '这是他人的列表,请自行发送“待办”或“我的工单”查看。',
    sentToYou: '群内列表由发起人翻看,您的列表已私信发给您',
    opened: (number: string) => `已发送工单 ${number} 的卡片`,
  },
} as const;
