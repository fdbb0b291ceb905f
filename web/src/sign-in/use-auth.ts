import { createNeed } from '#web/src/platform/need.ts';
import type { Auth } from './auth.ts';

/** The sign-in of this page. */
export const useAuth = createNeed<{ readonly auth: Auth }>();
