import { adminRoutes } from './admin/admin.routes.ts';
import type { ConsoleDeps, ConsoleRoute } from './console.types.ts';
import { enterpriseRoutes } from './enterprises/enterprises.route.tsx';
import { homeRoutes } from './home/home.route.tsx';
import { queueRoutes } from './queue/queue.route.tsx';
import { summaryRoutes } from './summaries/summaries.route.tsx';
import { ticketRoutes } from './tickets/tickets.route.tsx';

/** Every page and action behind sign-in, with who may come there. */
export function consoleRoutes(deps: ConsoleDeps): ConsoleRoute[] {
  return [
    ...homeRoutes(deps),
    ...queueRoutes(deps),
    ...ticketRoutes(deps),
    ...summaryRoutes(deps),
    ...enterpriseRoutes(deps),
    ...adminRoutes(deps),
  ];
}
