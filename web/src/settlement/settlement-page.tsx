import { PageTitle } from '#web/src/components/page-title.tsx';
import { SETTLEMENT_EN } from '#web/src/words/en/settlement.ts';
import { SETTLEMENT_ES } from '#web/src/words/es/settlement.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';

export function SettlementPage() {
  const { t } = useRoomWords({ en: SETTLEMENT_EN, es: SETTLEMENT_ES });
  return (
    <div class="card page">
      <PageTitle text={t('title')} />
    </div>
  );
}
