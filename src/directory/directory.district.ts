import type { Database } from '#database/database.ts';
import { deriveShortName } from './directory.names.ts';
import {
  type DirectoryState,
  readDirectory,
  type StoredEnterprise,
  type StoredPerson,
} from './directory.state.ts';
import type { Chat, ChatKind } from './directory.types.ts';

/** A person as others see them in a chat. */
export interface DistrictPerson {
  openId: string;
  name: string;
  /** What they are, such as 鑫宏铝业·联系人. */
  title: string;
}

export interface DistrictChat {
  chatId: string;
  name: string;
  kind: ChatKind;
  /** The open_ids of those who belong in it. */
  members: string[];
}

/**
 * The people of the directory and its chats with those who belong in them: what the sandbox is seeded from.
 * @param regions what may stand in front of an enterprise's name
 */
export async function readDistrict(
  db: Database,
  regions: readonly string[],
): Promise<{ people: DistrictPerson[]; chats: DistrictChat[] }> {
  const state = await readDirectory(db);
  const people = state.people.filter((person) => person.active);
  const nameOf = new Map(
    state.enterprises.filter((e) => e.active).map((e) => [e.id, shortNameOf(e, regions)]),
  );
  return {
    people: people.map((person) => ({
      openId: person.openId,
      name: person.name,
      title: titleOf(person, nameOf),
    })),
    chats: state.chats.map((chat) => ({
      chatId: chat.chatId,
      name: chat.name,
      kind: chat.kind,
      members: membersOf(chat, people),
    })),
  };
}

function shortNameOf(enterprise: StoredEnterprise, regions: readonly string[]): string {
  return enterprise.shortNames[0] ?? deriveShortName(enterprise.name, regions) ?? enterprise.name;
}

function titleOf(person: StoredPerson, nameOf: ReadonlyMap<string, string>): string {
  const served = (role: 'contact' | 'commissioner') =>
    person.enterprises.filter((m) => m.role === role).flatMap((m) => nameOf.get(m.enterpriseId) ?? []);
  const serves = served('commissioner');
  const titles = [
    ...served('contact').map((name) => `${name}·联系人`),
    ...(serves.length > 0 ? [`服务专员·${serves[0]}${serves.length > 1 ? `等${serves.length}家` : ''}`] : []),
    ...person.departments.map((d) => `${d.department}·${d.head ? '负责人' : '经办人'}`),
    ...(person.dispatcher ? ['派单员'] : []),
    ...(person.leader ? ['分管领导'] : []),
    ...(person.administrator ? ['管理员'] : []),
  ];
  return titles.join('、');
}

/** Who belongs in a chat: the leaders' has the dispatchers, too, who answer them. */
function membersOf(chat: Chat, people: DirectoryState['people']): string[] {
  const belongs = (person: StoredPerson): boolean => {
    switch (chat.kind) {
      case 'enterprise':
        return person.enterprises.some((m) => m.enterpriseId === chat.enterpriseId);
      case 'department':
        return person.departments.some((d) => d.department === chat.department);
      case 'leaders':
        return person.leader || person.dispatcher;
      case 'dispatch':
        return person.dispatcher;
    }
  };
  return people.filter(belongs).map((person) => person.openId);
}
