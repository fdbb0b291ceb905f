import { PageTitle } from '#web/src/components/page-title.tsx';
import { OVERVIEW_EN } from '#web/src/words/en/overview.ts';
import { OVERVIEW_ES } from '#web/src/words/es/overview.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';

export function OverviewPage() {
  const { t } = useRoomWords({ en: OVERVIEW_EN, es: OVERVIEW_ES });
  return (
    <div class="card page">
      <PageTitle text={t('title')} />
    </div>
  );
}
