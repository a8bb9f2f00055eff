import type { ConsoleDeps, ConsoleRoute } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { InvalidInput } from '#shared/errors.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { KnowledgePage, type Tried } from './knowledge.page.tsx';

const LONGEST_QUESTION = 200;

/** What policies there are, and what the bot makes of a question. Nothing is kept. */
export function knowledgeRoutes({ district: { policy }, answerer }: ConsoleDeps): ConsoleRoute[] {
  async function tryOut(question: string, now: Date): Promise<Tried> {
    const [answer, explanation] = await Promise.all([
      answerer.answer(question, { now }),
      policy.explain(question, now),
    ]);
    return { answer, explanation };
  }

  return [
    {
      method: 'GET',
      path: '/knowledge',
      access: 'administrator',
      handle: (c, visitor) =>
        page(c, <KnowledgePage visitor={visitor} documents={policy.documents(visitor.now)} tried={null} />),
    },
    {
      // A question is somebody's words: it does not belong into an address, which others keep.
      method: 'POST',
      path: '/knowledge',
      access: 'administrator',
      handle: async (c, visitor) => {
        const given = (await c.req.parseBody({ all: true })).question;
        const question = typeof given === 'string' ? given.trim() : '';
        if (question.length > LONGEST_QUESTION) {
          throw new InvalidInput('console.question', adminTexts.knowledge.tooLong);
        }
        const tried = question === '' ? null : await tryOut(question, visitor.now);
        const documents = policy.documents(visitor.now);
        return page(c, <KnowledgePage visitor={visitor} documents={documents} tried={tried} />);
      },
    },
  ];
}
