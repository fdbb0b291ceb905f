import type { PaySession } from '#lambdas/contract/desk-api.ts';
import { Icon } from '#web/src/components/icon.tsx';
import type { Fact } from '#web/src/payment/reference-facts.ts';
import { type Translate, useWords } from '#web/src/words/trail-words.ts';
import { DAY_AND_TIME, Moment } from './moment.tsx';

/**
 * What a supervisor found out about a payment whose result was not known: what, who, when and how. A later result that
 * says something else stands beside it: neither hides the other.
 */
export function ResolutionNote({ session }: { readonly session: PaySession }) {
  const { t } = useWords();
  const { resolution, contradiction } = session;
  if (!resolution) return null;
  return (
    <section aria-labelledby="resolution">
      <h2 id="resolution" class="label">
        {t('resolve.found')}
      </h2>
      {contradiction && (
        <p class="note bad">
          <Icon name="alert" />
          <span>
            {contradictionText(session, t)} <Moment at={contradiction.at} format={DAY_AND_TIME} />
          </span>
        </p>
      )}
      <dl class="facts">
        {resolutionFacts(session, t).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t('resolve.at')}</dt>
          <dd>
            <Moment at={resolution.at} format={DAY_AND_TIME} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** The same as name and value, without times. */
export function resolutionFacts({ resolution }: PaySession, t: Translate): readonly Fact[] {
  if (!resolution) return [];
  const { finding, by, note, processorReference } = resolution;
  return [
    [t('resolve.found.short'), t(`outcome.${finding}`)],
    [t('resolve.by'), by],
    ...(processorReference ? [[t('resolve.processorReference'), processorReference] as const] : []),
    [t('resolve.note'), note],
  ];
}

/** Both sides of a contradiction, or nothing. */
export function contradictionText({ resolution, contradiction }: PaySession, t: Translate): string {
  if (!resolution || !contradiction) return '';
  return t('resolve.contradiction', {
    by: resolution.by,
    found: t(`outcome.${resolution.finding}`),
    reported: t(`outcome.${contradiction.reported}`),
  });
}
