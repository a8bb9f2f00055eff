import { normaliseName } from './directory.names.ts';
import type { ChatKind, Tier } from './directory.types.ts';

export const SHEET_KINDS = ['enterprises', 'people', 'chats'] as const;
export type SheetKind = (typeof SHEET_KINDS)[number];

interface Column {
  title: string;
  /** Without this column, a table of the kind cannot be read. */
  required?: true;
  hint: string;
}

/** The three sheets, as an office clerk sees them. The hints fill the template's page 填写说明. */
export const SHEETS: Record<SheetKind, { title: string; columns: readonly Column[] }> = {
  enterprises: {
    title: '企业',
    columns: [
      { title: '企业名称', required: true, hint: '营业执照上的全称,不能重复' },
      { title: '简称', hint: '平时的叫法,多个用、分隔;去掉“重庆市江津区”和“有限公司”后的叫法不用填' },
      { title: '园区', hint: '所在工业园,如 德感工业园;不在园区留空' },
      { title: '镇街', hint: '所在镇或街道,如 德感街道' },
      { title: '梯度', hint: '创新型中小企业、市级专精特新中小企业、国家专精特新“小巨人”企业、无' },
      { title: '行业', hint: '如 有色金属、食品加工' },
      { title: '是否上市', hint: '是、否' },
    ],
  },
  people: {
    title: '人员',
    columns: [
      { title: '姓名', required: true, hint: '一人多个角色时写多行,姓名和 open_id 相同' },
      { title: 'open_id', required: true, hint: '飞书里这个人对本应用的 open_id,以 ou_ 开头' },
      { title: '手机号', hint: '可留空' },
      {
        title: '角色',
        required: true,
        hint: '企业联系人、服务专员、经办人、单位负责人、派单员、分管领导、管理员;暂无角色写 无',
      },
      {
        title: '所属',
        hint: '企业联系人、服务专员填企业名称,经办人、单位负责人填单位名称,多个用、分隔;其他角色留空',
      },
    ],
  },
  chats: {
    title: '群聊',
    columns: [
      { title: '群名称', required: true, hint: '飞书群的名称' },
      { title: 'chat_id', required: true, hint: '飞书群的 chat_id,以 oc_ 开头' },
      { title: '类型', required: true, hint: '企业群、单位群、领导群、派单群' },
      { title: '对应企业或单位', hint: '企业群填企业名称,单位群填单位名称,其他留空' },
    ],
  },
};

/** A column that a clerk may keep for themselves: it is not read. */
export const REMARKS = '备注';

export const TIER_LABELS: Record<Tier, string> = {
  innovative: '创新型中小企业',
  municipal: '市级专精特新中小企业',
  national: '国家专精特新“小巨人”企业',
  none: '无',
};

export const CHAT_KIND_LABELS: Record<ChatKind, string> = {
  enterprise: '企业群',
  department: '单位群',
  leaders: '领导群',
  dispatch: '派单群',
};

export const ROLE_LABELS = {
  contact: '企业联系人',
  commissioner: '服务专员',
  handler: '经办人',
  head: '单位负责人',
  dispatcher: '派单员',
  leader: '分管领导',
  administrator: '管理员',
  none: '无',
} as const;
export type SheetRole = keyof typeof ROLE_LABELS;

/** The code of a label, quotation marks and spaces aside; null for an unknown one. */
export function codeOf<C extends string>(labels: Record<C, string>, label: string): C | null {
  const plain = normaliseName(label);
  for (const code in labels) if (normaliseName(labels[code]) === plain) return code;
  return null;
}
