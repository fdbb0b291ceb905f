import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SealView } from '#lambdas/contract/desk-api.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useWords } from '#web/src/words/trail-words.ts';
import { saveFile } from './csv-button.tsx';
import { DAY_AND_TIME, Moment } from './moment.tsx';
import { dayOf } from './zone.ts';

/** A seal comes within a minute of the event. The waits double; after the last one nobody looks any more. */
const FIRST_WAIT_MS = 5_000;
const WAITS = 5;
/** What is older than this and has no seal will hardly get one by itself. */
const LATE_MS = 15 * 60_000;

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

export interface SealLineProps {
  readonly paySid: string;
  /** How many events the trail has, and when the newest was recorded. */
  readonly events: number;
  readonly newestAt: string;
}

/** Whether the transparency log holds the newest event, and the proof of it. Its height is the same whatever it says. */
export function SealLine({ paySid, events, newestAt }: SealLineProps) {
  const { api } = useApi();
  const { clock } = usePlatform();
  const { t } = useWords();
  /** Undefined before the first response, `null` when it could not be checked. */
  const seal = useSignal<SealView | null | undefined>(undefined);

  useEffect(() => {
    let stop = () => {};
    let isShown = true;
    const look = async (again: number) => {
      const found = await api.seal(paySid).catch(() => null);
      if (!isShown) return;
      seal.value = found;
      if (!found?.sealedAt && again < WAITS)
        stop = clock.after(FIRST_WAIT_MS * 2 ** again, () => void look(again + 1));
    };
    seal.value = undefined;
    void look(0);
    return () => {
      isShown = false;
      stop();
    };
  }, [paySid, events]);

  const { sealedAt, proof = '', differs } = seal.value ?? {};
  if (!sealedAt) {
    const isLate = clock.now() - Date.parse(newestAt) > LATE_MS;
    const missing = t(isLate ? 'seal.none' : 'seal.notYet');
    return <span class="seal">{seal.value === null ? t('seal.failed') : seal.value && missing}</span>;
  }
  const isToday = dayOf(new Date(sealedAt)) === dayOf(new Date(clock.now()));
  return (
    <span class="seal">
      {differs ? (
        <span class="mark failed">
          <Icon name="alert" />
          {t('seal.differs')}
        </span>
      ) : (
        <span>
          {t(isToday ? 'seal.at' : 'seal.on')} <Moment at={sealedAt} format={isToday ? TIME : DAY_AND_TIME} />
        </span>
      )}
      <Button kind="quiet" onPress={() => saveFile(new Blob([proof]), `${paySid}.tlog-proof`)}>
        {t('seal.download')}
      </Button>
    </span>
  );
}
