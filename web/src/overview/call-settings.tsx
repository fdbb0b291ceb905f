import { type Signal, useSignal } from '@preact/signals';
import { Icon } from '#web/src/components/icon.tsx';
import { CALL_MINUTES, CALL_SECONDS } from '#web/src/settings/settings.ts';
import { useSettings } from '#web/src/settings/use-settings.ts';
import { playCall } from './use-calls.ts';
import { useOverviewWords } from './words.ts';

/** When this page calls, and how; kept in this browser. */
export function CallSettings({ isBlocked }: { readonly isBlocked: boolean }) {
  const { settings } = useSettings();
  const { t, words } = useOverviewWords();
  const isRefused = useSignal(false);
  const textOf = (seconds: number) => {
    const [value, unit] = seconds < 60 ? [seconds, 'second'] : [seconds / 60, 'minute'];
    return value.toLocaleString(words.language, { style: 'unit', unit, unitDisplay: 'short' });
  };
  const pick = (
    label: 'callUnknown' | 'callWait' | 'callOpen',
    setting: Signal<number>,
    limits: readonly number[],
    /** Seconds. */
    unit: number,
  ) => (
    <label class="field">
      <span>{t(label)}</span>
      <select
        value={setting.value}
        onChange={({ currentTarget }) => {
          setting.value = Number(currentTarget.value);
        }}
      >
        {limits.map((limit) => (
          <option key={limit} value={limit}>
            {limit === 0 ? t('never') : textOf(limit * unit)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <details class="details">
      <summary>{t('calls')}</summary>
      <div class="call-settings">
        <p class="hint">{t('callsWhat')}</p>
        <div class="filters">
          {pick('callUnknown', settings.callUnknown, CALL_MINUTES, 60)}
          {pick('callWait', settings.callWait, CALL_SECONDS, 1)}
          {pick('callOpen', settings.callOpen, CALL_MINUTES, 60)}
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={settings.callSound.value}
            onChange={async ({ currentTarget }) => {
              settings.callSound.value = currentTarget.checked;
              // Heard at once, and the press is what browsers want before they play anything.
              isRefused.value = currentTarget.checked && !(await playCall());
            }}
          />
          <span>{t('sound')}</span>
        </label>
        {settings.callSound.value && (isBlocked || isRefused.value) && (
          <p class="note warn" role="alert">
            <Icon name="alert" />
            {t('soundBlocked')}
          </p>
        )}
      </div>
    </details>
  );
}
