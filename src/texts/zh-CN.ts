/** Fixed wording that people read, in one place: short, polite, official. Wording with values is a function. */
export const texts = {
  feishu: {
    refused: (code: string) =>
      `飞书拒绝了应用凭证(错误码 ${code}),请核对 FEISHU_APP_ID 与 FEISHU_APP_SECRET,并确认应用已发布、已启用机器人能力`,
    unreachable: (reason: string) =>
      `暂时连不上飞书开放平台(${reason}),请检查网络与 FEISHU_DOMAIN,程序会继续重试`,
    badAnswer: '飞书返回的机器人信息不完整,请确认 FEISHU_DOMAIN 指向飞书开放平台',
  },
} as const;
