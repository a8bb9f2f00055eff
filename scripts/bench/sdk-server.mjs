// The yardstick: the SDK's own webhook adapter with an empty handler, which stores nothing.
import { createServer } from 'node:http';
import * as lark from '@larksuiteoapi/node-sdk';

const dispatcher = new lark.EventDispatcher({
  encryptKey: process.env.FEISHU_ENCRYPT_KEY,
  verificationToken: process.env.FEISHU_VERIFICATION_TOKEN,
  loggerLevel: lark.LoggerLevel.fatal,
}).register({ 'im.message.receive_v1': async () => {} });
const server = createServer(lark.adaptDefault('/feishu/webhook', dispatcher));
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${server.address().port}\n`));
