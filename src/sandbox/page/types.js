// @ts-check

/**
 * @typedef {{ openId: string, name: string, title: string }} Person
 * @typedef {'enterprise' | 'department' | 'leaders' | 'dispatch' | 'private'} ChatKind
 * @typedef {{ chatId: string, name: string, kind: ChatKind, type: 'group' | 'p2p', members: string[], hasBot: boolean }} Chat
 * @typedef {{ key: string, openId: string, name: string }} Mention
 * @typedef {{
 *   messageId: string, sequence: number, chatId: string, sender: { type: 'user' | 'app', id: string }, type: string,
 *   content: string, mentions: Mention[], rootId: string | null, parentId: string | null, threadId: string | null,
 *   createdAt: number, updatedAt: number, revision: number, recalled: boolean, visibleTo: string | null,
 * }} Message
 * @typedef {{ type: 'info' | 'success' | 'error' | 'warning', content: string }} Toast
 * @typedef {{ type: 'person', person: Person } | { type: 'chat', chat: Chat } | { type: 'message', message: Message } |
 *   { type: 'clock', now: string }} Change
 * @typedef {Record<string, any>} CardElement a component of a card; the platform has checked it
 * @typedef {{ path: string, form?: Record<string, unknown>, input?: string, option?: string, options?: string[],
 *   checked?: boolean }} Press
 */

export {};
