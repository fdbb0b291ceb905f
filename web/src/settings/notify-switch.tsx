import { useSignal } from '@preact/signals';
import { useWords } from '#web/src/words/use-words.ts';
import { useSettings } from './use-settings.ts';

/**
 * The switch for notifications of calls. The desk asks the browser for permission only here, where the agent wants
 * it.
 */
export function NotifySwitch() {
  const { settings } = useSettings();
  const { t } = useWords();
  const isBlocked = useSignal(false);
  if (!window.Notification) return null;
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={settings.notify.value}
          onChange={async ({ currentTarget }) => {
            const wanted = currentTarget.checked;
            const permission = wanted ? await askPermission() : 'granted';
            isBlocked.value = permission !== 'granted';
            settings.notify.value = wanted && !isBlocked.value;
            currentTarget.checked = settings.notify.value;
          }}
        />
        <span>{t('settings.notify')}</span>
      </label>
      {isBlocked.value && (
        <p class="hint" role="alert">
          {t('settings.notifyBlocked')}
        </p>
      )}
    </>
  );
}

/** Some browsers have notifications and refuse even the question. */
async function askPermission(): Promise<NotificationPermission> {
  try {
    return await Notification.requestPermission();
  } catch {
    return 'denied';
  }
}
