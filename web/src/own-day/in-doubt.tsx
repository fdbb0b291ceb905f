import type { UnresolvedPayment } from '#lambdas/contract/desk-api.ts';
import type { MyPayment } from '#lambdas/contract/report-api.ts';
import { Link } from '#web/src/components/link.tsx';
import { useToResolve } from '#web/src/records/use-to-resolve.ts';
import { useAuth } from '#web/src/sign-in/use-auth.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';
import { PaymentLines } from './payment-lines.tsx';
import { useOwnDay } from './use-own-day.ts';
import { OWN_DAY } from './words.ts';

const SHOWN = 5;

/** Payments whose result nobody knows: the agent's own, or everybody's for a supervisor, who can settle them. */
export function InDoubt() {
  const { ownDay } = useOwnDay();
  const { toResolve } = useToResolve();
  const { auth } = useAuth();
  const { t } = useRoomWords(OWN_DAY);
  const isSupervisor = auth.user.value?.roles.includes('supervisor') ?? false;
  const all = isSupervisor ? toResolve.list.value?.items.map(inDoubt) : ownDay.day.value?.unknown;
  if (!all) return null;
  return (
    <section class="card own-day" aria-label={t('inDoubt')}>
      <h2>{t('inDoubt')}</h2>
      {all.length === 0 ? (
        <p class="hint">{t('inDoubtNone')}</p>
      ) : (
        <>
          {!isSupervisor && <p class="hint">{t('inDoubtWhy')}</p>}
          <PaymentLines label={t('inDoubt')} payments={all.slice(0, SHOWN)} isOfDays />
          {isSupervisor && (
            <p>
              <Link to="/to-resolve">
                {t('seeAll')} ({all.length}
                {toResolve.list.value?.more && '+'})
              </Link>
            </p>
          )}
        </>
      )}
    </section>
  );
}

function inDoubt(payment: UnresolvedPayment): MyPayment {
  return { ...payment, ending: 'unknown' };
}
