import { unitsConcerned } from '#directory/directory.departments.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import { routeCategory } from '#tickets/tickets.routing.ts';
import type { DraftData, DraftEnterprise, DraftItem, Urgency } from '#tickets/tickets.types.ts';
import type { ConversationDeps, District, Turn } from './conversation.types.ts';
import type { Report } from './understanding/understanding.ts';

/** A draft's enterprise, and what to say about how it was found. */
export interface NamedEnterprise {
  enterprise: DraftEnterprise | null;
  /** Enterprises that may be meant, where the name is not clear. */
  candidates: string[];
}

/** The draft that a report makes: each problem with its category, and the departments that the routing file names. */
export function draftOf(district: District, report: Report, enterprise: DraftEnterprise | null): DraftData {
  const urgency: Urgency = report.urgent ? 'urgent' : 'normal';
  return {
    enterprise,
    items: report.problems.map((problem) => ({
      ...routed(district, problem, enterprise, report.ambiguous),
      description: problem.description,
      urgency,
      details: {
        ...(report.place ? { place: report.place } : {}),
        ...(report.amounts.length > 0
          ? { amounts: report.amounts.map(({ value, unit }) => ({ value, unit })) }
          : {}),
        ...(report.ambiguous ? { candidates: candidatesOf(district, problem, enterprise) } : {}),
      },
    })),
  };
}

/** A draft's items routed anew, after a form has changed enterprise or categories. */
export function reroute(district: District, data: DraftData): DraftData {
  const items = data.items.map((item) => ({
    ...item,
    ...routed(district, item, data.enterprise, false),
  }));
  return { ...data, items };
}

/** Lead and supporting departments by name; no lead where the place decides and is not known, or a person should. */
function routed(
  district: District,
  { category, description }: { category: string; description: string },
  enterprise: DraftEnterprise | null,
  ambiguous: boolean,
): Pick<DraftItem, 'category' | 'lead' | 'supporting'> {
  const place = { park: enterprise?.park ?? null, town: enterprise?.town ?? null };
  const route = routeCategory(district.categories, category);
  const lead = ambiguous ? null : (district.departments.resolveUnit(route.lead, place)?.name ?? null);
  const supporting = route.supporting.flatMap((name) =>
    unitsConcerned(district.departments.resolveUnits(name, place), description).map((unit) => unit.name),
  );
  return { category, lead, supporting: [...new Set(supporting)].filter((name) => name !== lead) };
}

function candidatesOf(
  district: District,
  problem: Report['problems'][number],
  enterprise: DraftEnterprise | null,
) {
  const codes = [problem.category, ...(problem.second ? [problem.second] : [])];
  return codes.flatMap((code) => {
    const { category, lead, supporting } = routed(
      district,
      { ...problem, category: code },
      enterprise,
      false,
    );
    return lead ? [{ category, lead, supporting }] : [];
  });
}

export function draftEnterprise(enterprise: Enterprise): DraftEnterprise {
  const { id, name, park, town, tier } = enterprise;
  return { id, name, park, town, tier };
}

/**
 * The enterprise of a report: the one that the text names, else the chat's or the sender's own, else unknown.
 * A name that the directory does not hold is kept as it was written.
 */
export async function enterpriseOfReport(
  deps: ConversationDeps,
  turn: Pick<Turn, 'text' | 'enterprise'>,
  written: string | null,
): Promise<NamedEnterprise> {
  const match = await deps.enterprises.find(written ?? turn.text);
  if (match.exact) return { enterprise: draftEnterprise(match.exact), candidates: [] };
  if (turn.enterprise && (written === null || match.candidates.some((c) => c.id === turn.enterprise?.id))) {
    return { enterprise: draftEnterprise(turn.enterprise), candidates: [] };
  }
  const [only, ...others] = match.candidates;
  if (written !== null && only && others.length === 0) {
    return { enterprise: draftEnterprise(only), candidates: [] };
  }
  if (written === null) return { enterprise: null, candidates: [] };
  const unknown = { id: null, name: written, park: null, town: null, tier: null };
  return { enterprise: unknown, candidates: match.candidates.slice(0, 3).map((c) => c.name) };
}
