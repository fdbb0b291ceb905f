import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ReportResponse } from '#lambdas/contract/report-api.ts';
import type { ApiError } from '#web/src/api/client.ts';
import { useApi } from '#web/src/api/use-api.ts';
import { type AskedRange, problemOf } from './asked-range.ts';

/** A report as it was read last. Where it could not be read there is none, and never one of zeros. */
export interface LoadedReport {
  readonly report: ReadonlySignal<ReportResponse | undefined>;
  readonly failure: ReadonlySignal<ApiError | undefined>;
  readonly read: () => Promise<void>;
}

export function useReport(asked: AskedRange): LoadedReport {
  const { api } = useApi();
  const { from, to, zone } = asked;
  const report = useSignal<ReportResponse | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  /** Counts requests, so that a late response to an older one is ignored. */
  const looks = useRef(0);
  const read = async () => {
    looks.current += 1;
    const look = looks.current;
    failure.value = undefined;
    try {
      const found = await api.report({ from, to, zone });
      if (look === looks.current) report.value = found;
    } catch (error) {
      if (look !== looks.current) return;
      report.value = undefined;
      failure.value = error as ApiError;
    }
  };
  useEffect(() => {
    report.value = undefined;
    if (problemOf(asked) === undefined) void read();
    else looks.current += 1;
  }, [from, to, zone]);
  return { report, failure, read };
}
