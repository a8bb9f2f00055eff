/** The wording around tickets in the chats: reminders, lists, duplicates, attachments. */
export const ticketTexts = {
  /** How a reminder of a limit that is over begins: see tickets.reminders.ts. */
  overdueWord: '超期',
  reminderTitle: (count: number) => `工单提醒(${count} 条)`,
  askTodos: '发送“待办”可逐件查看和办理。',
} as const;
