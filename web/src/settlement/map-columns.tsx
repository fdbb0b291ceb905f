import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '#web/src/components/button.tsx';
import { Choice } from '#web/src/components/choice.tsx';
import { Field } from '#web/src/components/field.tsx';
import { ownZone, zone } from '#web/src/records/zone.ts';
import { ZoneChoice } from '#web/src/records/zone-choice.tsx';
import { guessMapping, MAPPED, type Mapping, missingIn } from './mapping.ts';
import type { Settlement } from './settlement.ts';
import { useSettlementWords } from './settlement-words.ts';

/** Asks what the columns of a file mean, with a guess to begin with. */
export function MapColumns({ settlement }: { readonly settlement: Settlement }) {
  const { t } = useSettlementWords();
  const problem = settlement.problem.value;
  const { header, sample } = problem?.what === 'unknown' ? problem : { header: [], sample: [] };
  const mapping = useSignal<Mapping>(settlement.remembered() ?? guessMapping(header, sample));
  const isAsked = useSignal(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const change = (part: Partial<Mapping>) => {
    mapping.value = { ...mapping.peek(), ...part };
  };
  const columns: readonly (readonly [string, string])[] = [
    ['', t('map.none')],
    ...header.map((name, place): readonly [string, string] => [
      String(place),
      sample[place]?.trim() ? t('map.column', { name, sample: sample[place] ?? '' }) : name,
    ]),
  ];
  const missing = isAsked.value ? missingIn(mapping.value) : [];
  const problemOf = (what: string) => {
    if (what === 'amount' && missing.includes('amount')) return t('map.missing.amount');
    if (what === 'id' && missing.includes('key')) return t('map.missing.key');
    return undefined;
  };
  const { columns: chosen, currency, decimals, order } = mapping.value;
  return (
    <section class="map" aria-labelledby="map-title">
      <h2 id="map-title" ref={title} tabIndex={-1}>
        {t('map.title')}
      </h2>
      <p class="hint">{t('map.intro')}</p>
      <div class="filters">
        {MAPPED.map((what) => (
          <Field
            key={what}
            id={`map-${what}`}
            label={t(`map.${what}`)}
            value={String(chosen[what] ?? '')}
            options={columns}
            problem={problemOf(what)}
            onChange={(place) => {
              const { [what]: _, ...others } = mapping.peek().columns;
              change({ columns: place === '' ? others : { ...others, [what]: Number(place) } });
            }}
          />
        ))}
        {chosen.currency === undefined && (
          <Field
            id="map-fixed"
            label={t('map.fixed')}
            value={currency}
            problem={missing.includes('currency') ? t('map.missing.currency') : undefined}
            onChange={(code) => change({ currency: code.trim().toUpperCase() })}
            attributes={{ maxLength: 3, size: 3 }}
          />
        )}
      </div>
      <Choice
        legend={t('map.decimals')}
        name="map-decimals"
        value={decimals}
        options={[
          ['point', t('map.point')],
          ['comma', t('map.comma')],
          ['minor', t('map.minor')],
        ]}
        onChange={(value) => change({ decimals: value })}
      />
      <Choice
        legend={t('map.order')}
        name="map-order"
        value={order}
        options={[
          ['ymd', t('map.ymd')],
          ['dmy', t('map.dmy')],
          ['mdy', t('map.mdy')],
        ]}
        onChange={(value) => change({ order: value })}
      />
      <div class="list-head">
        <p class="hint">{t('map.zone', { zone: zone.value === 'UTC' ? 'UTC' : ownZone() })}</p>
        <ZoneChoice />
      </div>
      <div class="actions">
        <Button
          kind="primary"
          onPress={() => {
            isAsked.value = true;
            if (missingIn(mapping.peek()).length === 0) settlement.map(mapping.peek());
          }}
        >
          {t('map.read')}
        </Button>
      </div>
    </section>
  );
}
