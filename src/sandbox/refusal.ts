/** A call that the platform refuses, with its documented code. */
export class Refusal extends Error {
  readonly status: 400 | 404 | 429;
  readonly code: number;
  readonly headers: Record<string, string>;

  constructor(
    code: number,
    message: string,
    options: { status?: 400 | 404 | 429; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = options.status ?? 400;
    this.headers = options.headers ?? {};
  }
}

const make = (code: number, text: string) => (detail?: string) =>
  new Refusal(code, detail ? `${text}, ext=${detail}` : text);

/** The refusals of im/v1 and its neighbours, with the wording of the open platform's tables. */
export const refusals = {
  needToken: make(
    99991661,
    'Missing access token for authorization. Please make a request with token attached.',
  ),
  badToken: make(
    99991663,
    'Invalid access token for authorization. Please make a request with token attached.',
  ),
  badRequest: make(230001, 'Your request contains an invalid request parameter.'),
  botNotInChat: make(230002, 'Bot/User can NOT be out of the chat.'),
  recalled: make(230011, 'The message was withdrawn.'),
  noAvailability: make(230013, 'Bot has NO availability to this user.'),
  notOwner: make(230017, 'Bot is NOT the owner of the resource.'),
  tooOften: make(230020, 'This operation triggers the frequency limit.'),
  tooLong: make(230025, 'The length of the message content reaches its limit.'),
  noPermission: make(230027, 'Lack of necessary permissions.'),
  tooOld: make(230031, 'Message can only be modified within 14 days after sending.'),
  badReceiver: make(230034, 'The receive_id is invalid.'),
  badCard: make(230099, 'Failed to create card content'),
  badResourceRequest: make(234001, 'Invalid request param.'),
  fileNotInMessage: make(234003, 'File not in message.'),
  fileTooLarge: make(234006, 'The file size exceed the max value.'),
  fileEmpty: make(234010, "File's size can't be 0."),
  notAnImage: make(234011, "Can't regonnize the image format."),
  cardHasNoFiles: make(234043, 'Unsupported message type.'),
  noSuchUser: make(41012, 'user id invalid error'),
  badCardRequest: make(10002, 'Your request contains an invalid request parameter.'),
  cardContent: make(200220, 'Failed to generate card content'),
  noSuchCard: make(200740, 'The card entity does not exist'),
  cardExpired: make(200750, 'The card entity has expired'),
  cardTooLarge: make(200860, 'Card content exceeds limit.'),
  cardNotShared: make(300302, 'update_multi property is false'),
  cardNotStreaming: make(300309, 'streaming mode is closed'),
  noSuchElement: make(300313, 'not find elementID'),
  cardSequence: make(300317, 'The sequence number for operating on the card did not increment consecutively'),
  cardTokenForm: make(300020, 'The token for updating the card is malformed.'),
  cardTokenExpired: make(300030, 'The token for updating the card has expired.'),
  cardTokenUsedUp: make(300040, 'The token for updating the card has reached its limit of use.'),
  cardLocked: make(11310, 'card action is lock'),
  cardInvalid: make(11311, 'card content is invalid'),
  cardRecalled: make(200000, 'The message card was withdrawn.'),
} as const;

/** The gateway's refusal for the whole app. */
export function overAppLimit(limit: number, waitMs: number): Refusal {
  return new Refusal(99991400, 'request trigger frequency limit', {
    status: 429,
    headers: limitHeaders(limit, waitMs),
  });
}

/** The refusal of im/v1 for one chat, one person or one message. */
export function overChatLimit(limit: number, waitMs: number): Refusal {
  return new Refusal(230020, 'This operation triggers the frequency limit.', {
    headers: limitHeaders(limit, waitMs),
  });
}

function limitHeaders(limit: number, waitMs: number): Record<string, string> {
  return {
    'x-ogw-ratelimit-limit': String(limit),
    'x-ogw-ratelimit-reset': String(Math.max(1, Math.ceil(waitMs / 1000))),
  };
}
