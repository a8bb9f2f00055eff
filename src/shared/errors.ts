/** What can go wrong, as values without HTTP status; ingress maps them to a status, a toast or a sentence. */
export abstract class AppError extends Error {
  /** A dotted, stable code such as `ticket.conflict`, safe to log. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Input that breaks a contract. `message` is for the reader, in Chinese. */
export class InvalidInput extends AppError {}
export class NotFound extends AppError {}
export class Forbidden extends AppError {}
/** Somebody else was faster: read again and decide anew. */
export class Conflict extends AppError {}
/** Something we depend on is away for now: try again later, it does not count as a failure of ours. */
export class Unavailable extends AppError {}
/** The set-up is wrong: start-up ends with this one sentence and exit code 1. */
export class ConfigurationError extends AppError {}

/** The code of any thrown value, for logs: never its message, which may hold a person's words. */
export function errorCode(error: unknown): string {
  if (error instanceof AppError) return error.code;
  if (error instanceof Error) return `unexpected.${error.name}`;
  return 'unexpected.value';
}

/** Whether a database error says that a unique key already holds the row, or that a trigger refused it. */
export function isConstraintError(error: unknown): boolean {
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (/SQLITE_CONSTRAINT|UNIQUE constraint failed|constraint failed/i.test(e.message)) return true;
  }
  return false;
}
