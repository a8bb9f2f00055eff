import { unitsConcerned } from '#directory/directory.departments.ts';
import { enterprisesOfCommissioner } from '#directory/directory.store.ts';
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
  const units = route.supporting.flatMap((name) => district.departments.resolveUnits(name, place));
  const supporting = unitsConcerned(units, description).map((unit) => unit.name);
  return { category, lead, supporting: [...new Set(supporting)].filter((name) => name !== lead) };
}

function candidatesOf(
  district: District,
  problem: Report['problems'][number],
  enterprise: DraftEnterprise | null,
) {
  // Where nothing else comes close, whoever sorts out the rest is the other choice.
  const codes = new Set([problem.category, problem.second ?? 'other']);
  return [...codes].flatMap((code) => {
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
 * The enterprise of a report: the one that the text names, else the chat's or the sender's own, else unknown. Of several
 * that may be meant, the one that is the sender's. A name that the directory does not hold is kept as it was written.
 */
export async function enterpriseOfReport(
  deps: ConversationDeps,
  turn: Pick<Turn, 'text' | 'enterprise' | 'person'>,
  written: string | null,
): Promise<NamedEnterprise> {
  const match = await deps.enterprises.find(written ?? turn.text);
  if (match.exact) return { enterprise: draftEnterprise(match.exact), candidates: [] };
  if (turn.enterprise && (written === null || match.candidates.some((c) => c.id === turn.enterprise?.id))) {
    return { enterprise: draftEnterprise(turn.enterprise), candidates: [] };
  }
  const own = new Set([...(turn.person?.contactOf ?? []), ...(turn.person?.commissionerOf ?? [])]);
  const owned = match.candidates.filter(({ id }) => own.has(id));
  const [only, ...others] = owned.length > 0 ? owned : match.candidates;
  if (only && others.length === 0 && (written !== null || own.has(only.id))) {
    return { enterprise: draftEnterprise(only), candidates: [] };
  }
  const candidates = only ? [only, ...others] : written === null ? await served(deps, turn.person) : [];
  const unknown = { id: null, name: written ?? '', park: null, town: null, tier: null };
  return { enterprise: written === null ? null : unknown, candidates: candidates.map((c) => c.name) };
}

/** A commissioner who names no enterprise means one of their own. */
async function served({ db }: ConversationDeps, person: Turn['person']): Promise<readonly Enterprise[]> {
  if (!person?.roles.includes('commissioner')) return [];
  return (await enterprisesOfCommissioner(db, person.openId)).slice(0, MOST_CHOICES);
}
const MOST_CHOICES = 40;
