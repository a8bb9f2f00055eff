/** The wording of the joint meeting's material. */
export const packTexts = {
  title: (district: string) => `${district}企业诉求联席会议材料`,
  asOf: (time: string) => `数据截至 ${time}`,
  overview: '基本情况',
  problems: '提请研究的事项',
  common: '多家企业反映的共性问题',
  none: '无。',
  more: (count: number) => `另有 ${count} 件未列出,可在管理页面查看。`,
  sentence: (count: number, common: number) =>
    `目前有 ${count} 件未办结的企业诉求需提请领导研究,另有 ${common} 个问题由同一园区、镇街的多家企业反映。`,
  reason: '提请研究的原因',
  count: '件数',
  reasons: {
    overdue: '超期较久',
    returned: '多次退单',
    departments: '涉及多个单位',
    common: '多家企业共同反映',
  },
  reasonOf: (reason: 'overdue' | 'returned' | 'departments', overdueDays: number, returns: number) =>
    reason === 'overdue'
      ? `已超期 ${overdueDays} 个工作日`
      : reason === 'returned'
        ? `已退单 ${returns} 次`
        : '涉及多个单位,需统筹',
  item: '项目',
  content: '内容',
  number: '工单号',
  why: '提请原因',
  departments: '责任单位',
  state: '目前状态',
  history: '办理经过',
  decision: '会议意见',
  commonLine: (name: string, category: string, enterprises: number, total: number) =>
    `${name}有 ${enterprises} 家企业反映${category}问题,本月共 ${total} 件。`,
  rule: (days: number, returns: number, departments: number, enterprises: number) =>
    `提请标准:未办结且超期 ${days} 个工作日以上,或退单 ${returns} 次以上,或涉及 ${departments} 个以上单位;共性问题为同一园区、镇街 ${enterprises} 家以上企业当月反映同类问题。`,
} as const;
