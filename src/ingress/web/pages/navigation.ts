import { type Access, allows } from '#ingress/web/console.access.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { PersonFacts } from '#tickets/tickets.roles.ts';

interface Place {
  key: keyof typeof consoleTexts.nav;
  href: string;
  access: Access;
}

const PLACES: readonly Place[] = [
  { key: 'home', href: '/console', access: 'everybody' },
  { key: 'queue', href: '/console/queue', access: 'dispatcher' },
  { key: 'tickets', href: '/console/tickets', access: 'everybody' },
  { key: 'summaries', href: '/console/summaries', access: 'figures' },
  { key: 'trends', href: '/console/trends', access: 'figures' },
  { key: 'enterprises', href: '/console/enterprises', access: 'commissioner' },
  { key: 'directory', href: '/console/directory', access: 'administrator' },
  { key: 'knowledge', href: '/console/knowledge', access: 'administrator' },
  { key: 'standards', href: '/console/standards', access: 'administrator' },
  { key: 'events', href: '/console/events', access: 'administrator' },
  { key: 'audit', href: '/console/audit', access: 'administrator' },
];

/** The places of the console that somebody may go to. */
export function navigationFor(person: PersonFacts) {
  return PLACES.filter(({ access }) => allows(access, person)).map(({ key, href }) => ({
    key,
    href,
    label: consoleTexts.nav[key],
  }));
}
