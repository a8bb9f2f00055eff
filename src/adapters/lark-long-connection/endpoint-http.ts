import * as lark from '@larksuiteoapi/node-sdk';
import { z } from 'zod';

const answerSchema = z.looseObject({
  code: z.number().int(),
  data: z.looseObject({}).nullish(),
});

/**
 * The HTTP side of the SDK's WSClient, which asks for the address of the connection. The SDK takes an answer without
 * `data`, as a refusal is, for a passing fault and would ask for ever; with an empty `data` it reads the code.
 */
export function createEndpointHttp(): lark.HttpInstance {
  const http = lark.defaultHttpInstance.create({ maxRedirects: 0, validateStatus: () => true });
  http.interceptors.response.use((response) => {
    const answer = answerSchema.parse(response.data);
    return { ...answer, data: answer.data ?? {} } as never;
  });
  // Axios' own type says that calls resolve to a response; the interceptor above makes that its body.
  return http as unknown as lark.HttpInstance;
}
