/** What stands under a question while a model is at work on its answer. */
export const waitingTexts = {
  title: '政策答复',
  reading: '正在查阅政策原文……',
  late: '查阅用时较长,请稍候;如长时间未见答复,请重新提问。',
} as const;
