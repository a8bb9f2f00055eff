/** A random id, unique without asking anybody. 36 characters, so it also fits Feishu's 50-character `uuid`. */
export function newId(): string {
  return crypto.randomUUID();
}
