/** Wording of the weekly and monthly summary that is not a figure's own. */
export const summaryTexts = {
  noDepartment: '未派单',
  noPlace: '未登记园区镇街',
  tiers: {
    national: '国家专精特新“小巨人”企业',
    municipal: '市级专精特新中小企业',
    innovative: '创新型中小企业',
    none: '未认定',
    '': '未登记在名录',
  } as Record<string, string>,
};
