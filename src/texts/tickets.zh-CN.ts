/** The wording around tickets in the chats: reminders, lists, duplicates, attachments. */
export const ticketTexts = {
  /** How a reminder of a limit that is over begins: see tickets.reminders.ts. */
  overdueWord: '超期',
  reminderTitle: (count: number) => `工单提醒(${count} 条)`,
  askTodos: '发送“待办”可逐件查看和办理。',
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
    opened: (number: string) => `已发送工单 ${number} 的卡片`,
  },
} as const;
