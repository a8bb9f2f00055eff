import { CHAT_KIND_LABELS, ROLE_LABELS, type SheetRole, TIER_LABELS } from './directory.sheets.ts';
import type { StoredEnterprise, StoredPerson } from './directory.state.ts';
import type { Chat } from './directory.types.ts';

/** An enterprise by the columns of its sheet. */
export function enterpriseRow(e: StoredEnterprise): string[] {
  return [
    e.name,
    e.shortNames.join('、'),
    e.park ?? '',
    e.town ?? '',
    TIER_LABELS[e.tier],
    e.industry ?? '',
    e.listed ? '是' : '否',
  ];
}

/**
 * A person by the columns of their sheet: one row for each role; 无 where there is none, so that nobody is lost.
 * @param nameOf names of enterprises by id
 */
export function personRows(person: StoredPerson, nameOf: ReadonlyMap<string, string>): string[][] {
  const served = (role: 'contact' | 'commissioner') =>
    person.enterprises.filter((m) => m.role === role).flatMap((m) => nameOf.get(m.enterpriseId) ?? []);
  const belongs = (head: boolean) =>
    person.departments.filter((d) => d.head === head).map((d) => d.department);
  const roles: [SheetRole, string[] | boolean][] = [
    ['contact', served('contact')],
    ['commissioner', served('commissioner')],
    ['handler', belongs(false)],
    ['head', belongs(true)],
    ['dispatcher', person.dispatcher],
    ['leader', person.leader],
    ['administrator', person.administrator],
  ];
  const held = roles.filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return (held.length > 0 ? held : [['none', true] as const]).map(([role, value]) => [
    person.name,
    person.openId,
    person.phone ?? '',
    ROLE_LABELS[role],
    Array.isArray(value) ? value.join('、') : '',
  ]);
}

/** A chat by the columns of its sheet. */
export function chatRow(chat: Chat, nameOf: ReadonlyMap<string, string>): string[] {
  const owner = (chat.enterpriseId && nameOf.get(chat.enterpriseId)) ?? chat.department ?? '';
  return [chat.name, chat.chatId, CHAT_KIND_LABELS[chat.kind], owner];
}
