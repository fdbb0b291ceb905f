import { fromMinorUnits } from '#lambdas/contract/money.ts';
import { Button } from '#web/src/components/button.tsx';
import { CopyButton } from '#web/src/components/copy-button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { DAY_AND_TIME, Moment } from '#web/src/records/moment.tsx';
import { useWords } from '#web/src/words/use-words.ts';
import type { FileFacts } from './compare-file.ts';
import type { Settlement } from './settlement.ts';
import { useSettlementWords } from './settlement-words.ts';

interface Props {
  readonly settlement: Settlement;
  readonly facts: FileFacts;
}

/** Which file it is, what is wrong with it, and which of our payments it is compared with. */
export function FileView({ settlement, facts }: Props) {
  const { t } = useSettlementWords();
  const { days } = settlement;
  const { hash, span } = facts;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t('file')}</dt>
          <dd>
            {settlement.name.value} · {t(`format.${facts.format}`)} · {t('lines', { count: facts.lines })}
          </dd>
        </div>
        <div>
          <dt>{t('hash')}</dt>
          <dd class="digits small">
            {hash}
            <CopyButton name={t('hash')} value={hash} />
          </dd>
        </div>
        <div>
          <dt>{t('span')}</dt>
          <dd>
            {span ? (
              <>
                <Moment at={new Date(span.from).toISOString()} format={DAY_AND_TIME} /> –{' '}
                <Moment at={new Date(span.to).toISOString()} format={DAY_AND_TIME} />
              </>
            ) : (
              t('nothing')
            )}
          </dd>
        </div>
      </dl>
      <Warnings facts={facts} />
      <form
        class="days"
        onSubmit={(event) => {
          event.preventDefault();
          void settlement.compare();
        }}
      >
        {(['from', 'to'] as const).map((end) => (
          <div class="field" key={end}>
            <label htmlFor={`days-${end}`}>{t(end)}</label>
            <input
              id={`days-${end}`}
              type="date"
              required
              value={days.value[end]}
              aria-describedby="days-hint"
              onChange={({ currentTarget: { value } }) => {
                days.value = { ...days.peek(), [end]: value };
              }}
            />
          </div>
        ))}
        <Button type="submit">{t('again')}</Button>
        <p id="days-hint" class="hint">
          {t('range')}
        </p>
      </form>
    </>
  );
}

function Warnings({ facts: { isCutOff, gaps, rejected, rejects } }: Pick<Props, 'facts'>) {
  const { t } = useSettlementWords();
  const { money } = useWords();
  const amountOf = (minor: number, currency: string) =>
    `${minor < 0 ? '−' : ''}${money(fromMinorUnits(BigInt(Math.abs(minor)), currency), currency)}`;
  const texts = [
    isCutOff && t('cutOff'),
    gaps.length > 0 &&
      t('gaps', {
        gaps: gaps
          .map(({ payout, minor, currency }) => t('gap', { payout, amount: amountOf(minor, currency) }))
          .join('; '),
      }),
    rejected > 0 &&
      t('rejected', {
        count: rejected,
        lines: rejects.map(({ line, why }) => t(`why.${why}`, { line })).join(', '),
      }),
  ];
  return (
    <>
      {texts.filter(Boolean).map((text) => (
        <p key={text} class="note warn">
          <Icon name="alert" />
          <span>{text}</span>
        </p>
      ))}
    </>
  );
}
