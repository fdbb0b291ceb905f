import { PageTitle } from '#web/src/components/page-title.tsx';
import { REPORTS_EN } from '#web/src/words/en/reports.ts';
import { REPORTS_ES } from '#web/src/words/es/reports.ts';
import { useRoomWords } from '#web/src/words/room-words.ts';

export function ReportsPage() {
  const { t } = useRoomWords({ en: REPORTS_EN, es: REPORTS_ES });
  return (
    <div class="card page">
      <PageTitle text={t('title')} />
    </div>
  );
}
