/** An enterprise's step on the ladder of the plan: innovative, municipal 专精特新, national 小巨人, or none. */
export const TIERS = ['innovative', 'municipal', 'national', 'none'] as const;
export type Tier = (typeof TIERS)[number];

/** How a person belongs to an enterprise. */
export const MEMBER_ROLES = ['contact', 'commissioner'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** What a chat is for. */
export const CHAT_KINDS = ['enterprise', 'department', 'leaders', 'dispatch'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

export interface Enterprise {
  id: string;
  name: string;
  /** As people say it, such as 鑫宏铝业; those that follow from the name need not be listed. */
  shortNames: readonly string[];
  /** A park of knowledge/departments.yaml, or null when it lies in none. */
  park: string | null;
  /** A town or street of knowledge/departments.yaml. */
  town: string | null;
  tier: Tier;
  industry: string | null;
  listed: boolean;
}

/** What a person may be; several at once are common. */
export type Role =
  | 'contact'
  | 'commissioner'
  | 'handler'
  | 'head'
  | 'dispatcher'
  | 'leader'
  | 'administrator';

export interface Person {
  openId: string;
  name: string;
  phone: string | null;
  roles: readonly Role[];
  /** Ids of the enterprises whose contact the person is. */
  contactOf: readonly string[];
  /** Ids of the enterprises whose commissioner the person is. */
  commissionerOf: readonly string[];
  departments: readonly { department: string; head: boolean }[];
}

export interface Chat {
  chatId: string;
  name: string;
  kind: ChatKind;
  /** Set for the chat of an enterprise. */
  enterpriseId: string | null;
  /** Set for the chat of a department: the unit's name in knowledge/departments.yaml. */
  department: string | null;
}
