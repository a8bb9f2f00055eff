import { AppError } from '#shared/errors.ts';

/** One command of a script: its arguments in, its exit code out. */
export type Command = (args: string[]) => Promise<number>;

/** Runs the command that the arguments name; a known error ends in its one sentence, no command in the usage. */
export async function runCommand(usage: string, commands: Record<string, Command>): Promise<void> {
  const [name = '', ...rest] = process.argv.slice(2);
  const command = commands[name];
  if (!command) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 1;
    return;
  }
  try {
    process.exitCode = await command(rest);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
