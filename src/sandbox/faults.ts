/** A request to the platform, as a fault sees it. */
export interface PlatformRequest {
  method: string;
  /** From `/open-apis/` on, without the query. */
  path: string;
  body: string;
}

/** What goes wrong with the next matching requests. */
export interface Fault {
  /** Which requests: `POST /open-apis/im/v1/messages`, a pattern over `METHOD path`, or a test of the request. */
  match?: string | RegExp | ((request: PlatformRequest) => boolean);
  /** How many requests; 1 unless told. */
  times?: number;
  /** `before` (the default): nothing is done. `after`: the work is done and its answer lost. */
  when?: 'before' | 'after';
  status?: number;
  code?: number;
  msg?: string;
  headers?: Record<string, string>;
  /** Real milliseconds before the answer. With no status and no code, the answer is only slow. */
  delayMs?: number;
  /** Never answers; ends when the client goes away. */
  hang?: boolean;
}

export interface Faults {
  /** Lets the next matching requests go wrong. */
  next(fault: Fault): void;
  clear(): void;
  /** The fault that hits this request, which is used up by it. */
  take(request: PlatformRequest): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    next: (fault) => {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    clear: () => {
      waiting = [];
    },
    take(request) {
      const hit = waiting.find(({ fault }) => matches(fault.match, request));
      if (!hit) return undefined;
      hit.left -= 1;
      if (hit.left <= 0) waiting = waiting.filter((w) => w !== hit);
      return hit.fault;
    },
  };
}

function matches(match: Fault['match'], request: PlatformRequest): boolean {
  if (match === undefined) return true;
  if (typeof match === 'function') return match(request);
  const line = `${request.method} ${request.path}`;
  return typeof match === 'string' ? line === match : match.test(line);
}
