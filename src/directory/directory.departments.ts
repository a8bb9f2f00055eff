import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { type DepartmentsFile, departmentsSchema, type UnitEntry } from './directory.departments-schema.ts';
import { normaliseName, withoutRegions } from './directory.names.ts';

export type UnitKind = 'bureau' | 'resident' | 'park' | 'town' | 'utility';

/** A unit that a ticket can be given to. `name` is what tickets, chats and people are bound to. */
export interface Unit {
  name: string;
  fullName: string;
  kind: UnitKind;
  aliases: readonly string[];
  successor: { name: string; since: string; unverified: boolean } | null;
  /** Words that tell, among units that a collective name stands for, which one a problem is about. */
  concerns: readonly string[];
}

/** Where an enterprise is: names of departments.yaml, or null. */
export interface Place {
  park: string | null;
  town: string | null;
}

export interface Departments {
  district: { name: string; fullName: string };
  /** What may stand in front of an enterprise's name: for createEnterpriseMatcher. */
  regions: readonly string[];
  units: readonly Unit[];
  parks: readonly string[];
  towns: readonly string[];
  /** The unit of a name, a full name, an alias, or a successor's name; null for an unknown one. */
  resolveDepartment(name: string): Unit | null;
  /** A park's name from a name or an alias. */
  resolvePark(name: string): string | null;
  /** A town's name; the ending 镇 or 街道 may be missing where that is clear. */
  resolveTown(name: string): string | null;
  /**
   * The units behind a name or a collective name such as 所在工业园发展中心, 相关镇街, 供电、供气、供水企业, for an
   * enterprise at `place`. [] where the place is not known or the name says nothing definite (区级有关部门).
   */
  resolveUnits(name: string, place: Place): readonly Unit[];
  /** The one unit behind a name, for a lead; null where there is none, or more than one. */
  resolveUnit(name: string, place: Place): Unit | null;
}

/**
 * Reads knowledge/departments.yaml.
 * @param text the file's content
 * @param file the file's name, for messages
 * @throws ConfigurationError for what the schema refuses, and for a name that belongs to two units
 */
export function loadDepartments(text: string, file: string): Departments {
  const content = parseCheckedYaml(departmentsSchema, text, file);
  const { regions } = content.district;
  const parks = content.parks.map((park) => ({ ...park, unit: unit('park', park.centre) }));
  const towns = content.towns.map((name) => ({ name, unit: townUnit(name) }));
  const utilities = content.utilities.map((u) => unit('utility', { ...u, full_name: u.name }));
  const units = [
    ...content.departments.map((department) => unit(department.kind, department)),
    ...parks.map((park) => park.unit),
    ...towns.map((town) => town.unit),
    ...utilities,
  ];
  const unitOf = index(
    units.flatMap((u) => writings(u, regions).map((w) => [w, u] as const)),
    file,
  );
  const parkOf = index(
    parks.flatMap((p) => [p.name, ...p.aliases].map((w) => [w, p.name] as const)),
    file,
  );
  const townOf = index(
    towns.flatMap((t) => townWritings(t.name).map((w) => [w, t.name] as const)),
    file,
  );

  const resolveDepartment = (name: string) => lookUp(unitOf, name, regions);
  const resolvePark = (name: string) => lookUp(parkOf, name, regions);
  const resolveTown = (name: string) => lookUp(townOf, name, regions);
  const isCollective = (group: keyof DepartmentsFile['collective'], name: string) =>
    content.collective[group].some((writing) => normaliseName(writing) === normaliseName(name));

  const resolveUnits = (name: string, place: Place): readonly Unit[] => {
    const own = parks.find((p) => p.name === (place.park && resolvePark(place.park)));
    const home = towns.find((t) => t.name === (place.town && resolveTown(place.town)));
    if (isCollective('own_park', name)) return own ? [own.unit] : [];
    if (isCollective('own_town', name)) return home ? [home.unit] : [];
    if (isCollective('every_park', name)) return parks.map((park) => park.unit);
    if (isCollective('utilities', name)) return utilities;
    const named = resolveDepartment(name);
    return named ? [named] : [];
  };

  return {
    district: { name: content.district.name, fullName: content.district.full_name },
    regions,
    units,
    parks: parks.map((park) => park.name),
    towns: content.towns,
    resolveDepartment,
    resolvePark,
    resolveTown,
    resolveUnits,
    resolveUnit: (name, place) => {
      const [only, ...more] = resolveUnits(name, place);
      return only && more.length === 0 ? only : null;
    },
  };
}

/**
 * Of units that say what concerns them, those that a problem's words concern; all of them where no word tells. Units
 * that say nothing stay.
 */
export function unitsConcerned(units: readonly Unit[], description: string): readonly Unit[] {
  const concerned = units.filter((unit) => unit.concerns.some((word) => description.includes(word)));
  if (concerned.length === 0) return units;
  return units.filter((unit) => unit.concerns.length === 0 || concerned.includes(unit));
}

/** How a unit is shown: with its successor, where it has one. `人行江津中心支行(现人行江津分行,待核实)` */
export function unitLabel(unit: Unit): string {
  if (!unit.successor) return unit.name;
  return `${unit.name}(现${unit.successor.name}${unit.successor.unverified ? ',待核实' : ''})`;
}

function unit(kind: UnitKind, entry: UnitEntry & { concerns?: string[] }): Unit {
  const { name, full_name: fullName, aliases, successor, concerns = [] } = entry;
  return { name, fullName, kind, aliases, successor: successor ?? null, concerns };
}

function townUnit(town: string): Unit {
  const street = town.endsWith('街道');
  const name = `${town}${street ? '办事处' : '人民政府'}`;
  return unit('town', { name, full_name: name, aliases: [town, `${town}${street ? '办' : '政府'}`] });
}

/** All ways to write a unit's name, places in front taken off: 区科技局, 江津区科技局 and 科技局 are one. */
function writings(unit: Unit, regions: readonly string[]): string[] {
  const successor = unit.successor ? [unit.successor.name] : [];
  return [unit.name, unit.fullName, ...unit.aliases, ...successor].map((w) => plainUnit(w, regions));
}

function plainUnit(name: string, regions: readonly string[]): string {
  const plain = withoutRegions(normaliseName(name), regions);
  // The 区 of 区委 belongs to the word: it is put back where it went with 江津区.
  if (plain.startsWith('委')) return `区${plain}`;
  return /^区(?!委)./u.test(plain) ? plain.slice(1) : plain;
}

function townWritings(town: string): string[] {
  return [town, town.replace(/(镇|乡|街道)$/, '')];
}

/** @throws ConfigurationError when one writing stands for two things */
function index<T>(entries: readonly (readonly [string, T])[], file: string): Map<string, T> {
  const map = new Map<string, T>();
  for (const [writing, value] of entries) {
    const key = normaliseName(writing);
    const other = map.get(key);
    if (other !== undefined && other !== value) {
      throw new ConfigurationError(
        'knowledge.departments',
        `${file}:「${writing}」同时是「${nameOf(other)}」和「${nameOf(value)}」的叫法,请只在一处保留`,
      );
    }
    map.set(key, value);
  }
  return map;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value);
}

function lookUp<T>(map: ReadonlyMap<string, T>, name: string, regions: readonly string[]): T | null {
  const plain = normaliseName(name);
  return map.get(plain) ?? map.get(plainUnit(plain, regions)) ?? null;
}
