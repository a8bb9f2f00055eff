import type { ChatKind, MemberRole, Tier } from './directory.types.ts';

/** An enterprise as a file gives it. What the file has no column for is undefined and stays as it was. */
export interface EnterpriseEntry {
  name: string;
  shortNames?: string[] | undefined;
  park?: string | null | undefined;
  town?: string | null | undefined;
  tier?: Tier | undefined;
  industry?: string | null | undefined;
  listed?: boolean | undefined;
}

/** A person with all that the file says of them, in one or in several rows. */
export interface PersonEntry {
  openId: string;
  name: string;
  phone?: string | null | undefined;
  dispatcher: boolean;
  leader: boolean;
  administrator: boolean;
  /** Enterprises by name. */
  enterprises: { name: string; role: MemberRole }[];
  departments: { department: string; head: boolean }[];
}

export interface ChatEntry {
  chatId: string;
  name: string;
  kind: ChatKind;
  /** An enterprise's name. */
  enterprise: string | null;
  department: string | null;
}

/** What the files hold; null for a kind of which they have no table. */
export interface DirectoryContent {
  enterprises: EnterpriseEntry[] | null;
  people: PersonEntry[] | null;
  chats: ChatEntry[] | null;
}
