import { consoleTexts } from '#texts/console.zh-CN.ts';
import { Layout, Told } from './layout.tsx';

/** The way in. */
export function SignInPage({
  told,
  next,
  sandboxed,
}: {
  told: string | null;
  next: string;
  sandboxed: boolean;
}) {
  const words = consoleTexts.signIn;
  const start = `/console/sign-in/start?${new URLSearchParams({ next })}`;
  return (
    <Layout title={words.title} visitor={null}>
      <section class="panel narrow">
        <h1>{consoleTexts.name}</h1>
        {told && <Told kind="note">{told}</Told>}
        <p>{words.lead}</p>
        {sandboxed && <p class="quiet">{words.sandboxLead}</p>}
        <p>
          <a class="button primary" href={start}>
            {sandboxed ? words.sandboxButton : words.button}
          </a>
        </p>
      </section>
    </Layout>
  );
}
