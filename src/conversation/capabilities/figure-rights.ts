import type { Turn } from '#conversation/conversation.types.ts';

const FIGURE_ROLES = new Set(['leader', 'dispatcher', 'administrator']);

/** Who may see the whole district's figures. */
export function maySeeFigures({ person }: Pick<Turn, 'person'>): boolean {
  return person?.roles.some((role) => FIGURE_ROLES.has(role)) ?? false;
}

/** The district's figures are not for an enterprise's or a department's chat, whoever asks there. */
export function isClosedChat({ chat, message }: Pick<Turn, 'chat' | 'message'>): boolean {
  return message.chatType === 'p2p' || chat?.kind === 'leaders' || chat?.kind === 'dispatch';
}
