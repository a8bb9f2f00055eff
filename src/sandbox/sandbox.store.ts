import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { newThreadId } from './sandbox.ids.ts';
import { type Journal, noJournal, openJournal, readJournal } from './sandbox.journal.ts';
import type {
  CardEntity,
  Chat,
  Delivery,
  JournalLine,
  Message,
  Person,
  Resource,
  SandboxChange,
  SandboxSeed,
} from './sandbox.types.ts';

/** The sandbox's state: in memory, and in a folder so that a restart shows the same chats. */
export interface SandboxStore {
  person(openId: string): Person | undefined;
  people(): Person[];
  chat(chatId: string): Chat | undefined;
  chats(): Chat[];
  message(messageId: string): Message | undefined;
  /** A chat's messages, oldest first. */
  messagesOf(chatId: string): Message[];
  messageByUuid(uuid: string, since: number): Message | undefined;
  nextSequence(): number;
  /** The thread of a message, made when it has none. */
  threadOf(message: Message): string;
  savePerson(person: Person): void;
  saveChat(chat: Chat): void;
  saveMessage(message: Message): void;
  cardEntity(cardId: string): CardEntity | undefined;
  saveCardEntity(entity: CardEntity): void;
  resource(key: string): Resource | undefined;
  saveResource(resource: Resource, content: Uint8Array): Promise<void>;
  resourceContent(key: string): Promise<Uint8Array>;
  deliveries(): Delivery[];
  saveDelivery(delivery: Delivery): void;
  dropDelivery(eventId: string): void;
  subscribe(listener: (change: SandboxChange) => void): () => void;
  announce(change: SandboxChange): void;
  flush(): Promise<void>;
}

/**
 * Opens the state of a sandbox.
 * @param folder where it is kept; null keeps it in memory only
 * @param seed people and chats; those known from before keep their messages and take the seed's names and members
 */
export async function openStore(
  folder: string | null,
  seed: SandboxSeed,
  logger: Logger,
): Promise<SandboxStore> {
  const known = folder === null ? [] : await readJournal(join(folder, 'journal.jsonl'));
  const state = createState(known);
  const journal: Journal =
    folder === null
      ? noJournal
      : await openJournal(join(folder, 'journal.jsonl'), state.lines(), (error) =>
          logger.warn('sandbox.journal_failed', { code: errorCode(error) }),
        );
  const store = createStore(state, journal, folder);
  for (const person of seed.people) store.savePerson(person);
  for (const { chatId, name, kind, members } of seed.chats) {
    store.saveChat({
      chatId,
      name,
      kind,
      members,
      type: 'group',
      hasBot: state.chats.get(chatId)?.hasBot ?? true,
    });
  }
  return store;
}

function createState(lines: readonly JournalLine[]) {
  const people = new Map<string, Person>();
  const chats = new Map<string, Chat>();
  const messages = new Map<string, Message>();
  const byChat = new Map<string, Message[]>();
  const byUuid = new Map<string, string>();
  const cards = new Map<string, CardEntity>();
  const resources = new Map<string, Resource>();
  const deliveries = new Map<string, Delivery>();

  function putMessage(message: Message): void {
    const list = byChat.get(message.chatId) ?? [];
    byChat.set(message.chatId, list);
    const at = messages.has(message.messageId)
      ? list.findIndex((m) => m.messageId === message.messageId)
      : -1;
    if (at >= 0) list[at] = message;
    else list.push(message);
    messages.set(message.messageId, message);
    if (message.uuid !== null) byUuid.set(message.uuid, message.messageId);
  }

  for (const line of lines) {
    if (line.kind === 'person') people.set(line.value.openId, line.value);
    else if (line.kind === 'chat') chats.set(line.value.chatId, line.value);
    else if (line.kind === 'message') putMessage(line.value);
    else if (line.kind === 'card') cards.set(line.value.cardId, line.value);
    else if (line.kind === 'resource') resources.set(line.value.key, line.value);
    else if (line.kind === 'delivery') deliveries.set(line.value.eventId, line.value);
    else deliveries.delete(line.value.eventId);
  }
  return {
    people,
    chats,
    messages,
    byChat,
    byUuid,
    cards,
    resources,
    deliveries,
    putMessage,
    lines: (): JournalLine[] => [
      ...[...people.values()].map((value) => ({ kind: 'person' as const, value })),
      ...[...chats.values()].map((value) => ({ kind: 'chat' as const, value })),
      ...[...messages.values()].map((value) => ({ kind: 'message' as const, value })),
      ...[...cards.values()].map((value) => ({ kind: 'card' as const, value })),
      ...[...resources.values()].map((value) => ({ kind: 'resource' as const, value })),
      ...[...deliveries.values()].map((value) => ({ kind: 'delivery' as const, value })),
    ],
  };
}

function createStore(
  state: ReturnType<typeof createState>,
  journal: Journal,
  folder: string | null,
): SandboxStore {
  const listeners = new Set<(change: SandboxChange) => void>();
  const contents = new Map<string, Uint8Array>();
  let sequence = Math.max(0, ...[...state.messages.values()].map((m) => m.sequence));

  const announce = (change: SandboxChange) => {
    for (const listener of listeners) listener(change);
  };

  const store: SandboxStore = {
    person: (openId) => state.people.get(openId),
    people: () => [...state.people.values()],
    chat: (chatId) => state.chats.get(chatId),
    chats: () => [...state.chats.values()],
    message: (messageId) => state.messages.get(messageId),
    messagesOf: (chatId) => [...(state.byChat.get(chatId) ?? [])],
    messageByUuid(uuid, since) {
      const message = state.messages.get(state.byUuid.get(uuid) ?? '');
      return message && message.createdAt >= since ? message : undefined;
    },
    nextSequence: () => ++sequence,
    threadOf(message) {
      if (message.threadId !== null) return message.threadId;
      const threadId = newThreadId();
      store.saveMessage({ ...message, threadId });
      return threadId;
    },
    savePerson(person) {
      state.people.set(person.openId, person);
      journal.write({ kind: 'person', value: person });
      announce({ type: 'person', person });
    },
    saveChat(chat) {
      state.chats.set(chat.chatId, chat);
      journal.write({ kind: 'chat', value: chat });
      announce({ type: 'chat', chat });
    },
    saveMessage(message) {
      state.putMessage(message);
      journal.write({ kind: 'message', value: message });
      announce({ type: 'message', message });
    },
    cardEntity: (cardId) => state.cards.get(cardId),
    saveCardEntity(entity) {
      state.cards.set(entity.cardId, entity);
      journal.write({ kind: 'card', value: entity });
    },
    resource: (key) => state.resources.get(key),
    async saveResource(resource, content) {
      if (folder === null) {
        contents.set(resource.key, content);
      } else {
        await mkdir(join(folder, 'files'), { recursive: true });
        await writeFile(join(folder, 'files', resource.key), content);
      }
      state.resources.set(resource.key, resource);
      journal.write({ kind: 'resource', value: resource });
    },
    resourceContent: async (key) =>
      folder === null ? (contents.get(key) ?? new Uint8Array()) : readFile(join(folder, 'files', key)),
    deliveries: () => [...state.deliveries.values()],
    saveDelivery(delivery) {
      state.deliveries.set(delivery.eventId, delivery);
      journal.write({ kind: 'delivery', value: delivery });
    },
    dropDelivery(eventId) {
      if (state.deliveries.delete(eventId)) journal.write({ kind: 'delivered', value: { eventId } });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce,
    flush: () => journal.flush(),
  };
  return store;
}
