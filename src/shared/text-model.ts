/** A language model that writes a text from named materials. What it writes is not trusted. */
export interface TextModel {
  /** Names model and prompt: `model:qwen-plus prompt:summary-narrative-v1`. */
  version: string;
  /** @throws Unavailable where the endpoint does not answer, InvalidInput where what it says is no text */
  write(inputs: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string>;
}
