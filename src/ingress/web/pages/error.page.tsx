import type { Visitor } from '#ingress/web/console.types.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { Layout } from './layout.tsx';

type ErrorStatus = 400 | 403 | 404 | 409 | 413 | 500 | 503;

/** What went wrong, in one sentence, and a way on. */
export function ErrorPage(props: { status: ErrorStatus; message: string; visitor: Visitor | null }) {
  const { titles, back } = consoleTexts.errors;
  const title = titles[props.status === 503 ? 500 : props.status];
  return (
    <Layout title={title} visitor={props.visitor}>
      <section class="panel narrow">
        <h1>{title}</h1>
        <p>{props.message}</p>
        <p>
          <a class="button" href="/console">
            {back}
          </a>
        </p>
      </section>
    </Layout>
  );
}
