import { createNeed } from './need.ts';
import type { Router } from './router.ts';

/** The addresses within the page, where it has any. */
export const useRouter = createNeed<{ readonly router: Router }>();
