import type { Signal } from '@preact/signals';
import { PageTitle } from '#web/src/components/page-title.tsx';
import type { TextKey } from '#web/src/words/catalogue.ts';
import { useWords } from '#web/src/words/use-words.ts';
import { LANGUAGE_NAMES } from '#web/src/words/words.ts';
import { NotifySwitch } from './notify-switch.tsx';
import { CONFIRM_LIMITS } from './settings.ts';
import { useSettings } from './use-settings.ts';

/** The agent's own choices; each takes effect at once. */
export function SettingsPage() {
  const { settings } = useSettings();
  const { t } = useWords();
  const languages = Object.entries(LANGUAGE_NAMES);
  return (
    <div class="card page">
      <PageTitle text={t('settings.title')} />
      <Pick label={t('settings.language')} setting={settings.language} options={languages} />
      <Pick label={t('say.language')} setting={settings.callerLanguage} options={languages} />
      <Pick
        label={t('settings.theme')}
        setting={settings.theme}
        options={(['system', 'light', 'dark'] as const).map((name) => [name, t(`settings.${name}`)])}
      />
      <Pick
        label={t('settings.announcements')}
        setting={settings.announcements}
        options={(['all', 'milestones', 'errors'] as const).map((name) => [name, t(`settings.${name}`)])}
      />
      <Pick
        label={t('settings.confirmAbove')}
        setting={settings.confirmAbove}
        options={CONFIRM_LIMITS.map((limit) => [
          String(limit),
          limit === 0 ? t('settings.never') : limit.toLocaleString(settings.language.value),
        ])}
      />
      <Switch label="settings.pauseAfterCall" setting={settings.pauseAfterCall} />
      <NotifySwitch />
      <Switch label="settings.shortcuts" setting={settings.shortcuts} />
      <Switch label="pay.autoAdvance" setting={settings.autoAdvance} />
      <Switch label="settings.pound" setting={settings.sayPound} />
      <Switch label="say.larger" setting={settings.largeSay} />
    </div>
  );
}

interface PickProps<T extends string | number> {
  readonly label: string;
  readonly setting: Signal<T>;
  readonly options: readonly (readonly [string, string])[];
}

function Pick<T extends string | number>({ label, setting, options }: PickProps<T>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={setting.value}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setting.value = (typeof setting.value === 'number' ? Number(value) : value) as T;
        }}
      >
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Switch({ label, setting }: { readonly label: TextKey; readonly setting: Signal<boolean> }) {
  const { t } = useWords();
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={setting.value}
        onChange={(event) => {
          setting.value = event.currentTarget.checked;
        }}
      />
      <span>{t(label)}</span>
    </label>
  );
}
