import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { DeliveriesResponse, Delivery, EndpointHealth } from '#lambdas/contract/webhooks.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { errorText } from '#web/src/api/error-text.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { Button } from '#web/src/components/button.tsx';
import { Icon } from '#web/src/components/icon.tsx';
import { Link } from '#web/src/components/link.tsx';
import { PageTitle } from '#web/src/components/page-title.tsx';
import { usePlatform } from '#web/src/platform/use-platform.ts';
import { useRouter } from '#web/src/platform/use-router.ts';
import { DAY_AND_TIME, Moment } from '#web/src/records/moment.tsx';
import { shortSid } from '#web/src/records/short-sid.ts';
import { EXACT_TIME } from '#web/src/records/timeline.tsx';
import { ZoneChoice } from '#web/src/records/zone-choice.tsx';
import { DELIVERIES as DELIVERIES_EN } from '#web/src/words/en/deliveries.ts';
import { DELIVERIES as DELIVERIES_ES } from '#web/src/words/es/deliveries.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';

const WORDS = { en: DELIVERIES_EN, es: DELIVERIES_ES };

/** What was sent to other systems on one day, newest first, and which of them fail; the address holds the day. */
export function DeliveriesPage() {
  const { api } = useApi();
  const { router } = useRouter();
  const { clock, announcer } = usePlatform();
  const { t, words } = useRoomWords(WORDS);
  const search = router.search.value;
  const day = useMemo(
    () => new URLSearchParams(search).get('day') || new Date(clock.now()).toISOString().slice(0, 10),
    [search, clock],
  );
  const found = useSignal<DeliveriesResponse | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);

  /** Counts requests, so that a late response to an older one is ignored. */
  const looks = useRef(0);
  const load = async (cursor?: string) => {
    looks.current += 1;
    const look = looks.current;
    failure.value = undefined;
    try {
      const page = await api.deliveries({ day, cursor });
      if (look !== looks.current) return;
      const before = cursor === undefined ? [] : (found.peek()?.items ?? []);
      found.value = { ...page, items: [...before, ...page.items] };
    } catch (error) {
      if (look === looks.current) failure.value = error as ApiError;
    }
  };
  useEffect(() => {
    found.value = undefined;
    void load();
  }, [day]);

  const sendAgain = async ({ eventId, endpoint }: Delivery) => {
    failure.value = undefined;
    try {
      const sent = await api.resend({ eventId, endpoint });
      const shown = found.peek();
      const isSent = (item: Delivery) => item.eventId === eventId && item.endpoint === endpoint;
      if (shown) found.value = { ...shown, items: shown.items.map((item) => (isSent(item) ? sent : item)) };
      announcer.say({ text: t('deliveries.sent'), topic: 'deliveries' });
    } catch (error) {
      failure.value = error as ApiError;
    }
  };
  const list = found.value;
  return (
    <div class="card page">
      <div class="page-head">
        <PageTitle text={t('deliveries.title')} />
        <label>
          {t('deliveries.day')}{' '}
          <input
            type="date"
            value={day}
            onChange={({ currentTarget: { value } }) =>
              router.go(`/deliveries${value && `?${new URLSearchParams({ day: value })}`}`)
            }
          />
        </label>
      </div>
      {failure.value && (
        <p class="note bad">
          {t('deliveries.failed')} {errorText(failure.value, words)}
        </p>
      )}
      {list?.endpoints.map((health) => (
        <Failing key={health.endpoint} health={health} />
      ))}
      {!list && !failure.value && <p class="hint">{t('list.loading')}</p>}
      {list?.items.length === 0 && <p class="hint">{t('deliveries.none')}</p>}
      {list && list.items.length > 0 && (
        <>
          <div class="list-head">
            <Button onPress={() => void load()}>{t('deliveries.look')}</Button>
            <ZoneChoice />
          </div>
          <DeliveriesTable items={list.items} onSendAgain={(item) => void sendAgain(item)} />
        </>
      )}
      {list?.cursor && <Button onPress={() => void load(list.cursor)}>{t('deliveries.older')}</Button>}
    </div>
  );
}

/** A banner for an endpoint that does not take what is sent; nothing for the others. */
function Failing({ health: { endpoint, failingSince, off } }: { readonly health: EndpointHealth }) {
  const { t } = useRoomWords(WORDS);
  if (failingSince === undefined) return null;
  return (
    <p class={`note ${off ? 'bad' : 'warn'}`}>
      <Icon name="alert" />
      <span>
        {t(off ? `deliveries.${off}` : 'deliveries.notTaking', { endpoint })}{' '}
        <Moment at={failingSince} format={DAY_AND_TIME} />
      </span>
    </p>
  );
}

const COLUMNS = ['at', 'to', 'event', 'payment', 'state', 'tries', 'action'] as const;

interface TableProps {
  readonly items: readonly Delivery[];
  readonly onSendAgain: (item: Delivery) => void;
}

function DeliveriesTable({ items, onSendAgain }: TableProps) {
  const { t } = useRoomWords(WORDS);
  return (
    <table class="table">
      <caption class="visually-hidden">{t('deliveries.title')}</caption>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th key={name} scope="col">
              {t(`deliveries.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={`${item.eventId} ${item.endpoint}`}>
            <td>
              <Moment at={item.createdAt} format={EXACT_TIME} />
            </td>
            <td class="name">{item.endpoint}</td>
            <td class="nowrap">{item.type}</td>
            <td>
              <Link to={`/payments/${item.paySid}`} class="digits nowrap">
                {shortSid(item.paySid)}
              </Link>
            </td>
            <td class="nowrap">{t(`deliveries.is.${item.state}`)}</td>
            <td class="digits" data-label={t('deliveries.tries')}>
              {item.tries.length} {lastOf(item)}
            </td>
            <td>
              <Button
                kind="quiet"
                label={t('deliveries.againOf', { event: item.type, endpoint: item.endpoint })}
                onPress={() => onSendAgain(item)}
              >
                {t('deliveries.again')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The status of the newest try, or why there was none. */
function lastOf({ tries }: Delivery): string {
  const last = tries.at(-1);
  return last ? `(${last.status ?? last.problem})` : '';
}
