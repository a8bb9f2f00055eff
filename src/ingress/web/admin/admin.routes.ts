import type { ConsoleDeps, ConsoleRoute } from '#ingress/web/console.types.ts';
import { auditRoutes } from './audit.route.tsx';
import { directoryRoutes } from './directory.route.tsx';
import { eventRoutes } from './events.route.tsx';
import { knowledgeRoutes } from './knowledge.route.tsx';
import { standardsRoutes } from './standards.route.tsx';

/** The administrators' pages. */
export function adminRoutes(deps: ConsoleDeps): ConsoleRoute[] {
  return [
    ...directoryRoutes(deps),
    ...knowledgeRoutes(deps),
    ...standardsRoutes(deps),
    ...eventRoutes(deps),
    ...auditRoutes(deps),
  ];
}
